// Imports by computed name: `import_module`, `__import__`, `run_module`, `exec`, with whatever their arguments can be.
import { childName, type ModuleName, parseModuleName } from '../module/module-name.ts';
import type { Expression } from '../summary/summary.ts';
import { type Binding, type CallSite, keywordOf, type ModuleFacts, type Unit } from './module-facts.ts';
import { absoluteName, type GraphModule, type Growth, type Step } from './module-graph.ts';
import { isKnown, type StringPattern } from './string-pattern.ts';
import { evaluateElements, evaluateString, type StringScope } from './string-value.ts';

/** Calls that import what a string names: the standard library's; wrappers around them are found by what flows in. */
const SINKS = [
  'import_module',
  '__import__',
  'run_module',
  'resolve_name',
  'import_from_string',
  'import_string',
] as const;

/** Follows every call that imports by name in the modules loaded so far. */
export function loadDynamicImports(growth: Growth): void {
  const calls = callIndex(growth);
  for (const module of [...growth.modules.values()]) {
    const { facts } = module;
    if (!module.loaded || facts === null || module.found.name === '_distutils_hack') continue;
    const scope = scopeOf(growth, module, facts, calls);
    for (const sink of sinkNames(facts)) {
      for (const site of facts.calls.get(sink) ?? []) loadSink(growth, module, scope, site);
    }
    for (const site of facts.calls.get('exec') ?? []) loadExec(growth, module, scope, site);
  }
}

/** The names under which a module calls the sinks, aliases included. */
function sinkNames(facts: ModuleFacts): readonly string[] {
  const names: string[] = [...SINKS];
  for (const [name, bindings] of facts.top.bindings) {
    const isSink = (binding: Binding): boolean =>
      (binding.kind === 'import' && SINKS.some((sink) => sink === binding.name)) ||
      (binding.kind === 'value' &&
        ((binding.value.kind === 'name' && binding.value.id === '__import__') ||
          (binding.value.kind === 'attribute' && binding.value.name === 'import_module')));
    if (bindings.some(isSink) && !names.includes(name)) names.push(name);
  }
  return names;
}

function loadSink(growth: Growth, module: GraphModule, scope: StringScope, site: CallSite): void {
  const { call, unit } = site;
  const argument = call.arguments[0] ?? keywordOf(call.keywords, 'name') ?? keywordOf(call.keywords, 'mod_name');
  if (argument === null || argument === undefined) return;
  const literal = argument.kind === 'string';
  const step: Step = { kind: literal ? 'string' : 'dynamic', line: call.line, unit: unit.name, resolved: false };
  for (const pattern of evaluateString(argument, scope, unit)) {
    if (isKnown(pattern)) loadKnown(growth, module, scope, site, pattern[0], step);
    else loadPattern(growth, module, unit, pattern, step);
  }
}

function loadKnown(
  growth: Growth,
  module: GraphModule,
  scope: StringScope,
  site: CallSite,
  text: string,
  step: Step,
): void {
  const level = /^\.*/.exec(text)?.[0].length ?? 0;
  const names =
    level === 0
      ? [text.replace(':', '.')]
      : packagesOf(module, scope, site).flatMap((base) => relativeTo(base, level, text.slice(level)));
  for (const name of names) {
    const whole = parseModuleName(name);
    if (whole === null) continue;
    if (growth.load(module, whole, step) === null) {
      // `module.attribute`, where the caller splits it.
      const dot = name.lastIndexOf('.');
      if (dot !== -1) growth.load(module, name.slice(0, dot) as ModuleName, step);
    } else {
      noteNamed(growth, whole);
    }
    for (const child of fromList(scope, site)) growth.load(module, childName(whole, child), step);
  }
}

function noteNamed(growth: Growth, name: ModuleName): void {
  const node = growth.node(name);
  if (node?.found.isPackage) growth.namedPackages.set(name, node);
}

/** What `import_module(".x", package)` is relative to: the argument where it is known, else the module's own package. */
function packagesOf(module: GraphModule, scope: StringScope, site: CallSite): readonly string[] {
  const given = site.call.arguments[1] ?? keywordOf(site.call.keywords, 'package');
  const known =
    given == null
      ? []
      : evaluateString(given, scope, site.unit)
          .filter(isKnown)
          .map(([text]) => text);
  return known.length > 0 ? known : [scope.packageName === '' ? module.found.name : scope.packageName];
}

function relativeTo(base: string, level: number, rest: string): readonly string[] {
  const parts = base.split('.');
  const kept = parts.slice(0, parts.length - (level - 1));
  return kept.length === 0 ? [] : [rest === '' ? kept.join('.') : `${kept.join('.')}.${rest}`];
}

/** `__import__("a", …, ["b"])` loads a.b as well. */
function fromList(scope: StringScope, { call, unit }: CallSite): readonly string[] {
  const list = call.arguments[3] ?? keywordOf(call.keywords, 'fromlist');
  if (list == null) return [];
  return evaluateElements(list, scope, unit).flatMap((pattern) =>
    isKnown(pattern) && /^\w+$/.test(pattern[0]) ? [pattern[0]] : [],
  );
}

/** A name with holes: completed with what the project says, with packages that strings name, or with a folder's names. */
function loadPattern(growth: Growth, module: GraphModule, unit: Unit, pattern: StringPattern, step: Step): void {
  const prefix = pattern[0];
  const suffix = pattern.at(-1) ?? '';
  const own = module.found.isPackage ? module.found.name : module.found.name.split('.').slice(0, -1).join('.');
  if (unit.walksFolder && own !== '' && (prefix === '' || prefix.startsWith('.') || prefix.startsWith(`${own}.`))) {
    loadChildren(growth, module, own as ModuleName, suffix, () => true, step);
  }
  if (pattern.length !== 2) return;
  if (prefix === '') {
    if (!/^\.[A-Za-z_]\w*(\.\w+)*$/.test(suffix)) return;
    for (const name of [...growth.namedPackages.keys()]) {
      const candidate = `${name}${suffix}` as ModuleName;
      if (growth.node(candidate) !== null) growth.load(module, candidate, step);
    }
    return;
  }
  const absolute = prefix.startsWith('.') ? `${own}.${prefix.replace(/^\.+/, '')}` : prefix;
  const dot = absolute.lastIndexOf('.');
  const base = parseModuleName(dot === -1 ? '' : absolute.slice(0, dot));
  if (base === null) return;
  const beginning = absolute.slice(dot + 1);
  const words = module.facts?.words;
  const evidence = (child: string): boolean => {
    if (!child.startsWith(beginning)) return false;
    const hole = child.slice(beginning.length);
    return (
      growth.firstPartyWords.has(child) ||
      growth.firstPartyWords.has(hole) ||
      (words?.has(hole) ?? false) ||
      (words?.has(child) ?? false)
    );
  };
  loadChildren(growth, module, base, suffix, evidence, step);
}

function loadChildren(
  growth: Growth,
  module: GraphModule,
  base: ModuleName,
  suffix: string,
  wanted: (child: string) => boolean,
  step: Step,
): void {
  const parent = growth.node(base);
  if (parent === null || !parent.found.isPackage) return;
  for (const child of growth.input.finder.children(parent.found)) {
    if (!wanted(child)) continue;
    const name = parseModuleName(`${base}.${child}${suffix}`);
    if (name !== null && growth.node(name) !== null) growth.load(module, name, step);
  }
}

/** `exec("from x import *")`: the import statements in a string that is known. */
function loadExec(growth: Growth, module: GraphModule, scope: StringScope, { call, unit }: CallSite): void {
  const [code] = call.arguments;
  if (code === undefined) return;
  const step: Step = { kind: 'dynamic', line: call.line, unit: unit.name, resolved: false };
  for (const pattern of evaluateString(code, scope, unit)) {
    if (!isKnown(pattern)) continue;
    for (const match of pattern[0].matchAll(/(?:^|[\n;])\s*(?:from\s+(\.*[\w.]*)\s+import|import\s+([\w.]+))/g)) {
      const text = match[1] ?? match[2] ?? '';
      const level = /^\.*/.exec(text)?.[0].length ?? 0;
      const name = absoluteName(module, level, text.slice(level));
      if (name !== null) growth.load(module, name, step);
    }
  }
}

type CallIndex = ReadonlyMap<string, readonly { readonly module: GraphModule; readonly site: CallSite }[]>;

/** Every call of the loaded modules under the name by which the callee is defined: `import f as g` makes g an f. */
function callIndex(growth: Growth): CallIndex {
  const index = new Map<string, { module: GraphModule; site: CallSite }[]>();
  for (const module of growth.modules.values()) {
    if (!module.loaded || module.facts === null) continue;
    for (const [name, sites] of module.facts.calls) {
      const binding = module.facts.top.bindings.get(name)?.find((each) => each.kind === 'import');
      const original = binding?.kind === 'import' && binding.name !== null ? binding.name : name;
      const list = index.get(original) ?? [];
      if (list.length === 0) index.set(original, list);
      for (const site of sites) list.push({ module, site });
    }
  }
  return index;
}

const MAX_CALLS = 400;

function scopeOf(growth: Growth, module: GraphModule, facts: ModuleFacts, calls: CallIndex): StringScope {
  const { name, isPackage } = module.found;
  return {
    moduleName: name,
    packageName: isPackage ? name : name.split('.').slice(0, -1).join('.'),
    importedValue(from, level, imported) {
      const source = absoluteName(module, level, from);
      const target = source === null ? null : growth.node(source);
      if (target === null || target.facts === null || target === module) return null;
      const values = (target.facts.top.bindings.get(imported) ?? []).flatMap((binding): Expression[] =>
        binding.kind === 'value' || binding.kind === 'append' ? [binding.value] : [],
      );
      const [first] = values;
      if (first === undefined) return null;
      const expression: Expression =
        values.length === 1 ? first : { kind: 'boolean', line: first.line, operator: 'or', values };
      return { expression, scope: scopeOf(growth, target, target.facts, calls), unit: target.facts.top };
    },
    argumentsOf(unit, parameter) {
      const position = unit.parameters.findIndex((each) => each.name === parameter);
      const form = unit.parameters[position]?.form ?? '';
      const bare = unit.name?.split('.').at(-1) ?? '';
      const isMethod = unit.className !== null;
      const wanted = isMethod && /^__(init|new|call)__$/.test(bare) ? (unit.className ?? bare) : bare;
      const shift = isMethod && /^(self|cls|mcs|klass)$/.test(unit.parameters[0]?.name ?? '') ? 1 : 0;
      return (calls.get(wanted) ?? []).slice(0, MAX_CALLS).flatMap(({ module: caller, site }) => {
        if (caller.facts === null || isOtherFunction(module, caller, site, wanted)) return [];
        const callScope = caller === module ? this : scopeOf(growth, caller, caller.facts, calls);
        const passed = passedTo(site, parameter, position - shift, form);
        return passed.map(({ expression, element }) => ({ expression, element, scope: callScope, unit: site.unit }));
      });
    },
    attributeValues: (attribute) => facts.attributes.get(attribute) ?? [],
    functionsNamed: (called) => facts.functions.get(called) ?? [],
  };
}

/** A plain name that the calling module defines itself is another function than one of the same name elsewhere. */
function isOtherFunction(module: GraphModule, caller: GraphModule, site: CallSite, name: string): boolean {
  if (caller === module || site.call.callee.kind !== 'name') return false;
  return (caller.facts?.top.bindings.get(name) ?? []).some(
    (binding) => binding.kind === 'function' || binding.kind === 'class',
  );
}

function passedTo(
  { call }: CallSite,
  parameter: string,
  position: number,
  form: string,
): readonly { expression: Expression; element: boolean }[] {
  const named = keywordOf(call.keywords, parameter);
  if (named !== null) return [{ expression: named, element: false }];
  if (form === '=' || form === '**' || position < 0) return [];
  const positional = form === '*' ? call.arguments.slice(position) : call.arguments.slice(0, position + 1);
  const starred = positional.find((argument) => argument.kind === 'starred');
  if (starred?.kind === 'starred') return [{ expression: starred.value, element: true }];
  if (form === '*') return positional.map((expression) => ({ expression, element: false }));
  const argument = call.arguments[position];
  return argument === undefined ? [] : [{ expression: argument, element: false }];
}
