// Strings that name modules: dotted ones anywhere, bare ones in the project's own lists.
import { type ModuleName, parseModuleName } from '../module/module-name.ts';
import { loadLazyName } from './import-edge.ts';
import type { StringSite } from './module-facts.ts';
import { absoluteName, bindsName, type GraphModule, type Growth, type Step } from './module-graph.ts';

/** A table with more entries than this is looked up by key: an entry needs a word of the project to count. */
const LOOKUP_TABLE = 12;
const DOTTED = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?::[A-Za-z_][\w.]*)?$/;
const RELATIVE = /^\.+[A-Za-z_]\w*(?:\.\w+)*$/;
const BARE = /^[A-Za-z_]\w*$/;

/** Follows the strings of a loaded module. Each is a possible step, never a resolved one. */
export function loadStrings(growth: Growth, module: GraphModule): void {
  if (module.facts === null || module.found.name === '_distutils_hack') return;
  for (const site of module.facts.strings) {
    const text = site.value;
    if (text.length > 200) continue;
    if (DOTTED.test(text)) loadDotted(growth, module, site, text.replace(':', '.'));
    else if (module.firstParty && site.declared && BARE.test(text)) loadBare(growth, module, site);
    else if (RELATIVE.test(text)) loadRelative(growth, module, site);
  }
  loadLazyAttributes(growth, module);
}

function stepOf(site: StringSite): Step {
  return { kind: 'string', line: site.line, unit: site.unit.name, resolved: false };
}

/** `package.module`, `package.module.Class`: the longest prefix that is a module, if it offers the rest. */
function loadDotted(growth: Growth, module: GraphModule, site: StringSite, text: string): void {
  const parts = text.split('.');
  if (growth.input.finder.find(parts[0] as ModuleName)?.kind === 'standard') return;
  if (growth.node(parts[0] as ModuleName) === null) return;
  for (let length = parts.length; length > 0; length -= 1) {
    const name = parseModuleName(parts.slice(0, length).join('.'));
    const target = name === null ? null : growth.node(name);
    if (name === null || target === null) continue;
    const rest = parts[length];
    if (rest === undefined) {
      if (module.firstParty || hasEvidence(growth, site)) remember(growth, module, name, target, site);
      return;
    }
    // Prose that begins with a package's name must not load it: what follows has to be there.
    growth.peek(target);
    growth.deferred.push(() => {
      if (target.facts === null && target.found.kind === 'source' && !target.read) return false;
      if (bindsName(growth, target, rest) !== false || target.facts?.hasModuleGetattr === true) {
        remember(growth, module, name, target, site);
      }
      return true;
    });
    return;
  }
}

function remember(growth: Growth, module: GraphModule, name: ModuleName, target: GraphModule, site: StringSite): void {
  growth.load(module, name, stepOf(site));
  if (target.found.isPackage) growth.namedPackages.set(name, target);
}

function hasEvidence(growth: Growth, site: StringSite): boolean {
  if (site.container <= LOOKUP_TABLE) return true;
  return site.entry.some((text) => text.split(/\W+/).some((word) => word !== '' && growth.firstPartyWords.has(word)));
}

/** `"rest_framework"` in a list of the project's settings. */
function loadBare(growth: Growth, module: GraphModule, site: StringSite): void {
  const name = site.value as ModuleName;
  const target = growth.node(name);
  if (target === null || target.firstParty) {
    if (target?.found.isPackage) growth.namedPackages.set(name, target);
    return;
  }
  growth.load(module, name, stepOf(site));
  if (target.found.isPackage) growth.namedPackages.set(name, target);
}

/** `".backends"` in a package that loads its parts by name. */
function loadRelative(growth: Growth, module: GraphModule, site: StringSite): void {
  const level = /^\.+/.exec(site.value)?.[0].length ?? 0;
  const name = absoluteName(module, level, site.value.slice(level));
  if (name !== null && growth.node(name) !== null && hasEvidence(growth, site)) growth.load(module, name, stepOf(site));
}

/** What a module mentions of the lazy packages that it imports: `import p; p.name` loads what holds `name`. */
function loadLazyAttributes(growth: Growth, module: GraphModule): void {
  for (const edge of [...module.edges]) {
    const { facts } = edge.to;
    if (facts === null || !facts.hasModuleGetattr || !edge.resolved) continue;
    const step: Step = { kind: 'dynamic', line: edge.line, unit: edge.unit, resolved: false };
    const names = new Set(facts.strings.flatMap((site) => site.entry));
    for (const name of names) {
      if (!BARE.test(name) || !module.facts?.words.has(name) || facts.bound.has(name)) continue;
      loadLazyName(growth, module, edge.to, name, step);
    }
  }
}
