// Rule: a commit that is abbreviated, or holds more than a hash: nobody can look it up with certainty.
import { ranges } from '../each-range.ts';
import type { LintProblem, LintRule } from '../rule.ts';

const FULL = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export const rule: LintRule = {
  id: 'commit-short',
  severity: 'error',
  title: 'a commit is not written in full',
  help: 'Write all 40 digits in lower case: git rev-parse COMMIT.',
  *check({ record }): Iterable<LintProblem> {
    for (const { range, path, keys } of ranges(record)) {
      if (range.type !== 'GIT') continue;
      for (const { kind, value, index } of range.events) {
        if (value === '0' || FULL.test(value)) continue;
        const full = completed(
          value,
          record.references.map(({ url }) => url),
        );
        yield {
          path: `${path}/events/${index}/${kind}`,
          message: /^[0-9a-f]{4,39}$/i.test(value)
            ? `${kind} ${value} is an abbreviated commit`
            : `${kind} ${JSON.stringify(value)} is no commit’s hash`,
          ...(full !== null && { fix: (editor) => editor.setField([...keys, 'events', index, kind], full) }),
        };
      }
    }
  },
};

/** The hash in full: what surrounds it taken off, or the one commit that the references name and that begins so. */
function completed(value: string, urls: readonly string[]): string | null {
  const trimmed = value.toLowerCase().replace(/\.(?:patch|diff)?$|[\s,;:]+$/, '');
  if (FULL.test(trimmed)) return trimmed;
  if (!/^[0-9a-f]{7,}$/.test(trimmed)) return null;
  const found = new Set<string>();
  for (const url of urls) {
    for (const [commit] of url.toLowerCase().matchAll(/(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])/g)) {
      if (commit.startsWith(trimmed)) found.add(commit);
    }
  }
  const [only, ...more] = found;
  return more.length === 0 ? (only ?? null) : null;
}
