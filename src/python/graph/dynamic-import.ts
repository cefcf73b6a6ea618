// Imports by computed name: `import_module`, `__import__`, `run_module`, `exec`, with whatever their arguments can be.
import {
  childName,
  type ModuleName,
  parseComputedName,
  parseModuleName,
  resolveRelative,
} from '../module/module-name.ts';
import type { Expression } from '../summary/summary.ts';
import { bySeen, frameOf, noQuestions, type Questions } from './code-scope.ts';
import {
  absolutePrefix,
  loadDerived,
  loadPattern,
  loadSettings,
  loadSuffixes,
  MAX_LEVELS,
  type Sink,
  stepOf,
  walksFolder,
} from './complete-name.ts';
import { makeDataRule } from './data-name.ts';
import { evaluateElements, evaluateString } from './evaluate.ts';
import { unitsOf } from './growth.ts';
import { absoluteName } from './import-name.ts';
import { importerNames, mayImport } from './importer-call.ts';
import { askedNames, fitsAny, loadAsked } from './lazy-name.ts';
import { packageOf } from './module-facts.ts';
import type { Activation, BlindSpot, GraphModule, Growth, Step } from './module-graph.ts';
import type { SettingsModule } from './settings-edge.ts';
import { interest } from './string-edge.ts';
import { isHole, isKnown, type StringPattern } from './string-pattern.ts';
import { type CallSite, keywordOf, lastName } from './unit.ts';
import type { Frame } from './value.ts';
import { isOpaque } from './vendoring.ts';

export interface DynamicImportRule {
  /** Looks for calls that import by name in code that began to count. */
  notice(activation: Activation): void;
  /** Follows those that may give more than when they were last followed. */
  follow(): void;
  blindSpots(): readonly BlindSpot[];
}

/** `settings`: what files of settings name; the list grows. */
export function makeDynamicImports(growth: Growth, settings: readonly SettingsModule[]): DynamicImportRule {
  const sinks: Sink[] = [];
  const codes: Sink[] = [];
  const data = makeDataRule(growth);

  function notice(activation: Activation): void {
    const { module, facts } = activation;
    data.notice(activation);
    if (isOpaque(module.found.name) || !interest(growth, activation).sinks) return;
    const aliases = importerNames(facts);
    const add = (list: Sink[], site: CallSite, argument: Expression | null | undefined, each: boolean): void => {
      if (argument == null) return;
      list.push({
        module,
        facts,
        site,
        each,
        argument,
        questions: null,
        patterns: [],
        named: 0,
        settings: 0,
        derived: 0,
        data: new Set(),
      });
    };
    for (const unit of unitsOf(activation)) {
      for (const name of aliases) {
        for (const site of unit.callsOf(name)) {
          if (!mayImport(facts, site)) continue;
          const { keywords, arguments: list } = site.call;
          add(sinks, site, list[0] ?? keywordOf(keywords, 'name') ?? keywordOf(keywords, 'mod_name'), false);
        }
      }
      // An expression imports nothing but through a call that is seen, unless nobody knows what it is.
      for (const name of module.firstParty ? ['exec', 'eval'] : ['exec']) {
        for (const site of unit.callsOf(name)) {
          if (site.call.callee.kind === 'name') add(codes, site, site.call.arguments[0], false);
        }
      }
      for (const site of unit.callsOf('map')) {
        const [mapped, names] = site.call.arguments;
        const name = mapped === undefined ? null : lastName(mapped);
        if (name !== null && aliases.includes(name)) add(sinks, site, names, true);
      }
    }
  }

  function evaluate(sink: Sink, read: (sink: Sink, frame: Frame) => void): void {
    if (sink.questions !== null && !hasGrown(growth, sink.questions)) return;
    const questions = noQuestions();
    const frame = {
      ...frameOf(growth, sink.module, sink.facts, sink.site, questions),
      // Who walks packages is often a helper of a helper: one call more is followed.
      depth: walksFolder(sink.site.unit) ? -1 : 0,
    };
    sink.patterns = prefixesSeen(growth, sink, frame, patternsOf(sink, frame));
    sink.named = 0;
    sink.settings = 0;
    sink.derived = 0;
    sink.data.clear();
    read(sink, frame);
    sink.questions = questions;
  }

  return {
    notice,
    follow() {
      for (const sink of sinks) {
        evaluate(sink, (each, frame) => loadSink(growth, each, frame));
        if (sink.named < growth.namedPackages.length) loadSuffixes(growth, sink);
        if (sink.settings < settings.length) loadSettings(growth, sink, settings);
        loadDerived(growth, sink);
        data.follow(sink);
      }
      for (const code of codes) evaluate(code, (each) => loadCode(growth, each));
    },
    blindSpots() {
      const blind = (list: readonly Sink[], why: string): readonly BlindSpot[] =>
        list.flatMap(({ module, site, patterns }) =>
          module.firstParty && patterns.every(isHole)
            ? [{ module, unit: site.unit.name, line: site.call.line, why, hides: 'plugins', prefix: null }]
            : [],
        );
      return [
        ...blind(sinks, 'imports a module whose name is not known'),
        ...blind(codes, 'runs code that is not known'),
        ...sinks.flatMap((sink) => openPrefixes(growth, sink)),
      ];
    },
  };
}

/** What a call may import; `__import__("name", …, level=1)` as `.name`. */
function patternsOf({ each, argument, site: { call } }: Sink, frame: Frame): readonly StringPattern[] {
  const patterns = each ? evaluateElements(argument, frame) : evaluateString(argument, frame);
  const level =
    lastName(call.callee) === '__import__' ? (call.arguments[4] ?? keywordOf(call.keywords, 'level')) : null;
  if (level?.kind !== 'number' || level.value === null || level.value < 1 || level.value > MAX_LEVELS) return patterns;
  const dots = '.'.repeat(level.value);
  return patterns.map(([first, ...rest]) => [`${dots}${first}`, ...rest]);
}

/** Of names of which only the beginning is known those that calls which are seen make. */
function prefixesSeen(
  growth: Growth,
  sink: Sink,
  frame: Frame,
  patterns: readonly StringPattern[],
): readonly StringPattern[] {
  const isPrefix = (pattern: StringPattern): boolean => absolutePrefix(sink.module, pattern) !== null;
  if (!patterns.some(isPrefix)) return patterns;
  const seen = new Set(bySeen(growth, () => patternsOf(sink, frame)).map((pattern) => pattern.join('\0')));
  return patterns.filter((pattern) => !isPrefix(pattern) || seen.has(pattern.join('\0')));
}

function hasGrown(growth: Growth, { calls, subclasses, unread }: Questions): boolean {
  for (const module of unread) if (module.read) return true;
  for (const { callee, count } of calls.values()) if (growth.callsOf(callee).length > count) return true;
  for (const { module, className, count } of subclasses.values()) {
    if (growth.subclassFiles(module, className).length > count) return true;
  }
  return false;
}

function loadSink(growth: Growth, sink: Sink, frame: Frame): void {
  const step = stepOf(sink);
  const asked = sink.patterns.some(isKnown) ? askedNames(sink.site, frame) : [];
  for (const pattern of sink.patterns) {
    if (isKnown(pattern)) loadKnown(growth, sink, frame, pattern[0], asked, step);
    else loadPattern(growth, sink, pattern, step);
  }
}

/** `asked`: what the function asks of what it imports, where a part of that is known. */
function loadKnown(
  growth: Growth,
  { module, site }: Sink,
  frame: Frame,
  text: string,
  asked: readonly StringPattern[],
  step: Step,
): void {
  const level = /^\.*/.exec(text)?.[0].length ?? 0;
  const names =
    level === 0
      ? [text.replace(':', '.')]
      : packagesOf(module, frame, site).flatMap((base) => resolveRelative(base, true, level, text.slice(level)) ?? []);
  for (const name of names) {
    const whole = parseComputedName(name);
    if (whole === null) continue;
    if (growth.node(whole) === null) {
      // `module.attribute`, where the caller splits it.
      const dot = name.lastIndexOf('.');
      if (dot !== -1) growth.load(module, name.slice(0, dot) as ModuleName, step);
      continue;
    }
    const target = growth.load(module, whole, step);
    if (target !== null && startsProgram(frame, site)) growth.runAsMain(target);
    if (target !== null && asked.length > 0) loadAsked(growth, module, target, (each) => fitsAny(each, asked), step);
    growth.nameAsString(whole, module);
    for (const child of fromList(frame, site)) growth.load(module, childName(whole, child), step);
  }
}

/** What `import_module(".x", package)` is relative to: the argument where it is known, else the module's own package. */
function packagesOf(module: GraphModule, frame: Frame, site: CallSite): readonly ModuleName[] {
  const given = site.call.arguments[1] ?? keywordOf(site.call.keywords, 'package');
  const known = given == null ? [] : evaluateString(given, frame).filter(isKnown);
  if (known.length > 0) return known.flatMap(([text]) => parseModuleName(text) ?? []);
  const own = packageOf(module.found.name, module.found.isPackage);
  return [(own === '' ? module.found.name : own) as ModuleName];
}

/** `__import__("a", …, ["b"])` loads a.b as well. */
function fromList(frame: Frame, { call }: CallSite): readonly string[] {
  const list = call.arguments[3] ?? keywordOf(call.keywords, 'fromlist');
  if (list == null) return [];
  return evaluateElements(list, frame).flatMap((pattern) =>
    isKnown(pattern) && /^\w+$/.test(pattern[0]) ? [pattern[0]] : [],
  );
}

/** `run_module(name, run_name="__main__")`; where the name that it gets is not known, it may be that. */
function startsProgram(frame: Frame, { call }: CallSite): boolean {
  if (lastName(call.callee) !== 'run_module') return false;
  const name = call.arguments[2] ?? keywordOf(call.keywords, 'run_name');
  return name != null && evaluateString(name, frame).some((pattern) => !isKnown(pattern) || pattern[0] === '__main__');
}

/** The beginnings of computed names under which there is more than what was loaded. */
function openPrefixes(growth: Growth, sink: Sink): readonly BlindSpot[] {
  const { module, facts, site } = sink;
  // Of names that `__getattr__` looks up (PEP 562) each stands as a word where it is asked for.
  if (site.unit.name !== null && /(^|\.)__getattr__$/.test(site.unit.name)) return [];
  if (!sink.patterns.some((pattern) => absolutePrefix(module, pattern) !== null)) return [];
  const frame = frameOf(growth, module, facts, site, noQuestions());
  const patterns = bySeen(growth, () => patternsOf(sink, frame));
  const prefixes = new Set(patterns.flatMap((pattern) => absolutePrefix(module, pattern) ?? []));
  return [...prefixes].flatMap((prefix): readonly BlindSpot[] => {
    const dot = prefix.lastIndexOf('.');
    const base = parseModuleName(prefix.slice(0, Math.max(dot, 0)));
    const parent = base === null ? null : growth.node(base);
    // A top-level name that only begins so: nobody lists those of all search path entries.
    const isOpen =
      dot === -1
        ? /^\w{2,}$/.test(prefix)
        : parent?.found.isPackage === true &&
          growth.input.finder.children(parent.found).some((child) => {
            const name = `${base}.${child}`;
            return name.startsWith(prefix) && growth.node(name as ModuleName)?.loaded === false;
          });
    if (!isOpen) return [];
    const why = `imports a module whose name begins with ${prefix}, no more of it is known`;
    return [{ module, unit: site.unit.name, line: site.call.line, why, hides: 'plugins', prefix }];
  });
}

/** `exec("from x import *")`: the import statements in what is known of the code. */
function loadCode(growth: Growth, sink: Sink): void {
  const step = stepOf(sink);
  for (const pattern of sink.patterns) {
    const code = pattern.join('\0');
    for (const match of code.matchAll(
      /(?:^|[\n;:])\s*(?:from\s+(\.*[\w.]*)\s+import\s+(\w*)|import\s+([\w.]+)(?!\0))/g,
    )) {
      const text = match[1] ?? match[3] ?? '';
      const level = /^\.*/.exec(text)?.[0].length ?? 0;
      const name = absoluteName(sink.module, level, text.slice(level));
      if (name === null || parseModuleName(name) === null) continue;
      growth.load(sink.module, name, step);
      const imported = match[2] ?? '';
      if (imported !== '') growth.load(sink.module, childName(name, imported), step);
    }
  }
}
