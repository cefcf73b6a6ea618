// Every number that any commit of any branch ever gave to a record, so that none is given again.
import { relative } from 'node:path';
import { type Host, HostError } from '../../host/host.ts';
import { type Parsed, parsed, unparsable } from '../../standard/parsed.ts';
import { parseIdentifier } from './identifier.ts';

/** What the history of a checkout tells. */
export interface UsedNumbers {
  /** Identifiers that git has seen, in names of files or as a record's `id`. */
  readonly ids: ReadonlySet<string>;
}

const LIMIT = 2 ** 29;
const MOST_CHANGES = 2 ** 28;

/** Reads the history below a folder, of all branches. A fault where git has only a part of it. Nothing outside of a checkout. */
export async function readUsedNumbers(host: Host, root: string, records: string): Promise<Parsed<UsedNumbers>> {
  const git = async (words: readonly string[], limit = LIMIT): Promise<string | null> => {
    const { code, output } = await host.git.run(root, words, limit);
    return code === 0 ? new TextDecoder().decode(output) : null;
  };
  const ids = new Set<string>();
  try {
    const shallow = await git(['rev-parse', '--is-shallow-repository']);
    if (shallow === null) return parsed({ ids });
    if (shallow.trim() === 'true') {
      return unparsable(
        'the checkout is shallow, so numbers of deleted records are not known; run git fetch --unshallow',
      );
    }
    const folders = [relative(root, records) || '.', 'identifiers'];
    // Names first: they alone tell of most, in a hundredth of the time.
    for (const name of (await git(['log', '--all', '--format=', '--name-only', '-z', '--', ...folders]))?.split('\0') ??
      []) {
      add(ids, name.slice(name.lastIndexOf('/') + 1).replace(/\.[^.]*$/, ''));
    }
    const words = ['log', '--all', '--format=', '--no-color', '--unified=0', '--no-ext-diff', '--no-textconv', '-p'];
    const changes = (await changesOf(() => git([...words, '--', ...folders], MOST_CHANGES))) ?? '';
    for (const [, id = ''] of changes.matchAll(/\bid["']?\s*:\s*["']?([A-Za-z][A-Za-z0-9_-]*-\d{4}-\d+)\b/g))
      add(ids, id);
    for (const [, id = ''] of changes.matchAll(/^[-+]([A-Za-z][A-Za-z0-9_-]*-\d{4}-\d+) \S+$/gm)) add(ids, id);
    return parsed({ ids });
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    // Without git there is no history to be read and no branch to conflict with.
    return error.code === 'absent' ? parsed({ ids }) : unparsable(`the history cannot be read: ${error.message}`);
  }
}

/** A history too long to be read whole is known by its names and ledgers alone. */
async function changesOf(read: () => Promise<string | null>): Promise<string | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof HostError && error.code === 'too-large') return null;
    throw error;
  }
}

function add(ids: Set<string>, text: string): void {
  if (parseIdentifier(text) !== null) ids.add(text);
}
