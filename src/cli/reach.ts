// `theriac reach`: whether the project's code gets to a module or function, without an advisory; or all that it gets to.
import { resolve } from 'node:path';
import { decideUnits, type ReachVerdict, USED_UP } from '../audit/reach/decide.ts';
import { listReached } from '../audit/reach/list-reached.ts';
import type { ReachAnalysis } from '../audit/reach/reach-analysis.ts';
import { splitSymbol } from '../audit/reach/split-symbol.ts';
import { parseModuleName } from '../python/module/module-name.ts';
import { formatJson } from '../report/escape.ts';
import { type Command, type Invocation, UsageError } from './command.ts';
import { formatFault } from './emit.ts';
import { configurationOf, INVENTORY_FLAGS, loadNamedInventory } from './inventory-flags.ts';
import { choose } from './policy-flags.ts';
import { REACH_FLAGS, reachSource } from './reach-flags.ts';
import { formatVerdict, publicVerdict } from './reach-verdict.ts';
import { startTimings, TIMINGS_FLAG, type Timings, timeAnalysis } from './timings.ts';

export const reachCommand: Command = {
  name: 'reach',
  operands: 'MODULE[:ATTRIBUTE] [PATH] | --all [PATH]',
  summary: 'whether the project’s code gets to a module or function',
  flags: [
    { name: 'all', value: null, help: 'list everything in the distributions that the code gets to' },
    { name: 'format', value: 'FORMAT', help: 'text (default) or json; with --all also jsonl' },
    ...INVENTORY_FLAGS,
    ...REACH_FLAGS.filter((flag) => flag.name !== 'no-reach'),
    TIMINGS_FLAG,
  ],
  examples: [
    { command: 'theriac reach PIL.ImageFont:FreeTypeFont.getmask2', meaning: 'one method' },
    { command: 'theriac reach yaml.constructor', meaning: 'one module' },
    { command: 'theriac reach --all --format jsonl', meaning: 'one line for each module and function reached' },
  ],
  async run(invocation) {
    const { host, operands } = invocation;
    const all = invocation.given('all');
    const symbol = all ? null : operands[0];
    const path = operands[all ? 0 : 1] ?? '.';
    if (symbol === undefined) throw new UsageError('name a module, as in theriac reach PIL.ImageFont, or --all');
    if (operands.length > (all ? 1 : 2)) throw new UsageError('reach takes one symbol and one path');
    const timings = startTimings(host, invocation.given('timings'));
    const analysis = await openAnalysis(invocation, resolve(host.environment.directory, path), timings);
    try {
      if (symbol === null) {
        const { map } = (await analysis.calls().finally(analysis.close)).index;
        for (const unit of listReached(map)) host.terminal.output.write(`${formatUnit(invocation, unit)}\n`);
        if (map.truncated !== null) {
          host.terminal.notes.write(`warning: the list ends early: ${USED_UP[map.truncated]}\n`);
          return 3;
        }
      } else {
        const unit = splitSymbol(analysis, symbol);
        if (unit === null) throw new UsageError(absence(symbol, analysis));
        const verdict = await decideUnits(analysis, unit.owner, [unit]).finally(analysis.close);
        host.terminal.output.write(formatAnswer(invocation, symbol, verdict));
      }
      for (const fault of analysis.faults()) host.terminal.notes.write(`${formatFault(fault)}\n`);
      return 0;
    } finally {
      analysis.close();
      timings.lap('answer');
      timings.write();
    }
  },
};

async function openAnalysis(invocation: Invocation, path: string, timings: Timings) {
  const configuration = await configurationOf(invocation.host, path);
  const inventory = await loadNamedInventory(invocation, path, configuration);
  const found = await reachSource(invocation, path, configuration, inventory);
  const source = timeAnalysis(found, timings, 'inventory');
  const analysis = source.kind === 'none' ? source : await source.analyse();
  if ('reason' in analysis) throw new UsageError(analysis.reason);
  return analysis;
}

function formatUnit(invocation: Invocation, unit: ReturnType<typeof listReached>[number]): string {
  const format = choose(invocation, 'format', ['text', 'json', 'jsonl'] as const) ?? 'text';
  if (format !== 'text') return formatJson(unit);
  const name = unit.function === null ? unit.module : `${unit.module}.${unit.function}`;
  return `${unit.reach.padEnd(16)}  ${unit.file}:${unit.line}  ${name}`;
}

function formatAnswer(invocation: Invocation, symbol: string, verdict: ReachVerdict): string {
  const format = choose(invocation, 'format', ['text', 'json'] as const) ?? 'text';
  if (format === 'text') return formatVerdict(symbol, verdict);
  return `${formatJson({ schema: 'theriac.reach/1', symbol, ...publicVerdict(verdict) })}\n`;
}

/** Why a symbol cannot be asked about. */
function absence(symbol: string, { program }: ReachAnalysis): string {
  const [top = ''] = symbol.split(/[.:]/);
  const name = parseModuleName(top);
  return name !== null && program.finder.find(name)?.kind === 'standard'
    ? `${top} is part of Python: reach is about the code of distributions`
    : `there is no module ${symbol} in the project’s environment`;
}
