// The program around an expression, for the evaluator: other modules' names, and the calls that a function gets.
import type { ModuleName } from '../module/module-name.ts';
import { absoluteName } from './import-name.ts';
import type { ModuleFacts } from './module-facts.ts';
import { packageOf } from './module-facts.ts';
import type { Callee, GraphModule, Growth } from './module-graph.ts';
import type { Binding, CallSite, Unit } from './unit.ts';
import type { Callable, CodeScope, Frame, Part } from './value.ts';

/** What an answer of the evaluator rested on: it is asked again once any of that has grown. */
export interface Questions {
  /** By function, how many calls were known. */
  readonly calls: Map<Unit, { readonly callee: Callee; readonly count: number }>;
  /** By class, how many files were known that derive from it. */
  readonly subclasses: Map<
    string,
    { readonly module: GraphModule; readonly className: string; readonly count: number }
  >;
  /** Modules that were not read yet. */
  readonly unread: Set<GraphModule>;
}

export function noQuestions(): Questions {
  return { calls: new Map(), subclasses: new Map(), unread: new Set() };
}

type Found = readonly (Part | Callable)[];

/** How often re-exports of a name are followed. */
const MAX_HOPS = 4;
/** Calls of one function that are looked at. */
const MAX_CALLS = 400;

/** The frame of code at a place of a module, for the evaluator; `questions` collects what it asks. */
export function frameOf(
  growth: Growth,
  module: GraphModule,
  facts: ModuleFacts,
  site: Pick<CallSite, 'unit' | 'tests'>,
  questions: Questions,
): Frame {
  const scope = scopeOf(growth, module, facts, questions);
  return { scope, unit: site.unit, depth: 0, tests: site.tests, entered: null, locals: null };
}

/** Evaluates by what calls and subclasses were seen to give, where some were: nobody else is taken to give more. */
export function bySeen<T>({ budget }: Growth, evaluate: () => T): T {
  budget.onlySeen = true;
  try {
    return evaluate();
  } finally {
    budget.onlySeen = false;
  }
}

function scopeOf(growth: Growth, module: GraphModule, facts: ModuleFacts, questions: Questions): CodeScope {
  const { name, isPackage } = module.found;
  const scope: CodeScope = {
    budget: growth.budget,
    moduleName: name,
    packageName: packageOf(name, isPackage),
    target: growth.input.target,
    isProjectWord: (word) => growth.firstPartyWords.has(word),
    absolute: (level, imported) => absoluteName(module, level, imported),
    moduleValue: (source, attribute) => valueIn(source, attribute, 0),
    starValue: (attribute) => starIn(module, facts, attribute, 0),
    callsOf(unit) {
      const nested = unit.className === null && unit.parent !== null && unit.parent.name !== null;
      const callee: Callee = { module, name: calledName(unit), className: unit.className, nested };
      // The interpreter calls what has such a name.
      if (/^__\w+__$/.test(callee.name)) return [];
      const sites = growth.callsOf(callee);
      questions.calls.set(unit, { callee, count: sites.length });
      return sites.slice(0, MAX_CALLS).flatMap(({ module: caller, site }) => {
        if (caller.facts === null || isOtherFunction(module, unit, caller, site)) return [];
        const callScope = caller === module ? scope : scopeOf(growth, caller, caller.facts, questions);
        const frame: Frame = {
          scope: callScope,
          unit: site.unit,
          depth: 0,
          tests: site.tests,
          entered: null,
          locals: null,
        };
        return [{ call: site.call, frame, shift: shiftOf(unit) }];
      });
    },
    attributesOf: (attribute) => facts.attributesOf(attribute),
    overridesOf(className, attribute) {
      const files = growth.subclassFiles(module, className);
      questions.subclasses.set(`${name} ${className}`, { module, className, count: files.length });
      return files.flatMap((file) => {
        const { facts: other } = file;
        const bindings = other?.attributesOf(attribute) ?? [];
        if (other === null || bindings.length === 0) return [];
        const inside = scopeOf(growth, file, other, questions);
        return bindings.map((binding) => ({ ...binding, scope: inside }));
      });
    },
    functionsNamed: (called) => facts.functionsNamed(called),
  };

  function valueIn(source: string, attribute: string, hops: number): Found | null {
    if (hops > MAX_HOPS) return null;
    const target = growth.node(source as ModuleName);
    if (target === null) return null;
    if (target.facts === null) {
      if (growth.peek(target)) questions.unread.add(target);
      return null;
    }
    const { facts: inside } = target;
    const other = target === module ? scope : scopeOf(growth, target, inside, questions);
    const bindings = inside.table.has(attribute) ? inside.top.facts.bindings.get(attribute) : undefined;
    if (bindings === undefined) return starIn(target, inside, attribute, hops);
    const frame: Frame = { scope: other, unit: inside.top, depth: 0, tests: [], entered: null, locals: null };
    return bindings.flatMap((binding): readonly (Part | Callable)[] => bindingParts(binding, frame, hops));
  }

  function starIn(importer: GraphModule, { summary }: ModuleFacts, attribute: string, hops: number): Found | null {
    for (const { statement, unit } of summary.imports) {
      if (statement.kind !== 'from' || unit !== null || statement.names[0]?.name !== '*') continue;
      const source = absoluteName(importer, statement.level, statement.module);
      const found = source === null ? null : valueIn(source, attribute, hops + 1);
      if (found !== null) return found;
    }
    return null;
  }

  function bindingParts(binding: Binding, frame: Frame, hops: number): readonly (Part | Callable)[] {
    switch (binding.kind) {
      case 'value':
      case 'more':
        return [{ expression: binding.value, frame }];
      case 'function':
        return [{ callable: binding.unit, scope: frame.scope }];
      case 'import': {
        const source = frame.scope.absolute(binding.level, binding.module);
        if (source === null) return [];
        if (binding.name === null) return [{ kind: 'module', name: source }];
        return valueIn(source, binding.name, hops + 1) ?? [{ kind: 'module', name: `${source}.${binding.name}` }];
      }
      default:
        return [];
    }
  }

  return scope;
}

/** The name under which a function is called: a class's for its constructor. */
function calledName(unit: Unit): string {
  const bare = unit.name?.slice(unit.name.lastIndexOf('.') + 1) ?? '';
  return unit.className !== null && /^__(init|new|call)__$/.test(bare) ? unit.className : bare;
}

function shiftOf(unit: Unit): number {
  return unit.className !== null && /^(self|cls|mcs|klass|_cls|metacls)$/.test(unit.parameters[0]?.name ?? '') ? 1 : 0;
}

/** Whether a call of that name certainly means another function: one that the calling module defines or imports. */
function isOtherFunction(module: GraphModule, unit: Unit, caller: GraphModule, site: CallSite): boolean {
  const { callee } = site.call;
  if (callee.kind === 'attribute') return false;
  if (callee.kind !== 'name') return true;
  for (let scope: Unit | null = site.unit; scope !== null; scope = scope.parent) {
    const bindings = scope.facts.bindings.get(callee.id);
    if (bindings === undefined) continue;
    return !bindings.some((binding) => {
      switch (binding.kind) {
        case 'function':
          return binding.unit === unit;
        case 'class':
          return caller === module && binding.name === unit.className;
        case 'import':
          return binding.name !== null || caller !== module;
        default:
          return true;
      }
    });
  }
  return caller === module && unit.parent?.name !== null;
}
