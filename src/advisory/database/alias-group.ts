// Groups of records that speak of one vulnerability: all that share an identifier or alias, transitively.

/** What grouping needs of a record. */
export interface Named {
  readonly id: string;
  readonly aliases: readonly string[];
}

/**
 * The group number of each record, in order. Two records are in one group where an identifier or alias of one is an
 * identifier or alias of the other, or both are joined by a third; `related` and `upstream` never join. An alias that
 * no record bears as its identifier joins all the same. Identifiers are compared without regard to case. A record that
 * does not join, since it is withdrawn or superseded, stands alone.
 */
export function groupAliases<T extends Named>(
  records: readonly T[],
  joins: (record: T) => boolean = () => true,
): readonly number[] {
  const owner = new Map<string, number>();
  const parents = records.map((_, index) => index);
  const find = (index: number): number => {
    let root = index;
    while (parents[root] !== root) root = parents[root] ?? root;
    let at = index;
    while (at !== root) {
      const next = parents[at] ?? root;
      parents[at] = root;
      at = next;
    }
    return root;
  };
  records.forEach((record, index) => {
    if (!joins(record)) return;
    for (const identifier of [record.id, ...record.aliases]) {
      const key = identifier.toUpperCase();
      const known = owner.get(key);
      if (known === undefined) owner.set(key, index);
      else {
        const [left, right] = [find(known), find(index)];
        // The smaller number wins, so that the outcome does not depend on the order of the aliases.
        if (left < right) parents[right] = left;
        else parents[left] = right;
      }
    }
  });
  return records.map((_, index) => find(index));
}
