// What happens to values that code gets hold of which is not read: callables may be called, with anything.
import { callNamed } from './by-name.ts';
import type { Pick } from './choice.ts';
import { constructOpen, makeFamily } from './construct.ts';
import { eachEntry, readEntry } from './container.ts';
import { type Engine, textOf } from './engine.ts';
import { flow, whenever } from './flow.ts';
import { request } from './hierarchy.ts';
import { stepToNative } from './native.ts';
import { inputsOf, open, reach, yieldsOf } from './reach.ts';
import type { Unit } from './unit.ts';
import { addStep, type StepKind } from './unit.ts';
import { indexOf, Kind, kindOf, type Value } from './value.ts';
import { variantOf } from './variant.ts';

/** Where something happens, and how sure it is. */
export interface Site {
  readonly unit: Unit;
  readonly line: number;
  readonly kind: StepKind;
  readonly resolved: boolean;
  /** What the place may mean, where that is one of several. */
  readonly pick?: Pick | null;
}

/** A value gets away: whatever it can be made to run may run. */
export function letEscape(engine: Engine, value: Value, site: Site): void {
  const index = indexOf(value);
  switch (kindOf(value)) {
    case Kind.function:
    case Kind.method: {
      const unit = engine.units[index];
      if (unit !== undefined) runOpen(engine, unit, site);
      return;
    }
    case Kind.bound: {
      const bound = engine.bounds[index];
      if (bound === undefined) return;
      const { callable, receiver } = bound;
      if (kindOf(callable) === Kind.function) {
        const unit = engine.units[indexOf(callable)];
        if (unit === undefined) return;
        const variant = variantOf(engine, unit, receiver);
        const [first] = inputsOf(engine, variant);
        if (first !== undefined) flow(engine, receiver, first);
        runOpen(engine, variant, site);
        return;
      }
      letEscape(engine, callable, site);
      return;
    }
    case Kind.class:
      constructOpen(engine, index, site);
      return;
    case Kind.subclass: {
      const type = engine.classes[index];
      if (type !== undefined) makeFamily(engine, type, site);
      return;
    }
    case Kind.instance:
    case Kind.subtype: {
      const about = engine.classes[index];
      if (about === undefined || !isFirst(engine, value)) return;
      callableInstance(engine, value, site);
      return;
    }
    case Kind.named: {
      const name = textOf(engine, index);
      // Code that looks at classes reads it (`inspect.signature(cls.__init__)`); who calls it by name is seen to.
      if (name !== '__init__') callNamed(engine, site.unit, site.line, name);
      return;
    }
    case Kind.rest: {
      const rest = engine.rests[index];
      if (rest !== undefined && isFirst(engine, value)) whenever(engine, rest, (each) => letEscape(engine, each, site));
      return;
    }
    case Kind.external:
      stepToNative(engine, site, textOf(engine, index), false);
      return;
    case Kind.container: {
      if (!isFirst(engine, value)) return;
      const container = engine.containers[index];
      if (container === undefined) return;
      const go = (each: Value): void => letEscape(engine, each, site);
      const { home } = container;
      if (home?.module.rendersTemplates && container.form === 'dictionary') {
        // A template engine's tables are asked for what templates name, whoever holds them.
        whenever(engine, readEntry(engine, index, null, home), go);
        return;
      }
      eachEntry(container, (entry) => whenever(engine, entry, go));
      return;
    }
    case Kind.partial: {
      const partial = engine.partials[index];
      if (partial === undefined || !isFirst(engine, value)) return;
      whenever(engine, partial.callee, (each) => letEscape(engine, each, site));
      return;
    }
    case Kind.property: {
      const property = engine.properties[index];
      if (property === undefined || !isFirst(engine, value)) return;
      for (const part of [property.getter, property.setter, property.deleter]) {
        if (part !== undefined) whenever(engine, part, (each) => letEscape(engine, each, site));
      }
      return;
    }
    case Kind.static:
    case Kind.classMethod: {
      const inner = engine.wrappers[index];
      if (inner !== undefined && isFirst(engine, value))
        whenever(engine, inner, (each) => letEscape(engine, each, site));
      return;
    }
    case Kind.decorated: {
      const decorated = engine.decorated[index];
      if (decorated === undefined || !isFirst(engine, value)) return;
      whenever(engine, decorated.target, (each) => letEscape(engine, each, site));
      return;
    }
    default:
  }
}

/** An instance that is called from who knows where. */
function callableInstance(engine: Engine, value: Value, site: Site): void {
  const about = engine.classes[indexOf(value)];
  if (about === undefined) return;
  if (!about.order.some((each) => each.members.has('__call__'))) return;
  const form = kindOf(value) === Kind.instance ? 'instance' : 'subtype';
  whenever(engine, request(engine, about, '__call__', form).result, (each) => letEscape(engine, each, site));
}

function isFirst(engine: Engine, value: Value): boolean {
  if (engine.escaped.has(value)) return false;
  engine.escaped.add(value);
  return true;
}

/** A unit runs with parameters of which nothing is known. */
export function runOpen(engine: Engine, unit: Unit, site: Site): void {
  addStep(site.unit, unit, site.line, site.kind, site.resolved, site.pick);
  reach(engine, unit);
  if (unit.gone) return;
  unit.gone = true;
  open(engine, unit);
  // What it gives goes to code that is not known either.
  const after: Site = { unit, line: unit.line, kind: 'dynamic', resolved: false };
  whenever(engine, unit.result, (value) => letEscape(engine, value, after));
  if (unit.isGenerator) whenever(engine, yieldsOf(unit), (value) => letEscape(engine, value, after));
}
