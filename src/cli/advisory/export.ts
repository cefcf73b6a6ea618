// `theriac advisory export`: the files that OSV databases publish.
import { resolve } from 'node:path';
import type { Loss } from '../../advisory/convert/loss.ts';
import type { ToCveOptions } from '../../advisory/convert/to-cve.ts';
import type { Derived } from '../../advisory/convert/to-osv.ts';
import { exportFiles } from '../../advisory/export/export-files.ts';
import { writeExport } from '../../advisory/export/write-export.ts';
import { type RecordFile, readRecords } from '../../advisory/repository/read-records.ts';
import { escapeControls } from '../../report/escape.ts';
import { isCveId } from '../../standard/cve.ts';
import type { OsvRecord } from '../../standard/osv.ts';
import { type Command, type Invocation, UsageError } from '../command.ts';
import { formatFault } from '../emit.ts';
import { choose } from '../policy-flags.ts';
import { configurationAt, requireConfiguration, sourcesOf } from './paths.ts';

export const exportCommand: Command = {
  name: 'advisory export',
  operands: '[PATH…]',
  summary: 'write the files that OSV databases publish',
  flags: [
    { name: 'output', value: 'DIR', help: 'the folder that the files are written to' },
    { name: 'url', value: 'URL', help: 'where they are published (default: what theriac.toml says)' },
    { name: 'cve', value: 'VERSION', help: 'also CVE records of the same advisories: 5.1 or 5.2' },
    { name: 'org', value: 'UUID', help: 'the CNA’s identifier, for CVE records' },
    { name: 'store', value: null, help: 'do not compress archives: their bytes are then the same with every zlib' },
  ],
  examples: [
    {
      command: 'theriac advisory export --output public',
      meaning: 'all.zip, modified_id.csv, one JSON a record, a feed',
    },
  ],
  async run(invocation) {
    const { host, operands } = invocation;
    const output = invocation.value('output');
    if (output === null) throw new UsageError('say where the files go: theriac advisory export --output DIR');
    const [first] = operands;
    const configuration =
      first === undefined ? await requireConfiguration(invocation) : await configurationAt(host, first);
    const read = await readRecords(host, sourcesOf(host, operands, configuration));
    const url = (invocation.value('url') ?? configuration?.url ?? null)?.replace(/\/+$/, '') ?? null;
    if (url !== null && !/^https?:\/\/\S+$/.test(url))
      throw new UsageError(`${url} is no address such as https://advisories.example`);
    const cve = cveOptions(invocation, url);
    const losses: Loss[] = [];
    // Loaded only where it is asked for.
    const derive = cve === null ? null : (await import('../../advisory/convert/to-cve.ts')).deriveCve;
    const extra = (published: readonly RecordFile[]): ReadonlyMap<string, string> =>
      cve === null || derive === null ? new Map() : cveFiles(published, (record) => derive(record, cve), losses);
    const options = { url, configuration, pack: !invocation.given('store'), extra };
    const { files, records, leftOut } = exportFiles(read.records, options);
    const { written, removed } = writeExport(host, resolve(host.environment.directory, output), files);
    const note = (line: string) => host.terminal.notes.write(`${escapeControls(line)}\n`);
    for (const { file, reason, faulty } of leftOut)
      note(`${faulty ? 'warning' : 'note'}: ${file} is left out: ${reason}`);
    for (const { file, line, message } of read.unread)
      note(`warning: ${line === null ? file : `${file}:${line}`}: ${message}`);
    for (const fault of read.faults) host.terminal.notes.write(`${formatFault(fault)}\n`);
    for (const loss of losses) note(JSON.stringify(loss));
    const changes = `${written} of ${files.size} files changed${removed.length > 0 ? `, ${removed.length} removed` : ''}`;
    host.terminal.output.write(
      `${escapeControls(output)}: ${records} ${records === 1 ? 'record' : 'records'}, ${changes}\n`,
    );
    const incomplete = leftOut.some(({ faulty }) => faulty) || read.unread.length > 0;
    return incomplete || read.faults.some(({ effect }) => effect === 'incomplete') ? 3 : 0;
  },
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

function cveOptions(invocation: Invocation, published: string | null): ToCveOptions | null {
  const dataVersion = choose(invocation, 'cve', ['5.1', '5.2'] as const);
  const orgId = invocation.value('org');
  if (orgId !== null && !UUID.test(orgId)) throw new UsageError('--org takes a UUID of version 4');
  return dataVersion === null ? null : { dataVersion, orgId, rejectWithdrawn: true, published };
}

/** A CVE record for each advisory that names its CVE identifier, in `cve/`. */
function cveFiles(
  published: readonly RecordFile[],
  derive: (record: OsvRecord) => Derived,
  losses: Loss[],
): Map<string, string> {
  const files = new Map<string, string>();
  for (const { record } of published) {
    const id = [record.id, ...record.aliases].find(isCveId);
    if (id === undefined) continue;
    const derived = derive(record);
    losses.push(...derived.losses);
    const name = `cve/${id}.json`;
    if (files.has(name))
      losses.push({ id: record.id, field: 'aliases', message: `${id} is the CVE record of another advisory already` });
    else files.set(name, `${JSON.stringify(derived.value, null, 2)}\n`);
  }
  return files;
}
