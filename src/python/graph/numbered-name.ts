// Modules that are told apart by a number alone: of `f"tables.x{section:03x}"` no word can tell which are meant.

/** A number, decimal or hexadecimal. */
const NUMBER = /^[0-9a-f]{1,6}$/;
/** So many names make a series. */
const SERIES = 3;

/** Those of a package's names that are a beginning and a number, where there is a series of them. */
export function numberedNames(children: readonly string[], beginning: string): ReadonlySet<string> {
  if (beginning === '') return new Set();
  const names = children.filter((name) => name.startsWith(beginning) && NUMBER.test(name.slice(beginning.length)));
  // Words may be made of the letters that numbers have: what has a digit is a number, and what is as long as one.
  const numbers = names.filter((name) => /\d/.test(name.slice(beginning.length)));
  if (numbers.length < SERIES) return new Set();
  const lengths = new Set(numbers.map((name) => name.length));
  return new Set(names.filter((name) => lengths.has(name.length)));
}
