// What a string can be: literal pieces with holes between them.

/** The pieces around the holes: one piece is a known string, two are `prefix…suffix`. */
export type StringPattern = readonly [string, ...string[]];

/** Patterns kept of one expression, so that tables of some hundreds pass; past that the rest counts as a hole. */
const MAX_PATTERNS = 4000;
/** Longest pattern that is built: no module name is longer. */
const MAX_LENGTH = 4000;

export const HOLE: StringPattern = ['', ''];

/** Whether the pattern has no hole. */
export function isKnown(pattern: StringPattern): boolean {
  return pattern.length === 1;
}

/** Whether nothing at all is known of it. */
export function isHole(pattern: StringPattern): boolean {
  return pattern.length > 1 && pattern.every((piece) => piece === '');
}

/** The pattern of two strings written one after the other. */
function concatenate(left: StringPattern, right: StringPattern): StringPattern {
  const [first, ...rest] = right;
  const last = left[left.length - 1] ?? '';
  if (last.length + first.length > MAX_LENGTH || left.length + rest.length > 20) return HOLE;
  const [start = '', ...others] = [...left.slice(0, -1), last + first, ...rest];
  return [start, ...others];
}

/** Every concatenation of one of each, bounded. */
export function product(left: readonly StringPattern[], right: readonly StringPattern[]): readonly StringPattern[] {
  const result: StringPattern[] = [];
  for (const a of left) {
    for (const b of right) {
      if (result.length >= MAX_PATTERNS) return [...result, HOLE];
      result.push(concatenate(a, b));
    }
  }
  return result;
}

/** The concatenations of one choice from each list, in order. */
export function products(lists: readonly (readonly StringPattern[])[]): readonly StringPattern[] {
  return lists.reduce<readonly StringPattern[]>((all, list) => product(all, list), [['']]);
}

/** The pattern with each literal piece changed. */
export function mapPieces(pattern: StringPattern, change: (piece: string) => string): StringPattern {
  const [first, ...rest] = pattern;
  return [change(first), ...rest.map(change)];
}

/** Without repetitions, and bounded. */
export function distinct(patterns: readonly StringPattern[]): readonly StringPattern[] {
  const seen = new Map<string, StringPattern>();
  for (const pattern of patterns) {
    seen.set(pattern.join('\0'), pattern);
    if (seen.size >= MAX_PATTERNS) return [...seen.values(), HOLE];
  }
  return [...seen.values()];
}
