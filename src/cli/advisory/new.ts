// `theriac advisory new`: a record from a few flags, under a placeholder.
import { join } from 'node:path';
import { formatPlaceholder } from '../../advisory/assign/identifier.ts';
import type { AdvisoryConfiguration } from '../../advisory/repository/configuration.ts';
import { formatRecord } from '../../advisory/repository/format-record.ts';
import { formatTime, writeText } from '../../advisory/repository/write-record.ts';
import { escapeControls } from '../../report/escape.ts';
import { normaliseDistributionName } from '../../standard/distribution-name.ts';
import { formatPurl } from '../../standard/purl.ts';
import { parseVersion } from '../../standard/version.ts';
import { type Command, type Invocation, UsageError } from '../command.ts';
import { askFor, canAsk, type Question } from './ask.ts';
import { parseReference, parseSeverity } from './field-flags.ts';
import { whileLocked } from './lock.ts';
import { DIRECTORY_FLAG, requireConfiguration, shownPath } from './paths.ts';

export const newCommand: Command = {
  name: 'advisory new',
  operands: '[SUMMARY]',
  summary: 'begin a record, from flags or from answers to a few questions',
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
    { command: 'theriac advisory new', meaning: 'asks for what a record needs' },
    {
      command:
        'theriac advisory new "Reads files outside of the archive" --package pip --fixed 23.3 --alias CVE-2026-1',
      meaning: 'PSF-0000-reads-files-outside-of-the-archive.yaml',
    },
  ],
  async run(given) {
    const configuration = await requireConfiguration(given);
    const asks = given.operands.length === 0 && canAsk(given.host);
    const invocation = asks ? askFor(given, questionsFor(configuration)) : given;
    const { host, operands } = invocation;
    const summary = operands.join(' ').trim();
    if (summary === '') throw new UsageError('say in one line what an attacker can do: theriac advisory new "…"');
    const slug = invocation.value('slug') ?? summary;
    const now = formatTime(host.clock.now());
    const severity = invocation.value('severity');
    const rest = {
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
    await whileLocked(host, configuration.root, async () => {
      const stem = formatPlaceholder(configuration.prefix, slug);
      let id = stem;
      for (let number = 2; exists(invocation, configuration, id); number += 1) id = `${stem}-${number}`;
      const path = join(configuration.records, `${id}.${configuration.form}`);
      writeText(host, path, formatRecord({ schema_version: '1.7.5', id, ...rest }, configuration.form));
      host.terminal.output.write(`${escapeControls(shownPath(host, path))}\n`);
    });
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

/** What is asked where nothing was said. */
function questionsFor(configuration: AdvisoryConfiguration): readonly Question[] {
  const { products } = configuration;
  const names = products.map(({ name }) => name).join(', ');
  return [
    { flag: '', text: 'What can an attacker do, in one line', otherwise: null },
    {
      flag: 'package',
      text: `What is affected (${names === '' ? 'a name on PyPI' : `${names}, or a name on PyPI`})`,
      otherwise: products.length === 1 ? (products[0]?.name ?? null) : null,
      check: ([answer = '']) => void subjectOf(answer, configuration),
    },
    {
      flag: 'introduced',
      text: 'The first affected version or commit',
      otherwise: '0',
      check: (answers, said) => checkEnds(answers, subjectOf(said('package'), configuration)),
    },
    {
      flag: 'fixed',
      text: 'The fixed version, and fixing commits',
      otherwise: 'none yet',
      several: true,
      check: (answers, said) => checkEnds(answers, subjectOf(said('package'), configuration)),
    },
    {
      flag: 'alias',
      text: 'Other identifiers of it, such as CVE-2026-1',
      otherwise: 'none',
      several: true,
      check: (answers) => {
        const wrong = answers.find((answer) => !/^[A-Za-z]\w*(?:-\w+)+$/.test(answer));
        if (wrong !== undefined) throw new UsageError(`${wrong} is no identifier such as CVE-2026-1`);
      },
    },
    {
      flag: 'weakness',
      text: 'Weaknesses, such as CWE-79',
      otherwise: 'none',
      several: true,
      check: (answers) => void answers.map(parseWeakness),
    },
    {
      flag: 'severity',
      text: 'A CVSS vector',
      otherwise: 'none',
      check: ([answer = '']) => void parseSeverity(answer),
    },
    {
      flag: 'reference',
      text: 'References, such as FIX=https://…',
      otherwise: 'none',
      several: true,
      check: (answers) => void answers.map(parseReference),
    },
    { flag: 'details', text: 'What happens, in a few sentences', otherwise: 'the line above' },
  ];
}

/** What an advisory is about: a product of the configuration, or a package of PyPI. */
interface Subject {
  readonly ecosystem: string | null;
  readonly name: string;
  readonly repository: string | null;
}

function subjectOf(named: string | null, { products }: AdvisoryConfiguration): Subject {
  const only = products.length === 1 ? products[0] : undefined;
  const product = named === null ? only : products.find(({ name, package: own }) => name === named || own === named);
  if (product !== undefined) {
    const { ecosystem, name, package: own, repository } = product;
    return { ecosystem, name: own ?? name, repository };
  }
  if (named === null) {
    throw new UsageError('name what is affected: --package NAME (a product of theriac.toml, or a name on PyPI)');
  }
  if (!/^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/.test(named)) {
    throw new UsageError(`${named} is neither a product of theriac.toml nor a name on PyPI`);
  }
  return { ecosystem: 'PyPI', name: named, repository: null };
}

const isCommit = (text: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
const isPython = ({ ecosystem }: Subject): boolean => ecosystem?.toLowerCase() === 'pypi';

/** Whether these can be where ranges of the subject begin and end. Throws UsageError. */
function checkEnds(ends: readonly string[], subject: Subject): void {
  const { ecosystem, name, repository } = subject;
  const versions = ends.filter((text) => !isCommit(text) && text !== '0');
  if (ends.some(isCommit) && repository === null) {
    throw new UsageError(`a range of commits needs the repository of ${name} in theriac.toml`);
  }
  const [first] = versions;
  if (first !== undefined && ecosystem === null) {
    throw new UsageError(`${name} is in no ecosystem, so its fixes are commits of 40 digits; ${first} is none`);
  }
  const wrong = isPython(subject) ? versions.find((text) => !parseVersion(text).ok) : undefined;
  if (wrong !== undefined) throw new UsageError(`${wrong} is neither a version nor a commit of 40 digits`);
  if (versions.length > 1) {
    throw new UsageError(
      'several fixed versions leave open where each branch begins; give one, and the others by theriac advisory edit ID range ">=2.0,<2.0.5"',
    );
  }
}

/** One entry: its versions as a range of the ecosystem, its commits as one of the repository. */
function affectedOf(invocation: Invocation, configuration: AdvisoryConfiguration): readonly unknown[] {
  const subject = subjectOf(invocation.value('package'), configuration);
  const { ecosystem, name, repository } = subject;
  const fixed = invocation.values('fixed');
  const introduced = invocation.value('introduced') ?? '0';
  checkEnds([introduced], subject);
  checkEnds(fixed, subject);
  const ranges: unknown[] = [];
  const commits = fixed.filter(isCommit);
  if (commits.length > 0 || isCommit(introduced) || ecosystem === null) {
    if (repository === null) throw new UsageError(`a range of commits needs the repository of ${name} in theriac.toml`);
    const first = isCommit(introduced) ? introduced : '0';
    const ends = commits.map((commit) => ({ fixed: commit }));
    ranges.push({ type: 'GIT', repo: repository, events: [{ introduced: first }, ...ends] });
  }
  if (ecosystem !== null) {
    const first = isCommit(introduced) ? '0' : introduced;
    const ends = fixed.filter((text) => !isCommit(text)).map((version) => ({ fixed: version }));
    ranges.push({ type: 'ECOSYSTEM', events: [{ introduced: first }, ...ends] });
  }
  const normal = normaliseDistributionName(name);
  const purl = isPython(subject) ? { purl: formatPurl({ name: normal, version: null, fileName: null }) } : {};
  const subjectName = isPython(subject) ? normal : name;
  return [{ ...(ecosystem !== null && { package: { ecosystem, name: subjectName, ...purl } }), ranges }];
}
