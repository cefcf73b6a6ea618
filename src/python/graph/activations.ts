// Which code of the loaded modules counts so far: what the rules of the graph follow, in order.
import { type CallIndex, makeCallIndex } from './call-index.ts';
import { type ModuleFacts, unitKey } from './module-facts.ts';
import type { Activation, GraphModule, Width } from './module-graph.ts';
import { makeSubclassIndex, type SubclassIndex } from './subclass-index.ts';

export interface Activations {
  readonly list: readonly Activation[];
  /** The calls in code that counts. */
  readonly calls: CallIndex;
  /** The classes in files that count. */
  readonly subclasses: SubclassIndex;
  /** A module was loaded and read: its top level counts, or all of it. */
  enter(module: GraphModule): void;
  /** What is known of a module was derived anew: what counted of it counts again. */
  renew(module: GraphModule, facts: ModuleFacts): void;
  /** A function counts, by its dotted name or its line. */
  activate(module: GraphModule, place: string | number): void;
  /** The functions of more modules count from now on. */
  widen(modules: Iterable<GraphModule>, to: Width): void;
}

export function makeActivations(first: Width): Activations {
  const list: Activation[] = [];
  const calls = makeCallIndex();
  const subclasses = makeSubclassIndex();
  /** The functions that count one by one. */
  const activated = new Map<GraphModule, Set<string>>();
  let width = first;

  function note(activation: Activation): void {
    list.push(activation);
    calls.note(activation);
    subclasses.note(activation.module, activation.facts);
  }

  /** Whether all functions of a module count as soon as it is loaded. */
  function isWhole({ firstParty }: GraphModule): boolean {
    return width === 'all' || (width === 'project' && firstParty);
  }

  function enter(module: GraphModule): void {
    const { facts } = module;
    if (facts !== null) note({ module, facts, unit: isWhole(module) ? null : facts.top });
  }

  return {
    list,
    calls,
    subclasses,
    enter,
    renew(module, facts) {
      module.facts = facts;
      enter(module);
      const known = activated.get(module);
      if (known === undefined || isWhole(module)) return;
      for (const unit of facts.allUnits()) if (known.has(unitKey(unit))) note({ module, facts, unit });
    },
    activate(module, place) {
      const { facts } = module;
      if (facts === null || isWhole(module)) return;
      const unit = facts.unitAt(place);
      if (unit === null) return;
      const known = activated.get(module) ?? new Set<string>();
      activated.set(module, known);
      const key = unitKey(unit);
      if (known.has(key)) return;
      known.add(key);
      note({ module, facts, unit });
    },
    widen(modules, to) {
      const narrow = [...modules].filter((module) => !isWhole(module));
      width = to;
      for (const module of narrow) {
        const { facts } = module;
        if (!module.loaded || facts === null || !isWhole(module)) continue;
        const known = activated.get(module);
        for (const unit of facts.allUnits()) {
          if (unit !== facts.top && known?.has(unitKey(unit)) !== true) note({ module, facts, unit });
        }
      }
    },
  };
}
