// Plugins found by how their names begin: who lists all top-level modules imports those that fit.
import type { ModuleName } from '../module/module-name.ts';
import type { Expression } from '../summary/summary.ts';
import { frameOf, noQuestions } from './code-scope.ts';
import { evaluateString } from './evaluate.ts';
import { unitsOf } from './growth.ts';
import type { Activation, GraphModule, Growth, Step } from './module-graph.ts';
import { isKnown } from './string-pattern.ts';
import { type CallSite, keywordOf, lastName } from './unit.ts';

export interface NamePrefixRule {
  /** Looks for listings of all modules in code that began to count. */
  notice(activation: Activation): void;
  /** Loads the modules that fit. */
  follow(): void;
}

/** `pkgutil.iter_modules()` beside a test of the names that it gives. */
interface Listing {
  readonly module: GraphModule;
  readonly site: CallSite;
  /** What the names have to begin with, or the regular expressions that they have to match. */
  readonly beginnings: readonly Expression[];
  readonly expressions: readonly Expression[];
}

const LISTS = 'iter_modules';
const MATCHES = ['match', 'fullmatch', 'compile'] as const;
/** Less than this begins too much. */
const MIN_BEGINNING = 3;

export function makeNamePrefixRule(growth: Growth): NamePrefixRule {
  const listings: Listing[] = [];
  const loaded = new Map<GraphModule, Set<string>>();

  function load({ module, site }: Listing, beginning: string): void {
    const done = loaded.get(module) ?? new Set();
    loaded.set(module, done);
    if (beginning.length < MIN_BEGINNING || done.has(beginning)) return;
    done.add(beginning);
    const step: Step = { kind: 'dynamic', line: site.call.line, unit: site.unit.name, resolved: false };
    for (const name of growth.input.finder.topNames()) {
      if (name.startsWith(beginning)) growth.load(module, name as ModuleName, step);
    }
  }

  return {
    notice(activation) {
      const { module, facts } = activation;
      if (!facts.table.has(LISTS)) return;
      for (const unit of unitsOf(activation)) {
        const argumentsOf = (name: string): readonly Expression[] =>
          unit.callsOf(name).flatMap(({ call }) => call.arguments.slice(0, 1));
        for (const site of unit.callsOf(LISTS)) {
          if (!listsAll(site)) continue;
          const expressions = MATCHES.flatMap((name) => argumentsOf(name));
          listings.push({ module, site, beginnings: argumentsOf('startswith'), expressions });
        }
      }
    },
    follow() {
      for (const listing of listings) {
        const { module, site, beginnings, expressions } = listing;
        if (module.facts === null) continue;
        // Who lists modules is often a helper of a helper.
        const frame = { ...frameOf(growth, module, module.facts, site, noQuestions()), depth: -1 };
        for (const beginning of beginnings) {
          for (const [text] of evaluateString(beginning, frame)) load(listing, text);
        }
        for (const expression of expressions) {
          for (const pattern of evaluateString(expression, frame)) {
            if (isKnown(pattern)) load(listing, literalBeginning(pattern[0]));
          }
        }
      }
    },
  };
}

/** Whether a call lists the modules of all search path entries. */
function listsAll({ call }: CallSite): boolean {
  const path = call.arguments[0] ?? keywordOf(call.keywords, 'path');
  return lastName(call.callee) === LISTS && (path === null || path === undefined || path.kind === 'constant');
}

/** What all texts begin with that a regular expression matches, as far as it says so in plain letters. */
function literalBeginning(expression: string): string {
  return /^\^?(\w*)(?![\w?*{|])/.exec(expression)?.[1] ?? '';
}
