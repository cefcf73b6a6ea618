// Identifiers that differ in letter case alone are one.

/** Whether two identifiers are the same. */
export function sameWord(left: string, right: string): boolean {
  return left.trim().toUpperCase() === right.trim().toUpperCase();
}
