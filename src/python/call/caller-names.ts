// Code that reads all names of whoever calls it, as parser generators do: `sys._getframe(2).f_globals.copy()`.
import type { GraphModule } from '../graph/module-graph.ts';
import { WHOLE_READS } from '../graph/scan-source.ts';
import { type Engine, externalValue } from './engine.ts';
import type { Site } from './escape.ts';
import { addValue } from './flow.ts';
import { all, give, type Model } from './model.ts';
import type { ModuleObject } from './module-object.ts';
import { letNamesGo } from './module-value.ts';
import { Node } from './node.ts';
import { UNKNOWN } from './value.ts';

const CALLER_NAMES = 'sys._getframe.f_globals';

/** What `f_globals` of a frame is, by the dotted name of the frame. */
export function frameNames(engine: Engine, site: Site, frame: string): Node {
  const names = new Node(site.unit);
  addValue(engine, names, UNKNOWN);
  if (/^(sys\._getframe|inspect\.currentframe)\b/.test(frame))
    addValue(engine, names, externalValue(engine, CALLER_NAMES));
  return names;
}

/** They are taken as a whole. */
const taken: Model = (engine, call) => {
  engine.callerReads.set(call.unit.module, { ...call, kind: 'dynamic', resolved: false });
  give(engine, call, UNKNOWN);
};

export const CALLER_MODELS = WHOLE_READS.flatMap((name) => all(`${CALLER_NAMES}.${name}`, taken));

/** Lets go what modules bind that import such code; false where there is nothing new. */
export function letCallersGo(
  engine: Engine,
  modules: readonly GraphModule[],
  objectOf: (module: GraphModule) => ModuleObject | null,
): boolean {
  let changed = false;
  for (const [reader, site] of engine.callerReads) {
    for (const module of modules) {
      const imports = module.edges.some(({ to, kind }) => kind === 'load' && to === reader.graph);
      const object = imports && !isBeside(module.found.name, reader.name) ? objectOf(module) : null;
      if (object?.loaded !== true || object.namesGone) continue;
      changed = true;
      letNamesGo(engine, object, site);
    }
  }
  return changed;
}

/** Whether two modules lie in one package, whose parts call each other for other reasons. */
function isBeside(left: string, right: string): boolean {
  const dot = left.lastIndexOf('.');
  return dot > 0 && right.lastIndexOf('.') === dot && right.startsWith(left.slice(0, dot + 1));
}
