// `theriac explain`: the whole story of one vulnerability in this project.
import { resolve } from 'node:path';
import type { Database } from '../advisory/database/database.ts';
import { explain } from '../audit/explain.ts';
import type { Explanation } from '../finding/explanation.ts';
import type { Finding } from '../finding/finding.ts';
import { escapeControls, formatJson } from '../report/escape.ts';
import { tellStory } from '../report/explain/story.ts';
import { toPublicFinding, toPublicSteps } from '../report/public-finding.ts';
import { type Command, type Invocation, UsageError } from './command.ts';
import { DATABASE_FLAG, namedDatabase, openNamedDatabase } from './database-flag.ts';
import { formatFault, writeReport } from './emit.ts';
import { configurationFolder, configurationOf, INVENTORY_FLAGS, loadNamedInventory } from './inventory-flags.ts';
import { choose } from './policy-flags.ts';
import { relatedHint } from './query-answer.ts';
import { REACH_FLAGS, reachSource } from './reach-flags.ts';
import { startTimings, TIMINGS_FLAG, timeAnalysis } from './timings.ts';

const EXPLAIN_FORMATS = ['text', 'json', 'dot', 'svg', 'html'] as const;
type ExplainFormat = (typeof EXPLAIN_FORMATS)[number];

export const explainCommand: Command = {
  name: 'explain',
  operands: 'ID [PATH]',
  summary: 'the whole story of one vulnerability in a project',
  flags: [
    { name: 'format', value: 'FORMAT', help: `how to tell it: ${EXPLAIN_FORMATS.join(', ')} (default: text)` },
    { name: 'output', value: 'FILE', help: 'write to this file instead of standard output' },
    DATABASE_FLAG,
    ...INVENTORY_FLAGS,
    ...REACH_FLAGS,
    TIMINGS_FLAG,
  ],
  examples: [
    { command: 'theriac explain CVE-2023-44271', meaning: 'why it matched, and how the code gets there' },
    {
      command: 'theriac explain CVE-2023-44271 --format html --output why.html',
      meaning: 'a page with a drawing and the source of each step',
    },
    { command: 'theriac explain PYSEC-2023-175 shop --environment shop/.venv', meaning: 'in another folder' },
  ],
  async run(invocation) {
    const { host, operands } = invocation;
    const [id, given = '.', ...others] = operands;
    if (id === undefined || others.length > 0) throw new UsageError('explain takes an identifier and at most one path');
    const format = choose(invocation, 'format', EXPLAIN_FORMATS) ?? 'text';
    const path = resolve(host.environment.directory, given);
    const configuration = await configurationOf(host, path);
    const named = namedDatabase(invocation, configuration.database, configurationFolder(host, path));
    const timings = startTimings(host, invocation.given('timings'));
    const database = openNamedDatabase(host, named);
    timings.lap('configuration and database');
    try {
      const inventory = await loadNamedInventory(invocation, path, configuration);
      timings.lap('inventory');
      const reach = timeAnalysis(await reachSource(invocation, path, configuration, inventory), timings);
      const { explanations, faults } = await explain({ inventory, database, reach, id, excerpts: format === 'html' });
      for (const fault of faults) host.terminal.notes.write(`${formatFault(fault)}\n`);
      const downstream = explanations
        .map(({ finding }) => finding)
        .filter((finding) => !isNamed(finding, database, id));
      for (const name of new Set(downstream.map((finding) => finding.id))) {
        host.terminal.notes.write(`note: ${escapeControls(`${id} is upstream of ${name}`)}\n`);
      }
      const absent = absence(database, id);
      write(invocation, await render(format, id, explanations, absent));
      return 0;
    } finally {
      timings.lap('verdict and story');
      timings.write();
      database.close();
    }
  },
};

/** The whole in one format; `absent` is what to say where nothing matches. */
async function render(
  format: ExplainFormat,
  id: string,
  explanations: readonly Explanation[],
  absent: string,
): Promise<string> {
  const found = [
    ...new Set(explanations.map(({ finding }) => `${finding.distribution.name} ${finding.distribution.version}`)),
  ];
  const note = explanations.length === 0 ? `${id}: ${absent}` : `${id} in ${found.join(', ')}`;
  switch (format) {
    case 'json':
      return `${formatJson(publicExplanations(id, explanations))}\n`;
    case 'dot':
      return (await import('../report/explain/dot.ts')).renderDot(explanations, note);
    case 'svg':
      return (await import('../report/explain/svg.ts')).renderSvg(explanations, note);
    case 'html':
      return (await import('../report/explain/html.ts')).renderHtml(explanations, note);
    case 'text':
      if (explanations.length === 0) return `${escapeControls(note)}\n`;
      return explanations.map(formatExplanation).join('\n');
  }
}

function write({ host, value }: Invocation, text: string): void {
  const output = value('output');
  if (output === null) host.terminal.output.write(text);
  else writeReport(host, resolve(host.environment.directory, output), text);
}

/** Whether a finding bears the identifier itself, rather than having it upstream. */
function isNamed(finding: Finding, database: Database, id: string): boolean {
  const group = new Set([id, ...database.group(id).map((record) => record.id)].map((name) => name.toLowerCase()));
  return [finding.id, ...finding.aliases].some((name) => group.has(name.toLowerCase()));
}

function absence(database: Database, id: string): string {
  if (database.about(id).length > 0) return 'no version in this project is affected';
  return `the database has no advisory of this identifier${relatedHint(database.related(id))}`;
}

function formatExplanation(explanation: Explanation): string {
  return tellStory(explanation)
    .flatMap(({ title, lines }, index) => [...(index === 0 ? [] : ['']), title, ...lines.map((line) => `  ${line}`)])
    .map((line) => `${escapeControls(line)}\n`)
    .join('');
}

function publicExplanations(id: string, explanations: readonly Explanation[]): object {
  return {
    schema: 'theriac.explain/1',
    id,
    explanations: explanations.map(({ finding, units, searched, trail, unseen, ways }) => ({
      finding: toPublicFinding(finding),
      units,
      searched: searched === null ? null : { ...searched, own_names: searched.ownNames, ownNames: undefined },
      trail: trail && {
        loaded_by: toPublicSteps(trail.loadedBy),
        neighbours: trail.neighbours.map(({ ownCode, ...place }) => ({ ...place, own_code: ownCode })),
        more: trail.more,
      },
      unseen,
      ways: ways.map(toPublicSteps),
    })),
  };
}
