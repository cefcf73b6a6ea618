// When git last saw each file's content change: a rename alone is no change.
import { dirname, join, relative, sep } from 'node:path';
import { type Host, HostError } from '../../host/host.ts';
import type { RecordFile } from '../repository/read-records.ts';

export interface LintHistory {
  /** The last change of a record's content; null where git does not know. */
  lastChange(file: RecordFile): Change | null;
}

/** When a content was written, milliseconds since 1970, and whether the file came into the repository with it. */
export interface Change {
  readonly time: number;
  readonly added: boolean;
}

const LIMIT = 2 ** 28;

/** The history of the checkouts that the records lie in; null where none of them lies in one, or git is not there. */
export async function readHistory(host: Host, files: readonly RecordFile[]): Promise<LintHistory | null> {
  const times = new Map<string, Change>();
  const folders = new Set<string>();
  for (const { path } of files) if (path !== null) folders.add(dirname(path));
  const known = new Set<string>();
  for (const folder of folders) {
    const root = await checkoutOf(host, folder);
    if (root === null || known.has(root)) continue;
    known.add(root);
    await readTimes(host, root, common([...folders], root), times);
  }
  if (known.size === 0) return null;
  return { lastChange: ({ path }) => (path === null ? null : (times.get(path) ?? null)) };
}

async function checkoutOf(host: Host, folder: string): Promise<string | null> {
  try {
    const { code, output } = await host.git.run(folder, ['rev-parse', '--show-prefix'], 2 ** 16);
    if (code !== 0) return null;
    const prefix = new TextDecoder().decode(output).replace(/\n$/, '').replace(/\/$/, '');
    return prefix === '' ? folder : folder.slice(0, -prefix.length).replace(/[/\\]$/, '');
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}

/** The part of a checkout that all of the folders lie in. */
function common(folders: readonly string[], root: string): string {
  let shared = folders.find((folder) => folder === root || folder.startsWith(root + sep)) ?? root;
  for (const folder of folders) {
    while (shared !== root && folder !== shared && !folder.startsWith(shared + sep)) shared = dirname(shared);
  }
  return relative(root, shared) || '.';
}

/** The newest commit wins; the author's date, since a merge or rebase changes no record. */
async function readTimes(host: Host, root: string, inside: string, times: Map<string, Change>): Promise<void> {
  const words = ['log', '--no-merges', '-M100%', '--name-status', '-z', '--format=%x01%at', '--', inside];
  let text: string;
  try {
    const { code, output } = await host.git.run(root, words, LIMIT);
    if (code !== 0) return;
    text = new TextDecoder().decode(output);
  } catch (error) {
    if (error instanceof HostError) return;
    throw error;
  }
  // A file's later name for each earlier one: a rename carries the content's time with it.
  const later = new Map<string, string>();
  const nameNow = (name: string) => later.get(name) ?? name;
  for (const commit of text.split('\u0001')) {
    const [head = '', ...fields] = commit.split('\0');
    const time = Number(head.trim()) * 1000;
    if (!Number.isFinite(time) || time <= 0) continue;
    for (let at = 0; at < fields.length; at += 1) {
      const status = (fields[at] ?? '').trim();
      if (/^R\d*$/.test(status)) {
        const [from = '', to = ''] = [fields[at + 1], fields[at + 2]];
        later.set(from, nameNow(to));
        at += 2;
      } else if (/^C\d*$/.test(status)) {
        at += 2;
      } else if (status !== '') {
        const path = join(root, nameNow(fields[at + 1] ?? ''));
        if (!times.has(path) && status !== 'D') times.set(path, { time, added: status === 'A' });
        at += 1;
      }
    }
  }
}
