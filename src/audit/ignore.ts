// Ignore entries: set findings aside by any identifier of their group, and say which entries did nothing.
import type { Fault } from '../finding/fault.ts';
import type { Finding } from '../finding/finding.ts';
import type { IgnoreEntry } from '../finding/policy.ts';

/** The findings with `ignored` set where an entry holds, and a note for each entry that expired or matched nothing. */
export function applyIgnores(
  findings: readonly Finding[],
  entries: readonly IgnoreEntry[],
  now: number,
): { findings: Finding[]; faults: Fault[] } {
  if (entries.length === 0) return { findings: [...findings], faults: [] };
  const today = new Date(now).toISOString().slice(0, 10);
  const byIdentifier = new Map<string, IgnoreEntry[]>();
  for (const entry of entries) {
    const key = entry.id.toLowerCase();
    byIdentifier.set(key, [...(byIdentifier.get(key) ?? []), entry]);
  }
  const matched = new Set<IgnoreEntry>();
  const result = findings.map((finding) => {
    const candidates = [finding.id, ...finding.aliases].flatMap((id) => byIdentifier.get(id.toLowerCase()) ?? []);
    const named = candidates.filter((entry) => entry.package === null || entry.package === finding.distribution.name);
    for (const entry of named) matched.add(entry);
    const entry = named.find((each) => !hasExpired(each, today) && !(each.unlessFixed && finding.fixed.length > 0));
    return entry === undefined ? finding : { ...finding, ignored: { reason: entry.reason, until: entry.until } };
  });
  return { findings: result, faults: entries.flatMap((entry) => warn(entry, today, matched.has(entry))) };
}

function hasExpired(entry: IgnoreEntry, today: string): boolean {
  return entry.until !== null && entry.until < today;
}

function warn(entry: IgnoreEntry, today: string, matched: boolean): Fault[] {
  const note = { effect: 'note' as const, file: entry.origin };
  if (hasExpired(entry, today)) {
    const message = `the ignore entry for ${entry.id} expired after ${entry.until}; review it, then renew or remove it`;
    return [{ ...note, code: 'ignore-expired', message }];
  }
  if (matched) return [];
  const where = entry.package === null ? '' : ` in ${entry.package}`;
  return [
    {
      ...note,
      code: 'ignore-unmatched',
      message: `the ignore entry for ${entry.id}${where} matches no finding; remove it`,
    },
  ];
}
