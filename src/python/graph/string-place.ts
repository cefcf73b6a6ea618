// Where a string stands among lists and tables, and which other strings it can be asked for by there.
import type { Expression } from '../summary/summary.ts';
import { stringsOf } from './unit.ts';

/** The surroundings of a string. */
export interface StringPlace {
  /** Entries of the table around it; 0 outside of any. */
  readonly container: number;
  readonly entry: readonly string[];
  /** Of a dict's value: the strings of its key. */
  readonly keys: readonly string[];
  /** In a module's or class's own code, not in a call's arguments. */
  readonly declared: boolean;
  /** It is only compared with something: it can name nothing. */
  readonly compared: boolean;
}

export const NOWHERE: StringPlace = { container: 0, entry: [], keys: [], declared: false, compared: false };

/** Rows longer than this are lists: their strings do not name each other. */
const MAX_ROW = 8;

/** Inside of a list, tuple or set; a tuple may be a row of the table around it. */
export function insideList(
  around: StringPlace,
  { kind, items }: Extract<Expression, { kind: 'list' | 'tuple' | 'set' }>,
): StringPlace {
  const isRow = kind === 'tuple';
  return {
    container: isRow && around.container > items.length ? around.container : items.length,
    entry: isRow && items.length <= MAX_ROW ? [...around.entry, ...stringsOf(items)] : [],
    keys: isRow ? around.keys : [],
    declared: around.declared,
    compared: around.compared,
  };
}

/** The places of a dict entry's key and value; the key is null for `**spread`. */
export function insideEntry(
  around: StringPlace,
  size: number,
  key: Expression | null,
  value: Expression,
): { readonly key: StringPlace; readonly value: StringPlace } {
  const entry = stringsOf(key === null ? [value] : [key, value]);
  const inside: StringPlace = { ...around, container: size, entry, keys: [] };
  return { key: inside, value: { ...inside, keys: key === null ? [] : stringsOf([key]) } };
}
