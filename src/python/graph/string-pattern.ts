// What a string can be: literal pieces with holes between them.

/** The pieces around the holes: one piece is a known string, two are `prefix…suffix`. */
export type StringPattern = readonly [string, ...string[]];

/** Patterns kept of one expression; past that the rest is given up, and the value counts as a hole. */
export const MAX_PATTERNS = 300;

export const HOLE: StringPattern = ['', ''];

/** Whether the pattern has no hole. */
export function isKnown(pattern: StringPattern): boolean {
  return pattern.length === 1;
}

/** The pattern of two strings written one after the other. */
export function concatenate(left: StringPattern, right: StringPattern): StringPattern {
  const [first, ...rest] = right;
  const last = left[left.length - 1] ?? '';
  return [...left.slice(0, -1), last + first, ...rest] as unknown as StringPattern;
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

/** Without repetitions, and bounded. */
export function distinct(patterns: readonly StringPattern[]): readonly StringPattern[] {
  const seen = new Map<string, StringPattern>();
  for (const pattern of patterns) {
    seen.set(pattern.join('\0'), pattern);
    if (seen.size > MAX_PATTERNS) return [...seen.values(), HOLE];
  }
  return [...seen.values()];
}
