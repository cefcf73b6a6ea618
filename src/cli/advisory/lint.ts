// `theriac advisory lint`: what is wrong in the records of a database, and what a machine can mend.
import { resolve } from 'node:path';
import { readHistory } from '../../advisory/lint/history.ts';
import { type LintResult, lintRecords } from '../../advisory/lint/lint.ts';
import { readReleases } from '../../advisory/lint/releases.ts';
import type { LintRule, LintSeverity } from '../../advisory/lint/rule.ts';
import { RULES } from '../../advisory/lint/rules.ts';
import { readSymbolSources } from '../../advisory/lint/symbol-source.ts';
import type { AdvisoryConfiguration } from '../../advisory/repository/configuration.ts';
import { readRecords } from '../../advisory/repository/read-records.ts';
import { writeText } from '../../advisory/repository/write-record.ts';
import type { ExitCode } from '../../finding/policy.ts';
import { type Command, type Invocation, UsageError } from '../command.ts';
import { formatFault } from '../emit.ts';
import { nearest } from '../nearest.ts';
import { choose } from '../policy-flags.ts';
import { readRelease } from '../release.ts';
import { formatLint, LINT_FORMATS } from './lint-format.ts';
import { whileRecordLocked } from './lock.ts';
import { configurationAt, requireConfiguration, sourcesOf } from './paths.ts';

const LEVELS = ['error', 'warning', 'note'] as const;

export const lintCommand: Command = {
  name: 'advisory lint',
  operands: '[PATH…]',
  summary: 'what is wrong in the records, and what a machine can mend',
  flags: [
    { name: 'format', value: 'FORMAT', help: `how to report: ${LINT_FORMATS.join(', ')} (default: text)` },
    { name: 'output', value: 'FILE', help: 'write the report to this file instead of standard output' },
    { name: 'fix', value: null, help: 'mend what a machine can' },
    { name: 'fail-on', value: 'LEVEL', help: 'fail on error, warning (default), note, or never' },
    { name: 'rule', value: 'RULE', repeated: true, help: 'ask this rule alone' },
    { name: 'ignore', value: 'RULE', repeated: true, help: 'do not ask this rule' },
    { name: 'releases', value: 'FILE', repeated: true, help: 'JSON of what was released, as an index answers it' },
    {
      name: 'sources',
      value: 'DIR',
      repeated: true,
      help: 'a folder of wheels and source distributions to look for symbols in',
    },
    { name: 'list', value: null, help: 'list the rules' },
  ],
  examples: [
    { command: 'theriac advisory lint', meaning: 'all records of the database around the working directory' },
    { command: 'theriac advisory lint advisories all.zip', meaning: 'a folder and an export together' },
    { command: 'theriac advisory lint --fix', meaning: 'mend what a machine can' },
    { command: 'theriac advisory lint --format github', meaning: 'as annotations in a workflow' },
  ],
  async run(invocation) {
    if (invocation.given('list')) return listRules(invocation);
    const [first = '.'] = invocation.operands;
    return invocation.given('fix') ? whileRecordLocked(invocation, first, () => lint(invocation)) : lint(invocation);
  },
};

async function lint(invocation: Invocation): Promise<ExitCode> {
  const { host, operands } = invocation;
  const format = choose(invocation, 'format', LINT_FORMATS) ?? 'text';
  const failOn = choose(invocation, 'fail-on', [...LEVELS, 'never'] as const) ?? 'warning';
  const configuration =
    operands[0] === undefined ? await requireConfiguration(invocation) : await configurationAt(host, operands[0]);
  const read = await readRecords(host, sourcesOf(host, operands, configuration));
  const releases = invocation.values('releases').map((file) => resolve(host.environment.directory, file));
  const known = releases.length === 0 ? null : readReleases(host, releases);
  if (known !== null && !known.ok) throw new UsageError(known.fault.message);
  const sources = invocation.values('sources').map((each) => resolve(host.environment.directory, each));
  const result = await lintRecords(read, {
    rules: chooseRules(invocation, configuration),
    context: {
      configuration,
      now: host.clock.now(),
      history: await readHistory(host, read.records),
      releases: known === null ? null : known.value,
      sources: sources.length === 0 ? null : readSymbolSources(host, sources),
    },
    fix: invocation.given('fix'),
  });
  for (const { file, text } of result.fixed) if (file.path !== null) writeText(host, file.path, text);
  report(invocation, formatLint(format, result, { records: read.records.length, version: readRelease(host).version }));
  for (const fault of result.faults) host.terminal.notes.write(`${formatFault(fault)}\n`);
  if (read.records.length === 0 && read.unread.length === 0 && result.faults.length === 0) {
    host.terminal.notes.write('note: there is no record here\n');
  }
  return exitCode(result, failOn);
}

function listRules({ host }: Invocation): ExitCode {
  const width = Math.max(...RULES.map(({ id }) => id.length));
  for (const { id, severity, title } of RULES) {
    host.terminal.output.write(`${id.padEnd(width)}  ${severity.padEnd(7)}  ${title}\n`);
  }
  return 0;
}

function chooseRules(invocation: Invocation, configuration: AdvisoryConfiguration | null): readonly LintRule[] {
  const only = invocation.values('rule');
  const ignored = [...invocation.values('ignore'), ...(configuration?.ignore ?? [])];
  const names = RULES.map(({ id }) => id);
  for (const name of [...only, ...ignored]) {
    if (names.includes(name)) continue;
    const guess = nearest(name, names);
    throw new UsageError(
      `there is no rule “${name}”; ${guess === null ? '--list lists them' : `did you mean “${guess}”?`}`,
    );
  }
  return RULES.filter(({ id }) => (only.length === 0 || only.includes(id)) && !ignored.includes(id));
}

function report(invocation: Invocation, text: string): void {
  const { host } = invocation;
  const output = invocation.value('output');
  if (output === null) host.terminal.output.write(text);
  else writeText(host, resolve(host.environment.directory, output), text);
}

function exitCode({ findings, faults }: LintResult, failOn: LintSeverity | 'never'): ExitCode {
  const rank = failOn === 'never' ? -1 : LEVELS.indexOf(failOn);
  if (findings.some(({ severity }) => LEVELS.indexOf(severity) <= rank)) return 1;
  return faults.some(({ effect }) => effect === 'incomplete') ? 3 : 0;
}
