// The seam between PyCG's micro-benchmark and Theriac's call graph.
import { resolve } from 'node:path';
import { nodeHost } from '../../src/host/node-host.ts';
import { deriveCallGraph } from '../../src/python/call/call-graph.ts';
import type { Unit } from '../../src/python/call/unit.ts';
import { type GraphInput, growModuleGraph } from '../../src/python/graph/module-graph.ts';
import { openProgram } from '../../src/python/program.ts';
import { decodeSummary } from '../../src/python/summary/decode.ts';
import { summarise } from '../../src/python/summary/summarise.ts';

/** Callers and their callees by dotted name, as PyCG writes `callgraph.json`. */
export type CallGraph = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The call graph of the Python program in `folder`, whose entry is `entry` (`main.py`).
 *
 * Names: a module's top level is the module's name relative to the folder (`main`, `nested.to_import`, a package by
 * its own name), functions and classes follow with dots and without `<locals>` (`main.MyClass.func`), lambdas are
 * numbered in each scope (`main.<lambda1>`), built-ins are `<builtin>.len`, methods of literals `<**PyStr**>.join`,
 * what is imported and not in the folder keeps its dotted name (`ext.Cls.fun`).
 */
export type CallGraphOf = (folder: string, entry: string) => CallGraph | Promise<CallGraph>;

/** Theriac's own. */
export const callGraphOf: CallGraphOf | null = async (folder, entry) => {
  const { files } = nodeHost();
  const target = { version: [3, 12], platform: 'linux' } as const;
  const program = openProgram({ files, project: resolve(folder), sitePackages: [], target, includeTests: true });
  const start = entry.replace(/\.py$/, '');
  const modules: GraphInput = {
    finder: program.finder,
    target,
    firstParty: program.firstParty.filter((module) => module.name === start),
    declared: [],
    entryPoints: [],
    read: async (wanted) =>
      wanted.map(({ entry: from, file }) =>
        from === null || file === null ? null : decodeSummary(summarise(from.tree.readBytes(file))),
      ),
  };
  const graph = await deriveCallGraph({
    growth: growModuleGraph(modules, { width: 'none' }),
    ownerOf: () => null,
    entries: [start],
    externals: true,
  });
  const found = new Map<string, Set<string>>();
  const add = (from: Unit, name: string): void => {
    const known = found.get(nameOf(from));
    if (known === undefined) found.set(nameOf(from), new Set([name]));
    else known.add(name);
  };
  for (const { from, to, kind } of graph.edges()) {
    if (to.kind === 'class' || to.kind === 'native') continue;
    if (from.kind === 'hub' || to.kind === 'hub' || kind === 'load' || kind === 'root') continue;
    add(from, nameOf(to));
  }
  for (const [from, names] of graph.engine.externalCalls ?? []) for (const name of names) add(from, name);
  return found;
};

function nameOf(unit: Unit): string {
  return unit.path === '' ? unit.module.name : `${unit.module.name}.${unit.path}`;
}
