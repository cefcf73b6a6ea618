// `theriac advisory new`: a record from a few flags, under a placeholder.
import { join } from 'node:path';
import { formatPlaceholder } from '../../advisory/assign/identifier.ts';
import type { AdvisoryConfiguration } from '../../advisory/repository/configuration.ts';
import { formatRecord } from '../../advisory/repository/format-record.ts';
import { formatTime, writeText } from '../../advisory/repository/write-record.ts';
import { escapeControls } from '../../report/escape.ts';
import { normaliseDistributionName } from '../../standard/distribution-name.ts';
import { formatPurl } from '../../standard/purl.ts';
import { type Command, type Invocation, UsageError } from '../command.ts';
import { parseReference, parseSeverity } from './field-flags.ts';
import { DIRECTORY_FLAG, requireConfiguration, shownPath } from './paths.ts';

export const newCommand: Command = {
  name: 'advisory new',
  operands: 'SUMMARY',
  summary: 'begin a record',
  flags: [
    { name: 'package', value: 'NAME', help: 'the product or PyPI package (default: the only product)' },
    { name: 'introduced', value: 'VERSION', help: 'the first affected version or commit (default: 0)' },
    { name: 'fixed', value: 'VERSION', repeated: true, help: 'a fixed version or commit' },
    { name: 'alias', value: 'ID', repeated: true, help: 'another identifier of the same vulnerability' },
    { name: 'details', value: 'TEXT', help: 'what happens, in Markdown' },
    { name: 'severity', value: 'VECTOR', help: 'a CVSS vector' },
    { name: 'weakness', value: 'CWE', repeated: true, help: 'such as CWE-79' },
    { name: 'reference', value: 'TYPE=URL', repeated: true, help: 'such as FIX=https://…' },
    { name: 'slug', value: 'WORDS', help: 'the placeholder’s words (default: from the summary)' },
    DIRECTORY_FLAG,
  ],
  examples: [
    {
      command:
        'theriac advisory new "Reads files outside of the archive" --package pip --fixed 23.3 --alias CVE-2026-1',
      meaning: 'PSF-0000-reads-files-outside-of-the-archive.yaml',
    },
  ],
  async run(invocation) {
    const { host, operands } = invocation;
    const summary = operands.join(' ').trim();
    if (summary === '') throw new UsageError('say in one line what an attacker can do: theriac advisory new "…"');
    const configuration = await requireConfiguration(invocation);
    const slug = invocation.value('slug') ?? summary;
    const stem = formatPlaceholder(configuration.prefix, slug);
    let id = stem;
    for (let number = 2; exists(invocation, configuration, id); number += 1) id = `${stem}-${number}`;
    const now = formatTime(host.clock.now());
    const path = join(configuration.records, `${id}.${configuration.form}`);
    const severity = invocation.value('severity');
    const record = {
      schema_version: '1.7.5',
      id,
      modified: now,
      published: now,
      ...listed('aliases', invocation.values('alias')),
      summary,
      details: `${(invocation.value('details') ?? summary).trim()}\n`,
      ...(severity !== null && { severity: [parseSeverity(severity)] }),
      affected: affectedOf(invocation, configuration),
      ...listed('references', invocation.values('reference').map(parseReference)),
      database_specific: { cwe_ids: invocation.values('weakness').map(parseWeakness) },
    };
    writeText(host, path, formatRecord(record, configuration.form));
    host.terminal.output.write(`${escapeControls(shownPath(host, path))}\n`);
    return 0;
  },
};

function exists({ host }: Invocation, { records }: AdvisoryConfiguration, id: string): boolean {
  return ['yaml', 'yml', 'json'].some((ending) => host.files.status(join(records, `${id}.${ending}`)) !== null);
}

function listed(key: string, items: readonly unknown[]): Record<string, readonly unknown[]> {
  return items.length === 0 ? {} : { [key]: items };
}

function parseWeakness(text: string): string {
  const [, number] = /^(?:CWE-)?([1-9]\d*)$/i.exec(text.trim()) ?? [];
  if (number === undefined) throw new UsageError(`--weakness ${text} is no weakness such as CWE-79`);
  return `CWE-${number}`;
}

/** One entry: its versions as a range of the ecosystem, its commits as one of the repository. */
function affectedOf(invocation: Invocation, { products }: AdvisoryConfiguration): readonly unknown[] {
  const named = invocation.value('package');
  const only = products.length === 1 ? products[0] : undefined;
  const product = named === null ? only : products.find(({ name, package: own }) => name === named || own === named);
  if (product === undefined && named === null) {
    throw new UsageError('name what is affected: --package NAME (a product of theriac.toml, or a name on PyPI)');
  }
  const ecosystem = product === undefined ? 'PyPI' : product.ecosystem;
  const name = product?.package ?? product?.name ?? named ?? '';
  const repository = product?.repository ?? null;
  const isCommit = (text: string) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
  const fixed = invocation.values('fixed');
  const introduced = invocation.value('introduced') ?? '0';
  const ranges: unknown[] = [];
  const commits = fixed.filter(isCommit);
  if (commits.length > 0 || isCommit(introduced) || ecosystem === null) {
    if (repository === null) throw new UsageError(`a range of commits needs the repository of ${name} in theriac.toml`);
    const first = isCommit(introduced) ? introduced : '0';
    ranges.push({
      type: 'GIT',
      repo: repository,
      events: [{ introduced: first }, ...commits.map((commit) => ({ fixed: commit }))],
    });
  }
  const versions = fixed.filter((text) => !isCommit(text));
  if (ecosystem === null && versions.length > 0) {
    throw new UsageError(`${name} is in no ecosystem, so its fixes are commits; ${versions[0]} is none`);
  }
  if (ecosystem !== null) {
    const first = isCommit(introduced) ? '0' : introduced;
    ranges.push({
      type: 'ECOSYSTEM',
      events: [{ introduced: first }, ...versions.map((version) => ({ fixed: version }))],
    });
  }
  const isPython = ecosystem?.toLowerCase() === 'pypi';
  const normal = normaliseDistributionName(name);
  const purl = isPython ? { purl: formatPurl({ name: normal, version: null, fileName: null }) } : {};
  const subject = ecosystem === null ? {} : { package: { ecosystem, name: isPython ? normal : name, ...purl } };
  return [{ ...subject, ranges }];
}
