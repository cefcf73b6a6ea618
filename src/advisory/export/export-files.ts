// Every file of a published database, made from its records alone: the same records give the same bytes.
import { createHash } from 'node:crypto';
import { isPlaceholder } from '../assign/identifier.ts';
import { schemaProblems } from '../lint/schema-check.ts';
import type { AdvisoryConfiguration } from '../repository/configuration.ts';
import type { RecordFile } from '../repository/read-records.ts';
import { formatAtomFeed } from './atom-feed.ts';
import { ecosystemsOf, publishedRecord, publishedText } from './published-record.ts';
import { zipBytes } from './zip-bytes.ts';

export interface ExportOptions {
  /** Where the export is published, without a slash at its end; null: not said. */
  readonly url: string | null;
  readonly configuration: AdvisoryConfiguration | null;
  /** Whether archives are packed; stored ones are the same with every version of zlib. */
  readonly pack: boolean;
  /** More files, by name, made of the records that are published: CVE records. */
  readonly extra: (published: readonly RecordFile[]) => ReadonlyMap<string, string>;
}

/** A record that is not published, and why. */
export interface LeftOut {
  readonly file: string;
  readonly id: string;
  readonly reason: string;
  /** Whether the answer lacks something that it should have. */
  readonly faulty: boolean;
}

export interface ExportResult {
  /** By name, `/` between folders. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly records: number;
  readonly leftOut: readonly LeftOut[];
}

/** The name of the listing of all files and their hashes, the last file to be written. */
export const MANIFEST = 'SHA256SUMS';

/** Makes the export of records. */
export function exportFiles(records: readonly RecordFile[], options: ExportOptions): ExportResult {
  const leftOut: LeftOut[] = [];
  const published: { readonly file: RecordFile; readonly bytes: Uint8Array; readonly modified: string }[] = [];
  const seen = new Set<string>();
  const encoder = new TextEncoder();
  for (const file of records) {
    const { id, modified } = file.record;
    const leave = (reason: string, faulty = true) => leftOut.push({ file: file.file, id, reason, faulty });
    if (isPlaceholder(id)) leave('it has no identifier yet', false);
    else if (!/^[A-Za-z0-9][A-Za-z0-9_.:-]*$/.test(id)) leave('its identifier cannot be the name of a file');
    else if (seen.has(id.toUpperCase())) leave(`another record is ${id} too`);
    else if (modified === null) leave('it does not say when it was modified');
    else {
      const value = publishedRecord(file);
      const [problem] = schemaProblems(value);
      if (problem !== undefined) {
        leave(`it breaks the OSV schema: ${problem.message}`);
        continue;
      }
      seen.add(id.toUpperCase());
      published.push({ file, bytes: encoder.encode(publishedText(value)), modified });
    }
  }
  const files = new Map<string, Uint8Array>();
  const put = (name: string, text: string) => files.set(name, encoder.encode(text));
  const all = new Map<string, Uint8Array>();
  const byEcosystem = new Map<string, { name: string; bytes: Uint8Array; modified: string }[]>();
  for (const { file, bytes, modified } of published) {
    const name = `${file.record.id}.json`;
    all.set(name, bytes);
    files.set(name, bytes);
    for (const ecosystem of ecosystemsOf(file.record)) {
      const folder = folderName(ecosystem);
      const list = byEcosystem.get(folder) ?? [];
      byEcosystem.set(folder, list);
      list.push({ name, bytes, modified });
    }
  }
  files.set('all.zip', zipBytes(all, options.pack));
  const rows: [string, string][] = [];
  for (const [folder, list] of [...byEcosystem].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const inside = new Map(list.map(({ name, bytes }) => [name, bytes]));
    for (const [name, bytes] of inside) files.set(`${folder}/${name}`, bytes);
    files.set(`${folder}/all.zip`, zipBytes(inside, options.pack));
    put(`${folder}/modified_id.csv`, modifiedList(list.map(({ name, modified }) => [modified, name.slice(0, -5)])));
    for (const { name, modified } of list) rows.push([modified, `${folder}/${name.slice(0, -5)}`]);
  }
  put('modified_id.csv', modifiedList(rows));
  put(
    'ecosystems.txt',
    [...byEcosystem.keys()]
      .sort()
      .map((name) => `${name}\n`)
      .join(''),
  );
  const { configuration, url } = options;
  const title = `${configuration?.prefix ?? 'Security'} advisories`;
  const inForce = published.map(({ file }) => file.record);
  put('feed.atom', formatAtomFeed(inForce, { title, url, author: configuration?.prefix ?? 'theriac' }));
  putPointers(
    put,
    inForce.map(({ modified }) => modified ?? ''),
    options,
  );
  for (const [name, text] of options.extra(published.map(({ file }) => file))) put(name, text);
  put(MANIFEST, manifest(files));
  return { files, records: published.length, leftOut };
}

/** A folder that is safe on every system; `GitHub Actions` keeps its space, as OSV’s own export has it. */
function folderName(ecosystem: string): string {
  return ecosystem.replace(/[^A-Za-z0-9 ._-]/g, '_').replace(/^\.+/, '_');
}

/** `modified,ID`, the newest first. */
function modifiedList(rows: readonly (readonly [string, string])[]): string {
  const sorted = [...rows].sort(([ours, our], [theirs, their]) =>
    ours > theirs ? -1 : ours < theirs ? 1 : our < their ? -1 : our > their ? 1 : 0,
  );
  return sorted.map(([modified, id]) => `${modified},${id}\n`).join('');
}

/** Where readers look first: security.txt (RFC 9116), and a description of the database beside it. */
function putPointers(
  put: (name: string, text: string) => void,
  times: readonly string[],
  options: ExportOptions,
): void {
  const { configuration, url } = options;
  const newest = [...times].sort().at(-1) ?? '1970-01-01T00:00:00Z';
  const at = (name: string) => (url === null ? name : `${url}/${name}`);
  const description = {
    schema: 'theriac.database/1',
    prefix: configuration?.prefix ?? null,
    licence: configuration?.licence ?? null,
    modified: newest,
    records: times.length,
    all: at('all.zip'),
    modified_id: at('modified_id.csv'),
    record: at('{id}.json'),
    feed: at('feed.atom'),
    products: (configuration?.products ?? []).map(({ name, ecosystem, repository }) => ({
      name,
      ecosystem,
      repository,
    })),
  };
  put('.well-known/advisories.json', `${JSON.stringify(description, null, 2)}\n`);
  const contact = configuration?.contact ?? null;
  // A security.txt must name a contact and when it expires: without the first there is none, and the second is a year
  // after the newest change, so that the bytes depend on the records alone.
  if (contact === null || !/^(?:mailto:|https:|tel:)\S+$/.test(contact)) return;
  const expires = new Date(Date.parse(newest) + 365 * 86_400_000).toISOString().replace(/\.\d{3}Z$/, 'Z');
  const lines = [`Contact: ${contact}`, `Expires: ${expires}`];
  if (url?.startsWith('https:'))
    lines.push(`Canonical: ${url}/.well-known/security.txt`, `# Advisories: ${url}/.well-known/advisories.json`);
  put('.well-known/security.txt', `${lines.join('\n')}\n`);
}

function manifest(files: ReadonlyMap<string, Uint8Array>): string {
  const names = [...files.keys()].sort((left, right) => (left < right ? -1 : 1));
  return names
    .map(
      (name) =>
        `${createHash('sha256')
          .update(files.get(name) ?? '')
          .digest('hex')}  ${name}\n`,
    )
    .join('');
}
