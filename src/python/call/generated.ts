// Code that a program writes and runs: what the texts of the writer name in the modules that the written code imports.
import type { Statement } from '../summary/summary.ts';
import { walkExpressionsOf } from '../summary/visit.ts';
import { loadAttribute } from './attribute.ts';
import { callByName, loadByName } from './by-name.ts';
import type { Engine } from './engine.ts';
import { letEscape, type Site } from './escape.ts';
import { handOneOver } from './external.ts';
import { whenever } from './flow.ts';
import type { ModuleObject } from './module-object.ts';
import { moduleAttribute } from './module-value.ts';
import type { Unit } from './unit.ts';
import { indexOf, Kind, kindOf, makeValue } from './value.ts';

/** A text in reached code that is the start of an import statement: something writes Python. */
export interface WrittenImport {
  readonly site: Site;
  readonly text: string;
}

/** `from a.b import ` and `import a.b`, as whole texts; the names may be put together later. */
const IMPORT = /^\s*(?:from\s+([A-Za-z_][\w.]*)\s+import\s(.*)|import\s+([A-Za-z_][\w.]*)(?:\s+as\s+\w+)?\s*)$/s;

/** Whether a text may be the start of an import statement. */
export function isWrittenImport(text: string): boolean {
  return (text.startsWith('from ') || text.startsWith('import ')) && IMPORT.test(text);
}

/** What the texts of one module name: whole words, and beginnings and ends of words that are put together. */
interface Words {
  readonly names: Set<string>;
  readonly attributes: Set<string>;
  readonly beginnings: Set<string>;
  readonly ends: Set<string>;
}

/** Beginnings and ends of words this short fit too much. */
const MIN_PART = 5;

/** Lets run what written code may; true where that is new. */
export function followGenerated(engine: Engine, state: GeneratedState): boolean {
  let changed = false;
  for (const { site, text } of engine.writtenImports) {
    const writer = site.unit.module;
    // Whoever writes Python and never runs any writes files.
    const runners = [...engine.codeRunners].filter(({ distribution }) => distribution === writer.distribution);
    if (runners.length === 0) continue;
    const words = state.wordsOf(writer);
    const offered = offeredModules(engine, text);
    for (const module of offered) {
      for (const name of module.bound ?? []) {
        if (!fits(words, words.names, name) || !state.isNew(`${module.id} ${name}`)) continue;
        changed = true;
        whenever(engine, moduleAttribute(engine, module, name, site), (value) => {
          letEscape(engine, value, site);
          if (kindOf(value) !== Kind.class) return;
          // It is iterated over, called and entered like anything else.
          handOneOver(engine, makeValue(Kind.instance, indexOf(value)), site, '<written>');
        });
      }
    }
    for (const type of engine.classes) {
      if (!type.live || !(offered.includes(type.module) || runners.includes(type.module))) continue;
      for (const name of type.members.keys()) {
        if (!fits(words, words.attributes, name) || !state.isNew(`${type.module.id}.${type.id} ${name}`)) continue;
        changed = true;
        const read = loadAttribute(engine, site, makeValue(Kind.instance, type.id), name);
        whenever(engine, read, (value) => letEscape(engine, value, site));
      }
    }
  }
  return changed;
}

/** `value.name` and `value.name(` in code that is written. */
const WRITTEN_ATTRIBUTE = /[\w)\]]\.([A-Za-z_]\w*)\s*(\()?/g;

/** A function runs code that it puts together: what its own texts ask of values, that code asks. */
export function askByTexts(engine: Engine, unit: Unit, line: number): void {
  if (unit.kind !== 'function' || unit.textsAsked) return;
  unit.textsAsked = true;
  askWritten(engine, unit, line, unit.statement?.body ?? []);
}

/** The same of the texts that stand at the top level of the module: `CODE = "…"`. */
function askByConstants(engine: Engine, { top, summary }: ModuleObject, unit: Unit, line: number): void {
  if (top === null || summary === null || top.textsAsked) return;
  top.textsAsked = true;
  const constants = summary.body.filter(({ kind }) => kind === 'assign' || kind === 'annotated');
  askWritten(engine, unit, line, constants);
}

function askWritten(engine: Engine, unit: Unit, line: number, statements: readonly Statement[]): void {
  walkExpressionsOf(statements, (expression) => {
    if (expression.kind !== 'string') return;
    for (const [, name = '', call] of expression.value?.matchAll(WRITTEN_ATTRIBUTE) ?? []) {
      if (call === undefined) loadByName(engine, unit, line, name);
      else callByName(engine, unit, line, name);
    }
  });
}

/** A function runs code: its own texts may be that code, and those of who calls it. */
export function noteRunner(engine: Engine, unit: Unit, line: number): void {
  engine.codeRunners.add(unit.module);
  askByTexts(engine, unit, line);
  askByConstants(engine, unit.module, unit, line);
  if (unit.kind !== 'function' || unit.runsCode || unit.parameters.length === 0) return;
  unit.runsCode = true;
  for (const caller of engine.units) {
    if (caller.steps.some((id, index) => index % 2 === 0 && id === unit.id)) askByTexts(engine, caller, caller.line);
  }
}

/** What was followed so far. */
export class GeneratedState {
  readonly #words = new Map<ModuleObject, Words>();
  readonly #done = new Set<string>();

  isNew(key: string): boolean {
    if (this.#done.has(key)) return false;
    this.#done.add(key);
    return true;
  }

  wordsOf(module: ModuleObject): Words {
    let known = this.#words.get(module);
    if (known === undefined) {
      known = collectWords(module);
      this.#words.set(module, known);
    }
    return known;
  }
}

/** The modules of the program that an import statement names, as whole or as names of a package. */
function offeredModules(engine: Engine, text: string): readonly ModuleObject[] {
  const [, from, list = '', plain] = IMPORT.exec(text) ?? [];
  const name = from ?? plain;
  if (name === undefined) return [];
  const names = [name, ...list.split(/[\s,()]+/).map((each) => `${name}.${each}`)];
  return names.map((each) => engine.source.find(each)).filter((module) => module?.loaded === true) as ModuleObject[];
}

function fits({ beginnings, ends }: Words, exact: ReadonlySet<string>, name: string): boolean {
  if (name.startsWith('__') || exact.has(name)) return !name.startsWith('__');
  for (const each of beginnings) if (name.startsWith(each)) return true;
  for (const each of ends) if (name.endsWith(each)) return true;
  return false;
}

function collectWords(module: ModuleObject): Words {
  const words: Words = { names: new Set(), attributes: new Set(), beginnings: new Set(), ends: new Set() };
  walkExpressionsOf(module.summary?.body ?? [], (expression) => {
    if (expression.kind === 'string') readText(words, expression.value ?? '', false, false);
    if (expression.kind !== 'format') return;
    for (const [index, each] of expression.parts.entries()) {
      if (each.kind === 'field') continue;
      readText(words, each.value ?? '', index > 0, index + 1 < expression.parts.length);
    }
  });
  return words;
}

/** The words of a text; `before` and `after`: something that is put together stands there. */
function readText(words: Words, text: string, before: boolean, after: boolean): void {
  for (const match of text.matchAll(/[A-Za-z_]\w*/g)) {
    const [word] = match;
    const end = match.index + word.length;
    const isLong = word.length >= MIN_PART;
    if (before && match.index === 0 && isLong) words.ends.add(word);
    if (after && end === text.length && isLong) words.beginnings.add(word);
    words.names.add(word);
    if (text[match.index - 1] === '.') words.attributes.add(word);
  }
}
