// Changes single fields of a record's text and nothing else: the one way in which every command edits records.
import { parseDocument, type TextForm } from '../parse-document.ts';
import { insertInJson, removeFromJson, setInJson } from './edit-json.ts';
import { insertInYaml, removeFromYaml, setInYaml } from './edit-yaml.ts';
import { changedAt, type Path, type Splice, sameValue, splice } from './record-tree.ts';
import { loadYaml, readYaml } from './yaml-tree.ts';

export type { Path } from './record-tree.ts';

/** A text that cannot be edited: no record, several of them, or a form that means more than it shows. */
export class EditError extends Error {
  override readonly name = 'EditError';
}

/** A record that is being edited; `text` is the record as it stands now. */
export class RecordEditor {
  readonly form: TextForm;
  #text: string;
  #value: unknown;

  /** Throws EditError where the text is not exactly one record. */
  constructor(text: string, form: TextForm) {
    this.form = form;
    this.#text = text;
    this.#value = readValue(text, form);
  }

  get text(): string {
    return this.#text;
  }

  /** The record as its readers see it. */
  get value(): unknown {
    return this.#value;
  }

  /** The value at a path; undefined where there is none. */
  get(path: Path): unknown {
    let value: unknown = this.#value;
    for (const step of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
    return value;
  }

  /** Puts a value at a path; objects and lists on the way come into being. Throws EditError. */
  setField(path: Path, value: unknown): void {
    if (sameValue(this.get(path), asRead(value, this.form))) return;
    const edit = this.form === 'json' ? setInJson : setInYaml;
    this.#apply(edit(this.#text, path, value), path, () => value);
  }

  /** Takes a value out of its object or list; nothing where there is none. Throws EditError. */
  removeField(path: Path): void {
    if (this.get(path) === undefined) return;
    const edit = this.form === 'json' ? removeFromJson : removeFromYaml;
    this.#apply(edit(this.#text, path), path, () => undefined);
  }

  /** Puts an item into the list at a path, before the one at `index` (its end). The list comes into being. Throws EditError. */
  insertItem(path: Path, item: unknown, index: number = Number.POSITIVE_INFINITY): void {
    const old = this.get(path);
    const list = Array.isArray(old) ? old : [];
    const at = Math.min(index, list.length);
    const edit = this.form === 'json' ? insertInJson : insertInYaml;
    this.#apply(edit(this.#text, path, item, at), path, () => [...list.slice(0, at), item, ...list.slice(at)]);
  }

  /** Takes the change if the text then means what it should; else YAML is written anew from its nodes. */
  #apply(change: Splice | null, path: Path, make: (old: unknown) => unknown): void {
    const expected = asRead(changedAt(this.#value, path, make), this.form);
    const candidates = [() => (change === null ? null : splice(this.#text, change))];
    if (this.form === 'yaml') candidates.push(() => rewriteYaml(this.#text, path, make));
    for (const candidate of candidates) {
      const text = candidate();
      if (text === null || !means(text, this.form, expected)) continue;
      this.#text = text;
      this.#value = expected;
      return;
    }
    throw new EditError(`${path.join('.')} cannot be changed in place; edit it by hand`);
  }
}

function means(text: string, form: TextForm, expected: unknown): boolean {
  try {
    return sameValue(readValue(text, form), expected);
  } catch (error) {
    if (error instanceof EditError) return false;
    throw error;
  }
}

function readValue(text: string, form: TextForm): unknown {
  const { values, faults } = parseDocument(text, form);
  const [value, ...more] = values;
  const [fault] = faults;
  if (fault !== undefined) throw new EditError(`it ${fault.message}`);
  if (typeof value !== 'object' || value === null || more.length > 0) throw new EditError('it is not one record');
  if (form === 'json' && Array.isArray(JSON.parse(text.replace(/^\ufeff/, ''))))
    throw new EditError('it is a list of records');
  return value;
}

/** A value as the reader of a form gives it back: in YAML numbers are texts. */
function asRead(value: unknown, form: TextForm): unknown {
  if (form === 'json') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map((item) => asRead(item, form));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asRead(item, form)]));
}

/** The last resort: comments and order stay, the layout of lines may change. */
function rewriteYaml(text: string, path: Path, make: (old: unknown) => unknown): string | null {
  try {
    const document = readYaml(text);
    const old: unknown = document.hasIn(path) ? document.getIn(path, false) : undefined;
    const value = make(loadYaml().isNode(old) ? old.toJS(document) : old);
    if (value === undefined) document.deleteIn(path);
    else document.setIn(path, document.createNode(value));
    return document.toString({ lineWidth: 0 });
  } catch {
    return null;
  }
}
