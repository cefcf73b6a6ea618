// `theriac advisory import`: brings CVE records and records of other OSV databases into the database, as often as wanted.
import { resolve } from 'node:path';
import { prepareClone } from '../../advisory/import/clone-commits.ts';
import { fetchRecords } from '../../advisory/import/fetch-records.ts';
import { type Imported, importRecord } from '../../advisory/import/import-record.ts';
import { type FoundRecord, readRecords, type UnreadRecord } from '../../advisory/import/read-records.ts';
import { indexRecords } from '../../advisory/import/record-index.ts';
import type { AdvisoryConfiguration } from '../../advisory/repository/configuration.ts';
import type { ExitCode } from '../../finding/policy.ts';
import type { Host } from '../../host/host.ts';
import { escapeControls } from '../../report/escape.ts';
import { isCveId } from '../../standard/cve.ts';
import { type Command, type Invocation, UsageError } from '../command.ts';
import { choose } from '../policy-flags.ts';
import { readPackageFlags } from './convert.ts';
import { whileLocked } from './lock.ts';
import { configurationAt, readDatabase, requireConfiguration } from './paths.ts';

export const importCommand: Command = {
  name: 'advisory import',
  operands: 'SOURCE…',
  summary: 'bring in CVE records and other databases, new and again',
  flags: [
    {
      name: 'repository',
      value: 'DIR',
      help: 'the folder of the database (default: the one around the working directory)',
    },
    { name: 'directory', value: 'DIR', help: 'the same' },
    {
      name: 'clone',
      value: 'DIR',
      repeated: true,
      help: 'a local clone of a product, to turn its tags and short commits into full commits',
    },
    {
      name: 'package',
      value: 'VENDOR/PRODUCT=ECOSYSTEM:NAME',
      repeated: true,
      help: 'the package that a product of CVE records is',
    },
    { name: 'services', value: 'URL', help: 'the CVE Services to ask for sources such as CVE-2026-1234' },
    { name: 'format', value: 'FORMAT', help: 'text (default) or json: one line for each record and each loss' },
  ],
  examples: [
    { command: 'theriac advisory import cvelistV5/cves/2026', meaning: 'CVE records of a checkout' },
    { command: 'theriac advisory import all.zip', meaning: 'another OSV database' },
    {
      command: 'theriac advisory import CVE-2026-1234 --services https://cve.example',
      meaning: 'one record of CVE Services',
    },
  ],
  async run(invocation) {
    const { host, operands } = invocation;
    if (operands.length === 0)
      throw new UsageError('name at least one source: a file, folder, zip, address or CVE identifier');
    const format = choose(invocation, 'format', ['text', 'json'] as const) ?? 'text';
    const configuration = await databaseOf(invocation);
    return whileLocked(host, configuration.root, () => importAll(invocation, configuration, format));
  },
};

async function importAll(
  invocation: Invocation,
  configuration: AdvisoryConfiguration,
  format: 'text' | 'json',
): Promise<ExitCode> {
  const { host, operands } = invocation;
  const existing = host.files.status(configuration.records) === null ? null : await readDatabase(host, configuration);
  const index = indexRecords(existing?.records ?? []);
  const packages = new Map([...productTable(configuration), ...readPackageFlags(invocation)]);
  const clones = await openClones(invocation);
  const options = {
    packages,
    products: productsWithout(configuration),
    resolveCommit: () => null,
    now: new Date(host.clock.now()).toISOString(),
  };
  const seen = new Map<string, unknown>();
  const counts = { new: 0, changed: 0, unchanged: 0, deleted: 0, failed: 0 };
  let faults = 0;
  const complain = (file: string, line: number | null, message: string): void => {
    faults += 1;
    host.terminal.notes.write(`${escapeControls(`${file}${line === null ? '' : `:${line}`}: ${message}`)}\n`);
  };
  for (const { file, line, message } of existing?.unread ?? []) {
    complain(file, line, `${message}; what is imported may be in it already`);
  }
  for (const source of operands) {
    for await (const item of itemsOf(host, source, invocation.value('services'))) {
      if (item.kind === 'fault') {
        complain(item.file, item.line, item.message);
        continue;
      }
      const prepared = await clones(item.value);
      const result = importRecord(
        { host, configuration, index, seen, options: { ...options, ...prepared } },
        item.value,
      );
      if (typeof result === 'string') {
        complain(item.file, null, result);
        continue;
      }
      counts[result.kind] += 1;
      if (result.kind === 'failed') complain(item.file, null, `${result.id}: ${result.detail.join(', ')}`);
      show(host, result, format);
    }
  }
  host.terminal.notes.write(`${summary(counts)}\n`);
  return faults > 0 ? 3 : 0;
}

async function databaseOf(invocation: Invocation): Promise<AdvisoryConfiguration> {
  const named = invocation.value('repository');
  if (named === null) return requireConfiguration(invocation);
  const found = await configurationAt(invocation.host, named);
  if (found === null)
    throw new UsageError(`${named}: there is no theriac.toml with [advisory]; theriac advisory init makes one`);
  return found;
}

/** The products of the configuration as CVE records may name them: by the product alone, whoever the vendor is. */
function productTable({ products }: AdvisoryConfiguration): Map<string, { ecosystem: string; name: string }> {
  const table = new Map<string, { ecosystem: string; name: string }>();
  for (const { name, ecosystem, package: own } of products) {
    if (ecosystem !== null) table.set(`/${name}`.toLowerCase(), { ecosystem, name: own ?? name });
  }
  return table;
}

/** Those that are in no ecosystem, with their repositories. */
function productsWithout({ products }: AdvisoryConfiguration): Map<string, string | null> {
  const own = products.filter(({ ecosystem }) => ecosystem === null);
  return new Map(own.map(({ name, repository }) => [`/${name}`.toLowerCase(), repository]));
}

async function openClones(invocation: Invocation): Promise<ReturnType<typeof prepareClone>> {
  const { host } = invocation;
  const folders = invocation.values('clone').map((folder) => resolve(host.environment.directory, folder));
  for (const folder of folders) {
    if (host.files.status(folder)?.kind !== 'directory') throw new UsageError(`${folder}: there is no such folder`);
  }
  return prepareClone(host, folders);
}

async function* itemsOf(
  host: Host,
  source: string,
  services: string | null,
): AsyncGenerator<FoundRecord | UnreadRecord> {
  if (/^https?:\/\//i.test(source)) yield* fetchRecords(host, source);
  else if (isCveId(source.toUpperCase()) && host.files.status(resolve(host.environment.directory, source)) === null) {
    if (services === null) throw new UsageError(`${source}: name the CVE Services to ask with --services URL`);
    const base = services.replace(/\/+$/, '').replace(/\/api(?:\/cve)?$/, '');
    yield* fetchRecords(host, `${base}/api/cve/${source.toUpperCase()}`);
  } else yield* readRecords(host, resolve(host.environment.directory, source));
}

function show(host: Host, { source, kind, id, detail, losses }: Imported, format: 'text' | 'json'): void {
  const { output, notes } = host.terminal;
  if (format === 'json') {
    if (kind !== 'unchanged') output.write(`${JSON.stringify({ source, result: kind, id, detail })}\n`);
    for (const loss of losses) output.write(`${JSON.stringify(loss)}\n`);
    return;
  }
  if (kind === 'new') output.write(`new       ${id} from ${escapeControls(source)}\n`);
  else if (kind === 'changed')
    output.write(`changed   ${id} from ${escapeControls(source)}: ${escapeControls(detail.join(', '))}\n`);
  else if (kind === 'deleted')
    output.write(`passed by ${escapeControls(source)}: ${escapeControls(detail.join(', '))}\n`);
  for (const loss of losses) notes.write(`${escapeControls(`loss: ${loss.id} ${loss.field}: ${loss.message}`)}\n`);
}

function summary(counts: Readonly<Record<Imported['kind'], number>>): string {
  return Object.entries(counts)
    .filter(([kind, count]) => count > 0 || kind === 'new' || kind === 'unchanged')
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');
}
