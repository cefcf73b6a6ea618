// `theriac advisory convert`: OSV records from CVE records and back, one file a record, each loss a line.
import { join, resolve } from 'node:path';
import { convertRecord } from '../../advisory/convert/convert-record.ts';
import { readRecords } from '../../advisory/import/read-records.ts';
import { escapeControls } from '../../report/escape.ts';
import { type Command, type Invocation, UsageError } from '../command.ts';
import { choose } from '../policy-flags.ts';

export const convertCommand: Command = {
  name: 'advisory convert',
  operands: 'FILE|DIR|ZIP…',
  summary: 'turn CVE records into OSV records and back, listing what is lost',
  flags: [
    { name: 'to', value: 'FORMAT', help: 'osv or cve' },
    { name: 'output', value: 'DIR', help: 'the folder for the records, one file each' },
    { name: 'cve-version', value: 'VERSION', help: '5.1 (default) or 5.2' },
    { name: 'reject-withdrawn', value: null, help: 'reject the CVE records of withdrawn advisories' },
    { name: 'org', value: 'UUID', help: 'the CNA’s identifier, for CVE records' },
    {
      name: 'package',
      value: 'VENDOR/PRODUCT=ECOSYSTEM:NAME',
      repeated: true,
      help: 'the package that a product of CVE records is',
    },
  ],
  examples: [
    { command: 'theriac advisory convert cves/ --to osv --output osv', meaning: 'each CVE record of a folder' },
    { command: 'theriac advisory convert all.zip --to cve --output cve', meaning: 'CVE records from an OSV database' },
  ],
  async run(invocation) {
    const { host, operands } = invocation;
    const { directory } = host.environment;
    const to = choose(invocation, 'to', ['osv', 'cve'] as const);
    const output = invocation.value('output');
    if (operands.length === 0) throw new UsageError('name at least one file, folder or zip archive of records');
    if (to === null) throw new UsageError('--to names the format to write: osv or cve');
    if (output === null) throw new UsageError('--output names the folder for the records');
    const orgId = invocation.value('org');
    if (orgId !== null && !UUID.test(orgId)) throw new UsageError('--org takes a UUID of version 4');
    const options = {
      packages: readPackageFlags(invocation),
      products: new Map<string, string | null>(),
      resolveCommit: () => null,
      now: new Date(host.clock.now()).toISOString(),
      dataVersion: choose(invocation, 'cve-version', ['5.1', '5.2'] as const) ?? '5.1',
      orgId,
      rejectWithdrawn: invocation.given('reject-withdrawn'),
      published: null,
    };
    const folder = resolve(directory, output);
    host.files.makeDirectory(folder);
    const written = new Set<string>();
    let faults = 0;
    const complain = (file: string, line: number | null, message: string): void => {
      faults += 1;
      host.terminal.notes.write(`${escapeControls(`${file}${line === null ? '' : `:${line}`}: ${message}`)}\n`);
    };
    for (const operand of operands) {
      for (const item of readRecords(host, resolve(directory, operand))) {
        if (item.kind === 'fault') {
          complain(item.file, item.line, item.message);
          continue;
        }
        const converted = convertRecord(item.value, to, options);
        if (typeof converted === 'string') {
          complain(item.file, null, converted);
          continue;
        }
        const name = freshName(written, converted.name);
        if (name === null) {
          complain(item.file, null, 'has an identifier that cannot name a file');
          continue;
        }
        const text = `${JSON.stringify(converted.value, null, 2)}\n`;
        host.files.replace(join(folder, name), (path) => host.files.writeBytes(path, text));
        for (const loss of converted.losses) host.terminal.output.write(`${JSON.stringify(loss)}\n`);
      }
    }
    const count = written.size === 1 ? '1 record' : `${written.size} records`;
    host.terminal.notes.write(`${count} written to ${escapeControls(output)}\n`);
    return faults > 0 ? 3 : 0;
  },
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** A file's name that no record of this run has yet; null where the identifier is no plain word. */
function freshName(written: Set<string>, id: string): string | null {
  if (!/^[A-Za-z0-9][\w:.+-]*$/.test(id) || id.length > 200) return null;
  const base = id.replaceAll(':', '_');
  let name = `${base}.json`;
  for (let count = 2; written.has(name.toLowerCase()); count++) name = `${base}.${count}.json`;
  written.add(name.toLowerCase());
  return name;
}

/** Reads `--package VENDOR/PRODUCT=ECOSYSTEM:NAME`. */
export function readPackageFlags(invocation: Invocation): Map<string, { ecosystem: string; name: string }> {
  const packages = new Map<string, { ecosystem: string; name: string }>();
  for (const text of invocation.values('package')) {
    const [, product, ecosystem, name] = /^([^=]*\/[^=]*)=([^:=]+):(.+)$/.exec(text) ?? [];
    if (product === undefined || ecosystem === undefined || name === undefined) {
      throw new UsageError(`--package takes VENDOR/PRODUCT=ECOSYSTEM:NAME, not ${JSON.stringify(text)}`);
    }
    packages.set(product.toLowerCase(), { ecosystem, name });
  }
  return packages;
}
