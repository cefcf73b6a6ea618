// What a class's `__getattr__` reads from something else under the name that it was asked for.
import { loadAnything, loadAttribute, memberOfAny, offeredNames } from './attribute.ts';
import { type Engine, STRING, textOf } from './engine.ts';
import type { Site } from './escape.ts';
import { addValue, flow, whenever } from './flow.ts';
import type { Node, Operand } from './node.ts';
import { indexOf, Kind, kindOf, UNKNOWN, type Value } from './value.ts';

/** `getattr(value, name)` in a `__getattr__`, with more names than are kept. */
export interface HookLoad {
  readonly site: Site;
  readonly value: Value;
  readonly result: Node;
  /** Those of the names that were read. */
  readonly done: Set<string>;
}

/** Whether a value is the name that a `__getattr__` was asked for, where there were more than are kept. */
export function isAskedName(engine: Engine, { unit }: Site, value: Value): boolean {
  const isHook = unit.owner !== null && unit.statement?.name === '__getattr__';
  return isHook && kindOf(value) === Kind.external && textOf(engine, indexOf(value)) === STRING;
}

/** Reads from `base` what code asks of something that is not seen, or of an object with such a hook. */
export function loadAsked(engine: Engine, site: Site, base: Operand, result: Node): void {
  whenever(engine, base, (value) => {
    const kind = kindOf(value);
    if (kind === Kind.module) engine.hookLoads.push({ site, value, result, done: new Set() });
    else if (value === UNKNOWN || kind === Kind.named) loadAnything(engine, site, value, result);
    else addValue(engine, result, memberOfAny(engine, value, true) ?? UNKNOWN);
  });
}

/** After all is settled: reads the names that are new. True where there are some. */
export function answerHooks(engine: Engine): boolean {
  const { calls, loads } = engine.names;
  let changed = false;
  for (const { site, value, result, done } of engine.hookLoads) {
    for (const name of offeredNames(engine, value)) {
      if (done.has(name) || !(engine.hookNames.has(name) || calls.has(name) || loads.has(name))) continue;
      done.add(name);
      changed = true;
      flow(engine, loadAttribute(engine, site, value, name), result);
    }
  }
  return changed;
}
