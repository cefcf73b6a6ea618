// Names of which the beginning and the end are known: `visit_*`, `get_*_permissions`. One star stands for the rest.

/** The pattern of a text that a value is formatted into: `"get_%s_permissions" % name`; null where it has no place. */
export function patternOf(format: string): string | null {
  const places = [...format.matchAll(/%(?:\([^)]*\))?[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]/g)];
  const first = places[0];
  const last = places.at(-1);
  if (first === undefined || last === undefined) return null;
  return `${format.slice(0, first.index)}*${format.slice(last.index + last[0].length)}`;
}

/** How many letters of a name a pattern tells. */
export function knownLetters(pattern: string): number {
  return pattern.length - 1;
}

/** Whether a name is one that a pattern may mean. */
export function fits(name: string, pattern: string): boolean {
  const star = pattern.indexOf('*');
  const end = pattern.slice(star + 1);
  return name.length > star + end.length && name.startsWith(pattern.slice(0, star)) && name.endsWith(end);
}

/** Whether a name fits, and what stands for the star is a part of its own: `visit*` and a class's name give no `visit_if`. */
export function fitsApart(name: string, pattern: string): boolean {
  const star = pattern.indexOf('*');
  return fits(name, pattern) && (star === 0 || name[star] !== '_' || pattern[star - 1] === '_');
}
