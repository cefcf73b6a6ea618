// The text of a record that is new: fields in the schema's order, JSON or YAML.
import type { TextForm } from '../parse-document.ts';
import { FIELD_ORDER } from './record-tree.ts';
import { loadYaml } from './yaml-tree.ts';

/** The fields of a record in the order of the schema, unknown ones last. */
export function orderFields(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const rank = (key: string) => (FIELD_ORDER.indexOf(key) < 0 ? FIELD_ORDER.length : FIELD_ORDER.indexOf(key));
  return Object.fromEntries(Object.entries(record).sort(([left], [right]) => rank(left) - rank(right)));
}

/** A record as text. YAML is quoted so that readers of YAML 1.1 give texts back as texts. */
export function formatRecord(record: Readonly<Record<string, unknown>>, form: TextForm): string {
  const ordered = orderFields(record);
  if (form === 'json') return `${JSON.stringify(ordered, null, 2)}\n`;
  const { Document } = loadYaml();
  return new Document(ordered, { version: '1.1' }).toString({ lineWidth: 100, singleQuote: true });
}
