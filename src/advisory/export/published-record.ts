// A record as it is published: OSV JSON, fields in the schema's order, times in UTC.
import type { OsvObject, OsvRecord } from '../../standard/osv.ts';
import { isRecord } from '../../standard/osv-value.ts';
import { orderFields } from '../repository/format-record.ts';
import type { RecordFile } from '../repository/read-records.ts';
import { loadYaml } from '../repository/yaml-tree.ts';

/** The record's value for publication. */
export function publishedRecord(file: RecordFile): OsvObject {
  const { record, form, text } = file;
  const value = form === 'yaml' ? withTypes(record.original, plainYaml(text)) : record.original;
  const times = Object.fromEntries(
    (['modified', 'published', 'withdrawn'] as const).flatMap((key) => {
      const time = record[key];
      return value[key] === undefined || value[key] === null || time === null ? [] : [[key, time]];
    }),
  );
  const stripped = Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
  return orderFields({ ...stripped, ...times });
}

/** The bytes of a published record. */
export function publishedText(value: OsvObject): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A YAML text as YAML 1.2 has it, numbers as numbers: only for the fields that a database defines by itself. */
function plainYaml(text: string): unknown {
  try {
    return loadYaml().parse(text, { schema: 'core', maxAliasCount: 100, logLevel: 'silent', uniqueKeys: false });
  } catch {
    return null;
  }
}

const OWN = new Set(['database_specific', 'ecosystem_specific']);

/** Versions and texts stay texts; what is inside of a database's own fields has the types that it was written with. */
function withTypes(texts: OsvObject, types: unknown): OsvObject {
  if (!isRecord(types)) return texts;
  const typed = (value: unknown, other: unknown): unknown => {
    if (Array.isArray(value))
      return value.map((item, index) => typed(item, Array.isArray(other) ? other[index] : undefined));
    return isRecord(value) ? withTypes(value, other) : value;
  };
  return Object.fromEntries(
    Object.entries(texts).map(([key, value]) => [
      key,
      OWN.has(key) && isRecord(types[key]) ? types[key] : typed(value, types[key]),
    ]),
  );
}

/** The ecosystems that a record is filed under: without their suffix; `GIT` where it speaks of commits alone. */
export function ecosystemsOf(record: OsvRecord): readonly string[] {
  const found = new Set<string>();
  for (const { package: subject, ranges } of record.affected) {
    if (subject !== null) found.add(subject.ecosystem.replace(/:.*$/s, ''));
    else if (ranges.some(({ type }) => type === 'GIT')) found.add('GIT');
  }
  return [...found].sort();
}
