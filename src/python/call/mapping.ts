// Mappings as the language takes them: the keys of a dict, and one that flows into another.
import { callSpecial, plainCall } from './call-value.ts';
import { putEntry } from './container.ts';
import type { Engine } from './engine.ts';
import type { Site } from './escape.ts';
import { addValue, flow, whenever } from './flow.ts';
import { Node, type Operand } from './node.ts';
import { iterate } from './special.ts';
import type { Unit } from './unit.ts';
import { indexOf, Kind, kindOf, UNKNOWN, type Value } from './value.ts';

/** Where a dict keeps its keys, for those who iterate over it. */
export function keysOf(frame: { readonly engine: Engine; readonly unit: Unit }, dictionary: Value): Node {
  const container = frame.engine.containers[indexOf(dictionary)];
  if (container === undefined) return new Node(frame.unit);
  container.keys ??= new Node(frame.unit);
  return container.keys;
}

/** Lets the entries of one dict flow into another. */
export function mergeInto(frame: { readonly engine: Engine }, into: Value, from: Operand, site: Site): void {
  const { engine } = frame;
  const container = engine.containers[indexOf(into)];
  if (container === undefined) return;
  whenever(engine, from, (value) => {
    const given = kindOf(value) === Kind.container ? engine.containers[indexOf(value)] : undefined;
    if (given === undefined) {
      takeMapping(engine, site, value, container.rest);
      return;
    }
    if (given === container) return;
    for (const [key, entry] of [...given.entries()]) putEntry(engine, container, key, entry);
    flow(engine, given.rest, container.rest);
  });
}

/** Something that is taken for a mapping is asked for its keys, then for what stands under each. */
export function takeMapping(engine: Engine, site: Site, value: Value, into: Node): void {
  const kind = kindOf(value);
  if (kind === Kind.unknown || kind === Kind.named) addValue(engine, into, UNKNOWN);
  else if (kind === Kind.instance || kind === Kind.subtype) {
    const keys = new Node(site.unit);
    if (!callSpecial(engine, plainCall(site, [], keys), value, 'keys')) return;
    callSpecial(engine, plainCall(site, [iterate(engine, site, keys, false)], into), value, '__getitem__');
  }
}
