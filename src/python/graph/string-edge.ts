// Strings that name modules: dotted ones anywhere, bare ones in the project's own lists.
import { childName, type ModuleName, parseModuleName } from '../module/module-name.ts';
import { unitsOf } from './growth.ts';
import { absoluteName, bindsName, waits } from './import-name.ts';
import { BEGINNING, DOTTED, type Interest, interestOf, namedBy, RELATIVE } from './interest.ts';
import { lazyTables, loadLazyName } from './lazy-name.ts';
import { hasWord, LOOKUP_TABLE } from './lookup.ts';
import type { Activation, GraphModule, Growth, Step } from './module-graph.ts';
import type { StringSite } from './unit.ts';
import { isOpaque } from './vendoring.ts';

export interface StringRule {
  /** Follows the strings of code that began to count. Each is a possible step, never a resolved one. */
  follow(activation: Activation): void;
}

const BARE = /^[A-Za-z_]\w*$/;

export function makeStringRule(growth: Growth): StringRule {
  return {
    follow(activation) {
      const { module } = activation;
      if (isOpaque(module.found.name)) return;
      const { strings, bare } = interest(growth, activation);
      if (strings || bare) {
        for (const unit of unitsOf(activation)) {
          for (const site of unit.facts.strings) loadString(growth, module, site);
        }
      }
      loadLazyAttributes(growth, activation);
    },
  };
}

const interests = new WeakMap<object, Interest>();

/** What the rules could find in a module; derived once. */
export function interest(growth: Growth, { module, facts }: Activation): Interest {
  const known = interests.get(facts);
  if (known !== undefined) return known;
  const isTop = (name: string): boolean => {
    const found = growth.input.finder.find(name as ModuleName);
    return found === null ? growth.node(name as ModuleName) !== null : found.kind !== 'standard';
  };
  const made = interestOf(facts, isTop, (text) => relativeTarget(growth, module, text) !== null, module.firstParty);
  interests.set(facts, made);
  return made;
}

function loadString(growth: Growth, module: GraphModule, site: StringSite): void {
  if (site.value.length > 200) return;
  const text = namedBy(site.value);
  if (DOTTED.test(text)) loadDotted(growth, module, site, text.replace(':', '.'));
  else if (module.firstParty && site.declared && BARE.test(text)) loadBare(growth, module, site);
  else if (module.firstParty && site.declared && BEGINNING.test(text))
    loadBegun(growth, module, site, text.slice(0, -1));
  else if (RELATIVE.test(text)) loadRelative(growth, module, site);
}

function stepOf(site: StringSite): Step {
  return { kind: 'string', line: site.line, unit: site.unit.name, resolved: false };
}

/**
 * `package.module`, `package.module.Class`: the longest prefix that is a module, if it offers the rest. A name that is
 * none at the top may be one beside the module: `add(__name__, "module.Class")`.
 */
function loadDotted(growth: Growth, module: GraphModule, site: StringSite, text: string): void {
  const [first = ''] = text.split('.', 1);
  if (growth.input.finder.find(first as ModuleName)?.kind === 'standard') return;
  if (growth.node(first as ModuleName) !== null) loadAbsolute(growth, module, site, text, 1);
  else {
    const beside = relativeTarget(growth, module, `.${first}`);
    if (beside === null) return;
    loadAbsolute(growth, module, site, `${beside}${text.slice(first.length)}`, beside.split('.').length);
  }
}

/** `least`: how many parts of the text name a module for sure. */
function loadAbsolute(growth: Growth, module: GraphModule, site: StringSite, text: string, least: number): void {
  const parts = text.split('.');
  for (let length = parts.length; length >= least; length -= 1) {
    const name = parseModuleName(parts.slice(0, length).join('.'));
    const target = name === null ? null : growth.node(name);
    if (name === null || target === null) continue;
    const rest = parts[length];
    if (rest === undefined) {
      if (!module.firstParty && !hasEvidence(growth, site)) return;
      remember(growth, module, name, site, true);
      // `[sys.executable, "-m", "package.tool"]`
      if (module.facts?.table.has('-m')) growth.runAsMain(target);
      return;
    }
    // Prose that begins with a package's name must not load it: what follows has to be there.
    growth.peek(target);
    growth.deferred.push(() => {
      if (waits(target)) return false;
      if (bindsName(growth, target, rest) !== false || target.facts?.isLazy === true) {
        remember(growth, module, name, site);
      }
      return true;
    });
    return;
  }
}

/** `whole`: the text names the module itself, not something in it. */
function remember(growth: Growth, module: GraphModule, name: ModuleName, site: StringSite, whole = false): void {
  growth.load(module, name, whole ? { ...stepOf(site), whole } : stepOf(site));
  growth.nameAsString(name, module);
}

function hasEvidence(growth: Growth, site: StringSite): boolean {
  if (site.container <= LOOKUP_TABLE) return true;
  return hasWord(site.keys, (word) => growth.firstPartyWords.has(word));
}

/** `"rest_framework"` in a list of the project's settings. */
function loadBare(growth: Growth, module: GraphModule, site: StringSite): void {
  const name = site.value as ModuleName;
  const target = growth.node(name);
  if (target === null) return;
  if (!target.firstParty) growth.load(module, name, stepOf(site));
  growth.nameAsString(name, module);
}

/** `"django.db.backends." + backend` in a table of the project: what is below the package and the project mentions. */
function loadBegun(growth: Growth, module: GraphModule, site: StringSite, text: string): void {
  const name = parseModuleName(text);
  const package_ = name === null ? null : growth.node(name);
  if (name === null || package_ === null || package_.firstParty) return;
  const children = growth.input.finder.children(package_.found);
  growth.deferred.push(() => {
    for (const child of children) {
      const inner = childName(name, child);
      if (inner !== null && growth.firstPartyWords.has(child)) remember(growth, module, inner, site);
    }
    return true;
  });
}

/** `".backends"` in a package that loads its parts by name. */
function loadRelative(growth: Growth, module: GraphModule, site: StringSite): void {
  const name = relativeTarget(growth, module, site.value);
  if (name !== null && hasEvidence(growth, site)) growth.load(module, name, stepOf(site));
}

function relativeTarget(growth: Growth, module: GraphModule, text: string): ModuleName | null {
  const level = /^\.+/.exec(text)?.[0].length ?? 0;
  const name = absoluteName(module, level, text.slice(level));
  return name !== null && growth.node(name) !== null ? name : null;
}

/** What a module mentions of the lazy packages that it imports: `import p; p.name` loads what holds `name`. */
function loadLazyAttributes(growth: Growth, { module, facts }: Activation): void {
  let done = searched.get(module);
  if (done === undefined) {
    done = new Map();
    searched.set(module, done);
  }
  for (const edge of [...module.edges]) {
    const inside = edge.to.facts;
    if (inside === null || !edge.resolved || done.get(edge.to) === null) continue;
    if (!inside.isLazy || edge.to === module) {
      done.set(edge.to, null);
      continue;
    }
    // A file's names are those of all its functions: once is enough, until more of the tables is read.
    const tables = lazyTables(edge.to, growth.node);
    if (done.get(edge.to) === tables) continue;
    done.set(edge.to, tables);
    const step: Step = { kind: 'dynamic', line: edge.line, unit: edge.unit, resolved: false };
    for (const name of tables.keys()) {
      if (!BARE.test(name) || inside.bound.has(name) || !facts.table.has(name)) continue;
      loadLazyName(growth, module, edge.to, name, step);
    }
  }
}

/** The modules whose names each module was searched for, with the tables that it was searched with. */
const searched = new WeakMap<GraphModule, Map<GraphModule, ReturnType<typeof lazyTables> | null>>();
