// `theriac advisory versions`: fills the affected versions of records from their ranges and the list of releases.
import { resolve } from 'node:path';
import { fixedVersions } from '../../advisory/import/clone-versions.ts';
import { EditError } from '../../advisory/repository/edit-record.ts';
import type { RecordFile } from '../../advisory/repository/read-records.ts';
import { editFile } from '../../advisory/repository/write-record.ts';
import { affectedVersions } from '../../advisory/version/affected-versions.ts';
import { readReleases } from '../../advisory/version/read-releases.ts';
import { escapeControls } from '../../report/escape.ts';
import { normaliseDistributionName } from '../../standard/distribution-name.ts';
import type { OsvAffected } from '../../standard/osv.ts';
import { type Command, type Invocation, UsageError } from '../command.ts';
import { openReleaseStore, RELEASE_FLAGS } from './find-release.ts';
import { DIRECTORY_FLAG, findRecord } from './paths.ts';

const LARGEST_LIST = 2 ** 26;

export const versionsCommand: Command = {
  name: 'advisory versions',
  operands: 'ID|FILE…',
  summary: 'fill the affected versions from ranges and the list of releases',
  flags: [
    { name: 'releases', value: 'FILE', help: 'the releases: one a line, or JSON as package indexes give it' },
    { name: 'clone', value: 'DIR', help: 'a local clone: say which releases contain the fix commits first' },
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
      meaning: 'the first fixed release of each branch',
    },
  ],
  async run(invocation) {
    const { host, operands } = invocation;
    if (operands.length === 0) throw new UsageError('name at least one record, by its identifier or its file');
    const releasesOf = openReleases(invocation);
    let faults = 0;
    for (const operand of operands) {
      const found = await findRecord(invocation, operand);
      await showFixed(invocation, found);
      try {
        faults += await fill(invocation, found, releasesOf);
      } catch (error) {
        if (!(error instanceof EditError)) throw error;
        faults += 1;
        host.terminal.notes.write(`${escapeControls(`${found.file}: ${error.message}`)}\n`);
      }
    }
    return faults > 0 ? 3 : 0;
  },
};

type ReleasesOf = (name: string) => Promise<readonly string[] | string>;

/** Where the list of releases comes from: a file, else what is at hand or on the index. */
function openReleases(invocation: Invocation): ReleasesOf {
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
    const releases = await releasesOf(name);
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

/** The releases that contain the fix first, one for each maintained branch. */
async function showFixed(invocation: Invocation, { record }: RecordFile): Promise<void> {
  const { host } = invocation;
  const named = invocation.value('clone');
  if (named === null) return;
  const clone = resolve(host.environment.directory, named);
  if (host.files.status(clone)?.kind !== 'directory') throw new UsageError(`${clone}: there is no such folder`);
  const commits = record.affected.flatMap(commitsOf);
  const fixed = await fixedVersions(host, clone, commits);
  const written = new Set(
    record.affected.flatMap((affected) => affected.ranges.flatMap(({ events }) => events.map(({ value }) => value))),
  );
  for (const { text } of fixed) {
    const known = written.has(text) ? '' : ' (no range says so)';
    host.terminal.output.write(`${escapeControls(`${record.id} fixed in ${text}${known}`)}\n`);
  }
  if (fixed.length === 0)
    host.terminal.notes.write(`${escapeControls(`${record.id}: no tag of the clone contains its fix`)}\n`);
}

function commitsOf(affected: OsvAffected): readonly string[] {
  const ranges = affected.ranges.filter(({ type }) => type === 'GIT');
  return ranges.flatMap(({ events }) => events.filter(({ kind }) => kind === 'fixed').map(({ value }) => value));
}
