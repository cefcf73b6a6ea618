// `theriac summarise`: makes summary packs, so that reachability needs nothing installed.
import { basename, join, resolve } from 'node:path';
import type { Fault } from '../finding/fault.ts';
import type { Host } from '../host/host.ts';
import { formatPack, type PackedDistribution, type PackInput, packDistribution } from '../python/pack/make-pack.ts';
import { escapeControls } from '../report/escape.ts';
import { CODE_FLAGS, codeOptions } from './code-flags.ts';
import { type Command, type Invocation, UsageError } from './command.ts';
import { formatFault } from './emit.ts';
import { configurationOf, INVENTORY_FLAGS, loadNamedInventory } from './inventory-flags.ts';
import { startProgress } from './progress.ts';

export const summariseCommand: Command = {
  name: 'summarise',
  operands: 'WHEEL…|ENVIRONMENT|LOCK',
  summary: 'make a summary pack: what reachability needs of distributions, without their source',
  flags: [
    { name: 'output', value: 'PATH', help: 'one pack for all (a name that ends in .pack), else a folder, a pack each' },
    ...CODE_FLAGS,
    ...INVENTORY_FLAGS,
  ],
  examples: [
    {
      command: 'theriac summarise uv.lock --wheels wheels --output theriac.pack',
      meaning: 'a pack beside the lock file: an audit of it then needs nothing installed',
    },
    { command: 'theriac summarise dist/*.whl --output summaries', meaning: 'a pack for each wheel' },
  ],
  async run(invocation) {
    const { host } = invocation;
    const { directory } = host.environment;
    const output = invocation.value('output');
    if (output === null) throw new UsageError('--output PATH says where the packs go');
    if (invocation.operands.length === 0) {
      throw new UsageError('name wheels, an environment, or a lock file or project whose wheels are at hand');
    }
    const inputs: PackInput[] = [];
    const faults: Fault[] = [];
    for (const operand of invocation.operands) {
      const collected = await collect(invocation, resolve(directory, operand));
      inputs.push(...collected.inputs);
      faults.push(...collected.faults);
    }
    const packed: PackedDistribution[] = [];
    const progress = startProgress(host);
    const all = distinct(inputs);
    for (const [done, input] of all.entries()) {
      progress.show(() => `summarising ${input.name}: ${done} of ${all.length} done`);
      const made = await packDistribution(host, input);
      packed.push(made);
      for (const problem of made.problems) {
        const file = `${input.fileName ?? input.name}/${problem.split(': ')[0] ?? ''}`;
        const message = problem.slice(problem.indexOf(': ') + 2);
        faults.push({ code: 'file-unreadable', effect: 'incomplete', file, message });
      }
    }
    progress.end();
    for (const fault of faults) host.terminal.notes.write(`${formatFault(fault)}\n`);
    if (packed.length === 0) throw new UsageError('no distribution was found to summarise');
    const size = await write(host, packed, resolve(directory, output));
    const modules = packed.reduce((total, each) => total + each.modules, 0);
    const counted = `${packed.length} ${packed.length === 1 ? 'distribution' : 'distributions'}`;
    host.terminal.output.write(
      `${escapeControls(output)}: ${counted}, ${modules} modules, ${Math.ceil(size / 1000)} kB\n`,
    );
    return faults.some((fault) => fault.effect === 'incomplete') ? 3 : 0;
  },
};

interface Collected {
  readonly inputs: readonly PackInput[];
  readonly faults: readonly Fault[];
}

/** An archive stands for itself; anything else is read as an audit would read it. */
async function collect(invocation: Invocation, path: string): Promise<Collected> {
  const { host } = invocation;
  const status = host.files.status(path);
  if (status === null) throw new UsageError(`${path}: there is no such file or folder`);
  const { packInputOf, packInputOfCode, packInputsInstalled } = await import('../project/code/pack-inputs.ts');
  if (status.kind === 'file' && /\.(?:whl|zip|tar\.gz)$/.test(path)) {
    const input = await packInputOf(host, path);
    return 'code' in input ? { inputs: [], faults: [input] } : { inputs: [input], faults: [] };
  }
  const inventory = await loadNamedInventory(invocation, path, await configurationOf(host, path));
  const installed = packInputsInstalled(host, inventory.distributions);
  const { locateCode } = await import('../project/code/locate-code.ts');
  // A pack is made of source: packs at hand are no help.
  const options = { ...codeOptions(invocation), summaries: [], packsBeside: false };
  const located = await locateCode(host, inventory, options);
  const without = [
    ...installed.missing.map((name) => ({ name, reason: 'it has no list of its files' })),
    ...located.missing.map(({ distribution, reason }) => ({ name: distribution, reason })),
  ];
  return {
    inputs: [...installed.inputs, ...located.trees.map(packInputOfCode)],
    faults: [
      ...inventory.faults.filter((fault) => fault.effect === 'incomplete'),
      ...without.map(({ name, reason }): Fault => {
        const message = `${name} is not in the pack: ${reason}`;
        return { code: 'source-missing', effect: 'incomplete', file: inventory.source, message };
      }),
    ],
  };
}

/** Each file once, however many operands led to it. */
function distinct(inputs: readonly PackInput[]): readonly PackInput[] {
  const seen = new Map(inputs.map((input) => [`${input.name} ${input.version} ${input.fileName ?? ''}`, input]));
  return [...seen.values()];
}

/** Writes one pack or many; gives their size together. */
async function write(host: Host, packed: readonly PackedDistribution[], output: string): Promise<number> {
  const files = output.endsWith('.pack')
    ? [{ path: output, content: packed }]
    : packed.map((each) => ({ path: join(output, packName(each)), content: [each] }));
  let size = 0;
  for (const { path, content } of files) {
    const bytes = await formatPack(content);
    host.files.replace(path, (temporary) => host.files.writeBytes(temporary, bytes));
    size += bytes.length;
  }
  return size;
}

function packName({ input }: PackedDistribution): string {
  const stem = input.fileName?.replace(/\.(?:whl|zip|tar\.gz)$/, '') ?? `${input.name}-${input.version}`;
  return `${basename(stem)}.pack`;
}
