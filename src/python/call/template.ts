// Templates in the call graph: code that names one may render it, and what it names may then run.
import type { GraphModule } from '../graph/module-graph.ts';
import type { TemplateFile, TemplateSource } from '../template/find-templates.ts';
import { readTemplate, TEMPLATE_ENGINES, type TemplateEngine } from '../template/template-language.ts';
import type { TemplateUse } from '../template/template-names.ts';
import { callByName, loadByName } from './by-name.ts';
import { type Engine, makeUnit } from './engine.ts';
import { letEscape } from './escape.ts';
import { whenever } from './flow.ts';
import { ModuleObject } from './module-object.ts';
import type { Operand } from './node.ts';
import { openNamedReads } from './template-read.ts';
import { addStep, type Unit } from './unit.ts';

export interface Templates {
  /** Follows what reached code and templates name by now; false where that is nothing new. */
  follow(modules: readonly GraphModule[]): boolean;
}

/** A template that some code can render, or may come to. */
interface Template {
  readonly file: TemplateFile;
  readonly unit: Unit;
}

/** Where a name stands in a template. */
interface Place {
  readonly unit: Unit;
  readonly line: number;
}

/** Templates read in one analysis, and names of one that a text with gaps may mean. */
const MAX_READ = 20_000;
const MAX_MATCHES = 50;

/** `narrowed`: the project's templates are no roots. */
export function connectTemplates(engine: Engine, source: TemplateSource, narrowed: boolean): Templates {
  const byName = new Map<string, Template[]>();
  const byPath = new Map<string, Template>();
  const own: Template[] = [];
  const visited = new Set<GraphModule>();
  const rendered: Template[] = [];
  const pending: Template[] = [];
  const registry = openRegistries(engine);
  const reads = openNamedReads(engine);
  const names = { entries: new Set<string>(), attributes: new Set<string>() };
  let engines: readonly TemplateEngine[] = [];
  const noted = new Set<Template>();
  let isListed = false;
  let isUnread = false;
  let readCount = 0;

  function add(file: TemplateFile, distribution: string | null): Template {
    const home = new ModuleObject(-1, file.file, null, distribution, file.firstParty);
    const made: Template = { file, unit: makeUnit(engine, 'template', home, { path: file.file, line: 1 }) };
    byPath.set(file.file, made);
    for (const name of file.names) {
      const known = byName.get(name);
      if (known === undefined) byName.set(name, [made]);
      else known.push(made);
    }
    return made;
  }

  /** Takes the templates of packages that were loaded since. */
  function list(modules: readonly GraphModule[]): boolean {
    let grown = false;
    if (!isListed) {
      isListed = true;
      for (const file of source.project()) {
        const made = add(file, '');
        grown = true;
        if (file.isSure) own.push(made);
      }
    }
    for (const module of modules) {
      if (!module.loaded || module.firstParty || !module.found.isPackage || visited.has(module)) continue;
      visited.add(module);
      const distribution = engine.source.find(module.found.name)?.distribution ?? null;
      for (const file of source.of(module.found)) {
        add(file, distribution);
        grown = true;
      }
    }
    return grown;
  }

  function render(template: Template, from: Unit, line: number, resolved: boolean): void {
    addStep(from, template.unit, line, from === engine.outside ? 'root' : 'template', resolved);
    if (template.unit.reached) return;
    template.unit.reached = true;
    rendered.push(template);
    pending.push(template);
  }

  /** The templates that a text names; with gaps (`%s`), those that fit, of a mere suffix those beside the code. */
  function named(text: string, from: Unit): { readonly found: readonly Template[]; readonly isExact: boolean } {
    const name = text.replace(/^(?:\.?\/)+/, '');
    const exact = byName.get(name);
    if (exact !== undefined) return { found: exact, isExact: true };
    if (!/[%{]/.test(name)) return { found: [], isExact: false };
    const parts = name.split(/%(?:\(\w+\))?[sdr]|\{[^{}]*\}/);
    if (parts.length < 2) return { found: [], isExact: false };
    const isSuffix = parts.join('').replace(/\.\w+$/, '').length < 3;
    if (isSuffix && !/^\.\w+$/.test(parts.at(-1) ?? '')) return { found: [], isExact: false };
    const pattern = new RegExp(`^${parts.map(escapePattern).join('[^\\n]*')}$`);
    const found: Template[] = [];
    for (const [each, templates] of byName) {
      if (pattern.test(each)) found.push(...(isSuffix ? templates.filter((one) => isBeside(one, from)) : templates));
      if (found.length > MAX_MATCHES) break;
    }
    return { found, isExact: false };
  }

  /** What a template names: a loader may stand in any of the folders that it lies in. */
  function namedIn(template: Unit, text: string): readonly Template[] {
    const { found } = named(text, template);
    if (found.length > 0 || text.startsWith('.')) return found;
    const folders = template.module.name.split('/').slice(0, -1);
    for (let length = folders.length; length > 0; length--) {
      const beside = byPath.get(`${folders.slice(0, length).join('/')}/${text}`);
      if (beside !== undefined) return [beside];
    }
    return [];
  }

  function followText(unit: Unit, line: number, text: string): boolean {
    if (/\{[{%]/.test(text)) {
      for (const read of readTemplate(text, '', engines)) {
        for (const use of read.names.uses) {
          followUse(read.engine, use, unit, line + use.line - 1);
        }
      }
      return true;
    }
    const { found, isExact } = named(text, unit);
    for (const template of found) render(template, unit, line, isExact);
    return found.length > 0;
  }

  function read(template: Template): void {
    const text = readCount++ < MAX_READ ? template.file.read() : null;
    if (text === null) {
      isUnread = true;
      return;
    }
    for (const { engine: by, names } of readTemplate(text, template.file.file, engines)) {
      for (const use of names.uses) followUse(by, use, template.unit, use.line);
    }
  }

  /** Takes the names of templates that no code names, too; false where there is none, or one that cannot be read. */
  function isKnown(): boolean {
    for (const templates of byName.values()) {
      for (const template of templates) {
        if (template.unit.reached || noted.has(template) || !template.file.isSure) continue;
        noted.add(template);
        const text = readCount++ < MAX_READ ? template.file.read() : null;
        if (text === null) isUnread = true;
        else for (const each of readTemplate(text, template.file.file, engines)) each.names.uses.forEach(noteName);
      }
    }
    return !isUnread && names.entries.size > 0;
  }

  function noteName({ kind, name }: TemplateUse): void {
    names.entries.add(name);
    if (kind === 'attribute' || kind === 'method') names.attributes.add(name);
    else if (kind === 'text') for (const part of name.split('.')) names.attributes.add(part);
  }

  function followUse(by: TemplateEngine, use: TemplateUse, unit: Unit, line: number): void {
    noteName(use);
    const { kind, name } = use;
    switch (kind) {
      case 'template':
        for (const each of namedIn(unit, name)) render(each, unit, line, true);
        return;
      case 'attribute':
        loadByName(engine, unit, line, name, 'template');
        if (by.callsAttributes) callByName(engine, unit, line, name, 'template');
        return;
      case 'method':
        callByName(engine, unit, line, name, 'template');
        return;
      case 'library':
        return;
      default:
        registry.name(by, name, { unit, line });
    }
  }

  return {
    follow(modules) {
      const present = TEMPLATE_ENGINES.filter(({ module }) => isThere(engine, module));
      if (present.length === 0) return false;
      const hasMore = present.length > engines.length;
      engines = present;
      const grown = list(modules) || hasMore;
      if (hasMore) pending.push(...rendered);
      let changed = followTexts(engine, grown, followText);
      for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        read(next);
        changed = true;
      }
      if (registry.answer(engines)) changed = true;
      if (changed) return true;
      // What no code names may be rendered by a name put together: any of the project's may be where a run starts.
      const rest = narrowed ? [] : own.splice(0).filter(({ unit }) => !unit.reached);
      for (const template of rest) render(template, engine.outside, 1, true);
      return rest.length > 0 || reads.answer(isKnown() ? names : null);
    },
  };
}

/** Whether a template engine is loaded; its own code may be left out. */
function isThere(engine: Engine, name: string): boolean {
  return engine.source.find(name)?.loaded === true || engine.unread?.has(name) === true;
}

/** Whether a template comes with the distribution, not the project, whose code names it. */
function isBeside({ file, unit }: Template, from: Unit): boolean {
  return file.isSure && !file.firstParty && unit.module.distribution === from.module.distribution;
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** Follows texts that are new; where there are more templates, also those that named none before. */
function followTexts(
  engine: Engine,
  isGrown: boolean,
  follow: (unit: Unit, line: number, text: string) => boolean,
): boolean {
  const { templateTexts, unmatchedTexts } = engine;
  if (isGrown) templateTexts.push(...unmatchedTexts.splice(0));
  let found = false;
  for (const each of templateTexts.splice(0)) {
    if (follow(each.unit, each.line, each.text)) found = true;
    else unmatchedTexts.push(each);
  }
  return found;
}

interface Registries {
  /** A template names something that an engine looks up: a filter, a test, a tag, a global. */
  name(by: TemplateEngine, name: string, place: Place): void;
  /** Lets what is registered under these names run; false where that is nothing new. */
  answer(engines: readonly TemplateEngine[]): boolean;
}

/** The dictionaries of an engine: whatever stands there under a name runs where a template names it. */
function openRegistries(engine: Engine): Registries {
  const names = new Map<string, Map<string, Place[]>>();
  const taken: number[] = [];
  const tables: { readonly id: number; readonly module: string }[] = [];
  const done = new Map<string, Operand>();
  let scanned = 0;
  /** Runs what modules registered under names that templates give. */
  function takeNamed(): boolean {
    let changed = false;
    for (const [index, { engine: of, name, take }] of engine.registrations.entries()) {
      const places = names.get(of)?.get(name) ?? [];
      for (const place of places.slice(taken[index] ?? 0)) {
        changed = true;
        whenever(engine, take(), (value) => {
          letEscape(engine, value, { unit: place.unit, line: place.line, kind: 'template', resolved: true });
        });
      }
      taken[index] = places.length;
    }
    return changed;
  }

  return {
    name(by, name, place) {
      let of = names.get(by.module);
      if (of === undefined) {
        of = new Map();
        names.set(by.module, of);
      }
      const known = of.get(name);
      if (known === undefined) of.set(name, [place]);
      else known.push(place);
    },
    answer(engines) {
      for (; scanned < engine.containers.length; scanned++) {
        const container = engine.containers[scanned];
        if (container?.form !== 'dictionary') continue;
        const home = container.home?.module.name ?? '';
        const of = engines.find(({ module }) => home === module || home.startsWith(`${module}.`));
        if (of !== undefined) tables.push({ id: container.id, module: of.module });
      }
      let changed = takeNamed();
      for (const { id, module } of tables) {
        for (const [name, entry] of engine.containers[id]?.entries() ?? []) {
          const places = typeof name === 'string' ? names.get(module)?.get(name) : undefined;
          for (const [index, place] of (places ?? []).entries()) {
            const key = `${id} ${name} ${index}`;
            if (done.get(key) === entry) continue;
            done.set(key, entry);
            changed = true;
            whenever(engine, entry, (value) => {
              // Several values: code put them there under names that were not told apart.
              const resolved = typeof entry === 'number' || entry.values.length === 1;
              letEscape(engine, value, { unit: place.unit, line: place.line, kind: 'template', resolved });
            });
          }
        }
      }
      return changed;
    },
  };
}
