// `theriac explain`: the whole story of one vulnerability in this project.
import { resolve } from 'node:path';
import { type Explanation, explain } from '../audit/explain.ts';
import { escapeControls, formatJson } from '../report/escape.ts';
import { toPublicFinding } from '../report/public-finding.ts';
import { type Command, UsageError } from './command.ts';
import { DATABASE_FLAG, namedDatabase, openNamedDatabase } from './database-flag.ts';
import { formatFault } from './emit.ts';
import { configurationFolder, configurationOf, INVENTORY_FLAGS, loadNamedInventory } from './inventory-flags.ts';
import { choose } from './policy-flags.ts';
import { REACH_FLAGS, reachSource } from './reach-flags.ts';
import { formatSteps, MEANINGS } from './reach-verdict.ts';

export const explainCommand: Command = {
  name: 'explain',
  operands: 'ID [PATH]',
  summary: 'the whole story of one vulnerability in a project',
  flags: [
    { name: 'format', value: 'FORMAT', help: 'text (default) or json' },
    DATABASE_FLAG,
    ...INVENTORY_FLAGS,
    ...REACH_FLAGS,
  ],
  examples: [
    { command: 'theriac explain CVE-2023-44271', meaning: 'why it matched, and how the code gets there' },
    { command: 'theriac explain PYSEC-2023-175 shop --environment shop/.venv', meaning: 'in another folder' },
  ],
  async run(invocation) {
    const { host, operands } = invocation;
    const [id, given = '.', ...others] = operands;
    if (id === undefined || others.length > 0) throw new UsageError('explain takes an identifier and at most one path');
    const format = choose(invocation, 'format', ['text', 'json'] as const) ?? 'text';
    const path = resolve(host.environment.directory, given);
    const configuration = await configurationOf(host, path);
    const named = namedDatabase(invocation, configuration.database, configurationFolder(host, path));
    const database = openNamedDatabase(host, named);
    try {
      const inventory = await loadNamedInventory(invocation, path, configuration);
      const reach = await reachSource(invocation, path, configuration, inventory);
      const { explanations, faults } = await explain({ inventory, database, reach, id });
      for (const fault of faults) host.terminal.notes.write(`${formatFault(fault)}\n`);
      if (format === 'json') host.terminal.output.write(`${formatJson(publicExplanations(id, explanations))}\n`);
      else if (explanations.length > 0) host.terminal.output.write(explanations.map(formatExplanation).join('\n'));
      else host.terminal.output.write(`${escapeControls(`${id}: ${absence(database.group(id).length)}`)}\n`);
      return 0;
    } finally {
      database.close();
    }
  },
};

function absence(records: number): string {
  return records === 0 ? 'the database has no advisory of this identifier' : 'no version in this project is affected';
}

function formatExplanation(explanation: Explanation): string {
  return sections(explanation)
    .flatMap(([title, lines], index) => [...(index === 0 ? [] : ['']), title, ...lines.map((line) => `  ${line}`)])
    .map((line) => `${escapeControls(line)}\n`)
    .join('');
}

type Section = readonly [title: string, lines: readonly string[]];

function sections({ finding, units, searched, unseen }: Explanation): readonly Section[] {
  const { distribution, severity } = finding;
  const rated = severity === null ? 'unrated' : `${severity.level} ${severity.score.toFixed(1)}`;
  const head: Section = [
    `${finding.id}  ${finding.title}`,
    [
      `${distribution.name} ${distribution.version} · ${rated} · ${finding.reach.replace('-', ' ')}: ${MEANINGS[finding.reach]}`,
      ...(finding.reason === null ? [] : [finding.reason]),
      ...(finding.aliases.length === 0 ? [] : [finding.aliases.join(' · ')]),
      ...(finding.link === null ? [] : [finding.link]),
    ],
  ];
  const matched: Section = [
    'Why it matches',
    [
      `affected: ${finding.matched.detail}`,
      ...(finding.fixed.length === 0 ? ['no fixed version is known'] : [`fixed in: ${finding.fixed.join(', ')}`]),
      ...finding.why.map((chain) => `it is there through ${chain.join(' → ')}`),
    ],
  ];
  const vulnerable: Section = [
    'What is vulnerable',
    units.length === 0
      ? ['the advisory names no function: the whole distribution counts']
      : units.map(({ module, attribute, defined, loaded }) => {
          const name = attribute === null ? module : `${module}:${attribute}`;
          return `${name}  ${defined === null ? 'not found' : `at ${defined}`}, ${loaded ? 'loaded' : 'not loaded'}`;
        }),
  ];
  const way: Section | null =
    finding.witness.length > 0 ? ['The way there', formatSteps(finding.witness).map((line) => line.trimStart())] : null;
  const end: Section | null =
    searched === null
      ? null
      : [
          way === null ? 'Where the trail ends' : 'What was searched',
          [
            `${searched.modules} modules are loaded from the ${searched.roots} files of the project`,
            searched.own === 0
              ? `none of them belongs to ${distribution.name}`
              : `${searched.own} of them belong to ${distribution.name}: ${searched.ownNames.join(', ')}${searched.own > searched.ownNames.length ? ', …' : ''}`,
          ],
        ];
  const hidden: Section | null = unseen.length === 0 ? null : ['What could not be seen', unseen];
  return [head, matched, vulnerable, way, end, hidden].filter((section) => section !== null);
}

function publicExplanations(id: string, explanations: readonly Explanation[]): object {
  return {
    schema: 'theriac.explain/1',
    id,
    explanations: explanations.map(({ finding, units, searched, unseen }) => ({
      finding: toPublicFinding(finding),
      units,
      searched: searched === null ? null : { ...searched, own_names: searched.ownNames, ownNames: undefined },
      unseen,
    })),
  };
}
