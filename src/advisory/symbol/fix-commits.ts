// The commits that an advisory says fixed it: its ranges of commits, its references, the pull requests they name.
import type { Host } from '../../host/host.ts';
import type { OsvRecord } from '../../standard/osv.ts';
import { askGit, resolveCommit } from './commit-trees.ts';

const MOST = 20;

/** The commits as the record names them, in order, each once. */
export function namedCommits(record: OsvRecord): readonly string[] {
  const ranges = record.affected.flatMap((affected) => affected.ranges).filter(({ type }) => type === 'GIT');
  const fixed = ranges.flatMap(({ events }) => events.filter(({ kind }) => kind === 'fixed').map(({ value }) => value));
  const addressed = record.references.flatMap(({ url }) => {
    const [, commit] = /\/commits?\/([0-9a-f]{7,64})\b|\/\+\/([0-9a-f]{7,64})\b/.exec(url) ?? [];
    return commit ?? [];
  });
  return [...new Set([...fixed, ...addressed].map((commit) => commit.toLowerCase()))].filter((c) =>
    /^[0-9a-f]{7,64}$/.test(c),
  );
}

/** The fixing commits that a clone has, in full; pull requests are followed where no commit is named. */
export async function findFixCommits(host: Host, folder: string, record: OsvRecord): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const name of namedCommits(record).slice(0, MOST)) {
    const commit = await resolveCommit(host, folder, name);
    if (commit !== null) found.add(commit);
  }
  if (found.size > 0) return [...found];
  const pulls = record.references.flatMap(({ url }) => /\/(?:pull|merge_requests)\/(\d{1,8})/.exec(url)?.[1] ?? []);
  for (const number of new Set(pulls)) {
    // As merges (`Merge pull request #1 from`), and as squashed commits (`Title (#1)`).
    const pattern = `(Merge pull request #${number} |\\(#${number}\\)$|See merge request .*!${number}$)`;
    const answer = await askGit(host, folder, [
      'log',
      '--all',
      '-E',
      `--grep=${pattern}`,
      '--format=%H',
      `--max-count=${MOST}`,
    ]);
    for (const commit of (answer ?? '').split('\n')) if (commit !== '') found.add(commit);
  }
  return [...found].slice(0, MOST);
}
