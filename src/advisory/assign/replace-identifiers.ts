// Puts identifiers in the place of others wherever a record names them, in lists, texts and addresses alike.
import type { RecordEditor } from '../repository/edit-record.ts';
import type { Path } from '../repository/record-tree.ts';

/** Replaces every mention of a name by another; a name is whole where no letter, digit or hyphen goes on. */
export function replaceIdentifiers(editor: RecordEditor, names: ReadonlyMap<string, string>): void {
  if (names.size === 0) return;
  const changes: [Path, string][] = [];
  walk(editor.value, [], (path, text) => {
    const changed = text.replace(
      /[A-Za-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*-0000-[A-Za-z0-9_.-]*[A-Za-z0-9]/g,
      (name) => names.get(name) ?? name,
    );
    if (changed !== text) changes.push([path, changed]);
  });
  for (const [path, text] of changes) editor.setField(path, text);
}

function walk(value: unknown, path: Path, visit: (path: Path, text: string) => void): void {
  if (typeof value === 'string') visit(path, value);
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) walk(item, [...path, index], visit);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) walk(item, [...path, key], visit);
  }
}
