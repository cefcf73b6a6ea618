// `theriac advisory versions`: fills the affected versions of records from their ranges and the list of releases.
import { resolve } from 'node:path';
import { EditError, type RecordEditor } from '../../advisory/repository/edit-record.ts';
import { type RecordFile, readRecords } from '../../advisory/repository/read-records.ts';
import { editFile } from '../../advisory/repository/write-record.ts';
import { namedCommits } from '../../advisory/symbol/fix-commits.ts';
import { affectedVersions } from '../../advisory/version/affected-versions.ts';
import { type CloneHistory, openCloneHistory } from '../../advisory/version/clone-history.ts';
import { readReleases } from '../../advisory/version/read-releases.ts';
import { resolveEntry } from '../../advisory/version/resolve-clone.ts';
import type { Host } from '../../host/host.ts';
import { escapeControls } from '../../report/escape.ts';
import { normaliseDistributionName } from '../../standard/distribution-name.ts';
import type { OsvAffected } from '../../standard/osv.ts';
import { type Command, type Invocation, UsageError } from '../command.ts';
import { openReleaseStore, RELEASE_FLAGS } from './find-release.ts';
import { whileRecordLocked } from './lock.ts';
import { configurationAt, DIRECTORY_FLAG, findRecord } from './paths.ts';

const LARGEST_LIST = 2 ** 26;

export const versionsCommand: Command = {
  name: 'advisory versions',
  operands: 'ID|FILE…',
  summary: 'fill the affected versions from ranges and the list of releases',
  flags: [
    { name: 'releases', value: 'FILE', help: 'the releases: one a line, or JSON as package indexes give it' },
    { name: 'clone', value: 'DIR', help: 'a local clone: commits become versions and versions commits' },
    ...RELEASE_FLAGS,
    { name: 'dry-run', value: null, help: 'only say what would change' },
    DIRECTORY_FLAG,
  ],
  examples: [
    { command: 'theriac advisory versions PSF-2026-1 --releases releases.txt', meaning: 'from a list' },
    {
      command: 'theriac advisory versions record.yaml --index-url https://index.example/simple',
      meaning: 'from an index',
    },
    {
      command: 'theriac advisory versions PSF-2026-1 --clone ../pip',
      meaning: 'the ranges and releases that its tags tell',
    },
  ],
  async run(invocation) {
    const { host, operands } = invocation;
    if (operands.length === 0) throw new UsageError('name at least one record, by its identifier or its file');
    const history = await openClone(invocation);
    const releasesOf = openReleases(invocation, history);
    let faults = 0;
    for (const operand of operands) {
      faults += await whileRecordLocked(invocation, operand, async () => {
        const found = await findRecord(invocation, operand);
        try {
          // First the ranges that a clone knows, then the versions that those hold.
          const left = history === null ? 0 : await resolveRecord(invocation, found, history);
          const now = history === null || invocation.given('dry-run') ? found : await readAgain(host, found);
          return left + (await fill(invocation, now, releasesOf));
        } catch (error) {
          if (!(error instanceof EditError)) throw error;
          host.terminal.notes.write(`${escapeControls(`${found.file}: ${error.message}`)}\n`);
          return 1;
        }
      });
    }
    return faults > 0 ? 3 : 0;
  },
};

/** The releases of a package; a text says why they are not known, null that nobody asked. */
type ReleasesOf = (name: string, affected: OsvAffected) => Promise<readonly string[] | string | null>;

/** Where the list of releases comes from: a file, else what is at hand or on the index, else the tags of the clone. */
function openReleases(invocation: Invocation, history: CloneHistory | null): ReleasesOf {
  const { host } = invocation;
  const file = invocation.value('releases');
  if (file !== null) {
    const text = host.files.readText(resolve(host.environment.directory, file), LARGEST_LIST);
    return async (name) => {
      const read = readReleases(text, name);
      return read.ok ? read.value : `${file}: ${read.fault.message}`;
    };
  }
  const store = openReleaseStore(invocation);
  if (store.indexUrl === null && invocation.values('wheels').length === 0) {
    // Not every tag was released: they fill a list that is empty, and say nothing of one that is not.
    if (history !== null) {
      const tagged = history.releases.map(({ version }) => version.text);
      return async (_name, { versions }) => (versions.length === 0 ? tagged : null);
    }
    return async (name) =>
      `the releases of ${name} are not known: name a list with --releases, or an index with --index-url`;
  }
  return async (name) => {
    const versions = await store.versions(normaliseDistributionName(name));
    return versions.length === 0 ? `no release of ${name} could be found` : versions;
  };
}

async function fill(invocation: Invocation, found: RecordFile, releasesOf: ReleasesOf): Promise<number> {
  const { host } = invocation;
  const { record, path, file } = found;
  let faults = 0;
  const say = (text: string): void => host.terminal.output.write(`${escapeControls(`${record.id} ${text}`)}\n`);
  const warn = (text: string): void => host.terminal.notes.write(`${escapeControls(`${file}: ${text}`)}\n`);
  const changes = new Map<number, readonly string[]>();
  for (const [index, affected] of record.affected.entries()) {
    const name = affected.package?.name;
    if (name === undefined || affected.package?.ecosystem !== 'PyPI') continue;
    const releases = await releasesOf(name, affected);
    if (releases === null) continue;
    if (typeof releases === 'string') {
      warn(releases);
      faults += 1;
      continue;
    }
    const filled = affectedVersions(affected, releases);
    if (filled === null) {
      warn(`${name} has no range of versions that can be read as a whole`);
      continue;
    }
    for (const version of filled.unreleased) warn(`${name} ${version} is listed but was never released`);
    for (const version of filled.outside) warn(`${name} ${version} is listed but no range holds it`);
    if (filled.added.length === 0) say(`${name}: nothing to add`);
    else {
      say(`${name}: ${filled.added.length} added (${shorten(filled.added)})`);
      changes.set(index, filled.versions);
    }
  }
  if (changes.size > 0 && !invocation.given('dry-run') && path !== null) {
    editFile(host, path, (editor) => {
      for (const [index, versions] of changes) editor.setField(['affected', index, 'versions'], versions);
    });
  }
  return faults;
}

function shorten(versions: readonly string[]): string {
  return versions.length <= 6
    ? versions.join(', ')
    : `${versions.slice(0, 3).join(', ')} … ${versions.slice(-2).join(', ')}`;
}

async function openClone(invocation: Invocation): Promise<CloneHistory | null> {
  const { host } = invocation;
  const named = invocation.value('clone');
  if (named === null) return null;
  const clone = resolve(host.environment.directory, named);
  if (host.files.status(clone)?.kind !== 'directory') throw new UsageError(`${clone}: there is no such folder`);
  const history = await openCloneHistory(host, clone);
  if (history.releases.length === 0) throw new UsageError(`${clone}: it has no tag that names a version`);
  return history;
}

/** Adds to each entry what the clone knows of it, and says what it could not; gives how much that was. */
async function resolveRecord(invocation: Invocation, found: RecordFile, history: CloneHistory): Promise<number> {
  const { host } = invocation;
  const { record, path, file } = found;
  const say = (text: string): void => host.terminal.output.write(`${escapeControls(`${record.id} ${text}`)}\n`);
  const edits: ((editor: RecordEditor) => void)[] = [];
  let faults = 0;
  const named = await Promise.all(namedCommits(record).map((commit) => history.resolve(commit)));
  const fixes = named.filter((commit) => commit !== null);
  for (const [index, affected] of record.affected.entries()) {
    const repository = await repositoryOf(invocation, found, affected, history);
    const { fixed, range, tags, notes } = await resolveEntry(history, affected, repository, fixes);
    for (const { version, named } of fixed) {
      const told = named || range !== null || affected.package === null;
      say(`fixed in ${version}${told ? '' : ' (no range says so)'}`);
    }
    for (const note of notes) host.terminal.notes.write(`${escapeControls(`${file}: ${record.id}: ${note}`)}\n`);
    faults += notes.length;
    if (range !== null) {
      say(
        `range of ${range.type === 'GIT' ? 'commits' : 'versions'} added: ${range.events.map(shownEvent).join(', ')}`,
      );
      edits.push((editor) =>
        editor.insertItem(['affected', index, 'ranges'], range, range.type === 'GIT' ? 0 : undefined),
      );
    }
    if (tags.length > 0) {
      say(`${tags.length} added (${shorten(tags)})`);
      edits.push((editor) => editor.setField(['affected', index, 'versions'], [...affected.versions, ...tags]));
    }
  }
  if (edits.length > 0 && !invocation.given('dry-run') && path !== null) {
    editFile(host, path, (editor) => {
      for (const edit of edits) edit(editor);
    });
  }
  return faults;
}

function shownEvent(event: Readonly<Record<string, string>>): string {
  return Object.entries(event)
    .map(([kind, value]) => `${kind} ${/^[0-9a-f]{40,}$/.test(value) ? value.slice(0, 12) : value}`)
    .join();
}

/** The repository of what an entry is about: as the database's products say, else a reference, else the clone's origin. */
async function repositoryOf(
  invocation: Invocation,
  { path, record }: RecordFile,
  affected: OsvAffected,
  history: CloneHistory,
): Promise<string | null> {
  const configuration = await configurationAt(invocation.host, path ?? '.');
  const products = configuration?.products ?? [];
  const names = [affected.package?.name, affected.databaseSpecific?.['product']].flatMap((name) =>
    typeof name === 'string' ? [normaliseDistributionName(name)] : [],
  );
  const product =
    products.find(({ name, package: own }) => names.includes(normaliseDistributionName(own ?? name))) ??
    (products.length === 1 && names.length === 0 ? products[0] : undefined);
  const referred = record.references.find(({ type }) => type === 'PACKAGE')?.url ?? null;
  return product?.repository ?? referred ?? (await history.origin());
}

/** The record as its file has it now. */
async function readAgain(host: Host, found: RecordFile): Promise<RecordFile> {
  if (found.path === null) return found;
  const { records } = await readRecords(host, [found.path]);
  return records[0] ?? found;
}
