// What the module graph asks of one file; each part is derived when it is first asked for, most never are.
import type { ModuleName } from '../module/module-name.ts';
import { dottedName } from '../summary/outline.ts';
import type { ImportSite, Statement, Summary } from '../summary/summary.ts';
import { CodeUnit } from './code-unit.ts';
import { type GraphTarget, testHolds } from './guard.ts';
import { eachInnerBlock, eachLiveBlock } from './inner-block.ts';
import type { AttributeBinding, CallSite, Judge, StringSite, Unit } from './unit.ts';

export interface ModuleFacts {
  readonly summary: Summary;
  /** Every identifier and string literal of the file. */
  readonly table: ReadonlySet<string>;
  /** Every identifier, and every part of a string that looks like one. */
  readonly words: ReadonlySet<string>;
  readonly top: Unit;
  /** Names bound at module level other than by importing a submodule of the module itself. */
  readonly bound: ReadonlySet<string>;
  /** Names that it does not bind may still be there: `__getattr__` (PEP 562), or another object in `sys.modules`. */
  readonly isLazy: boolean;
  /** Import statements by the function they stand in; null for the module's own. */
  importsOf(unit: Unit): readonly ImportSite[];
  /** Every function, in any depth; the module's top level is the first. */
  allUnits(): readonly Unit[];
  /** The function of that dotted name or that line (of `def` or of its first decorator). */
  unitAt(place: string | number): Unit | null;
  /** All functions of that bare name. */
  functionsNamed(name: string): readonly Unit[];
  /** All calls by the last name of their callee, of the whole file. */
  callsOf(name: string): readonly CallSite[];
  /** What flows into attributes of that name anywhere in the file. */
  attributesOf(name: string): readonly AttributeBinding[];
  /** All strings of the file. */
  strings(): readonly StringSite[];
}

/** Makes the facts of a summary; nothing is derived yet. */
export function deriveModuleFacts(summary: Summary, target: GraphTarget, isDependency: boolean): ModuleFacts {
  const judge: Judge = (test) => testHolds(test, target, isDependency);
  const top = new CodeUnit(
    { name: null, className: null, line: 1, firstLine: 1, parameters: [], parent: null },
    summary,
    judge,
  );
  let table: ReadonlySet<string> | null = null;
  let words: ReadonlySet<string> | null = null;
  let bound: BoundNames | null = null;
  let mayBeLazy: boolean | null = null;
  let units: readonly Unit[] | null = null;
  let imports: Map<number, ImportSite[]> | null = null;
  const attributes = new Map<string, readonly AttributeBinding[]>();

  function allUnits(): readonly Unit[] {
    if (units !== null) return units;
    const list: Unit[] = [top];
    for (let index = 0; index < list.length; index += 1) list.push(...(list[index]?.functions ?? []));
    units = list;
    return list;
  }
  const facts: ModuleFacts = {
    summary,
    top,
    get table() {
      table ??= new Set(summary.strings);
      return table;
    },
    get words() {
      words ??= wordsOf(summary);
      return words;
    },
    get bound() {
      bound ??= boundNames(summary.body, judge);
      return bound.names;
    },
    get isLazy() {
      mayBeLazy ??= facts.table.has('__getattr__') || facts.table.has('modules');
      if (!mayBeLazy) return false;
      bound ??= boundNames(summary.body, judge);
      return bound.isLazy;
    },
    importsOf(unit) {
      if (imports === null) {
        imports = new Map();
        for (const site of summary.imports) {
          const line = site.unit?.line ?? 0;
          const list = imports.get(line);
          if (list === undefined) imports.set(line, [site]);
          else list.push(site);
        }
      }
      return imports.get(unit.name === null ? 0 : unit.line) ?? [];
    },
    allUnits,
    unitAt(place) {
      if (typeof place === 'number') return findByLine(top, place);
      return findByName(top, place);
    },
    functionsNamed(name) {
      if (!facts.table.has(name)) return [];
      return allUnits().filter(
        (unit) => unit.name !== null && unit.name.slice(unit.name.lastIndexOf('.') + 1) === name,
      );
    },
    callsOf: (name) => (facts.table.has(name) ? allUnits().flatMap((unit) => unit.callsOf(name)) : []),
    attributesOf(name) {
      let found = attributes.get(name);
      if (found === undefined) {
        found = facts.table.has(name) ? allUnits().flatMap((unit) => unit.attributesOf(name)) : [];
        attributes.set(name, found);
      }
      return found;
    },
    strings: () => allUnits().flatMap((unit) => unit.facts.strings),
  };
  return facts;
}

/** Tells the functions of one file apart. */
export function unitKey(unit: { readonly name: string | null; readonly line: number } | null): string {
  return unit === null || unit.name === null ? '' : `${unit.name}:${unit.line}`;
}

function findByName(around: Unit, name: string): Unit | null {
  let found: Unit | null = null;
  for (const unit of around.functions) {
    // The last definition wins, as it does when the module runs.
    if (unit.name === name) found = unit;
    else if (name.startsWith(`${unit.name}.`)) found = findByName(unit, name) ?? found;
  }
  return found;
}

/** The function that starts at a line: only the last one that starts before can hold it. */
function findByLine(around: Unit, line: number): Unit | null {
  let holder: Unit | null = null;
  for (const unit of around.functions) {
    if (unit.line === line || unit.firstLine === line) return unit;
    if (unit.line < line && (holder === null || unit.line > holder.line)) holder = unit;
  }
  return holder === null ? null : findByLine(holder, line);
}

interface BoundNames {
  readonly names: ReadonlySet<string>;
  readonly isLazy: boolean;
}

/** The names that a module's top level binds; only statements are looked at, no expression inside them. */
function boundNames(body: readonly Statement[], judge: Judge): BoundNames {
  const names = new Set<string>();
  let isLazy = false;
  const target = (expression: Extract<Statement, { kind: 'assign' }>['targets'][number]): void => {
    if (expression.kind === 'name') names.add(expression.id);
    else if (expression.kind === 'tuple' || expression.kind === 'list')
      for (const item of expression.items) target(item);
    else if (expression.kind === 'starred') target(expression.value);
    else if (expression.kind === 'subscript' && dottedName(expression.value) === 'sys.modules') {
      // `sys.modules[__name__] = …`
      isLazy ||= expression.index.kind === 'name' && expression.index.id === '__name__';
    }
  };
  const visit = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      switch (statement.kind) {
        case 'import':
          for (const { name, alias } of statement.names) names.add(alias ?? name.split('.')[0] ?? name);
          break;
        case 'from':
          // `from . import x` in package p binds x, but does not say that p has an x besides its submodule.
          for (const { name, alias } of statement.names) {
            if (name !== '*' && (statement.level !== 1 || statement.module !== '' || alias !== null))
              names.add(alias ?? name);
          }
          break;
        case 'function':
        case 'class':
          names.add(statement.name);
          break;
        case 'type':
          names.add(statement.name);
          break;
        case 'assign':
          for (const each of statement.targets) target(each);
          break;
        case 'annotated':
          if (statement.value !== null) target(statement.target);
          break;
        case 'augmented':
          target(statement.target);
          break;
        case 'for':
          target(statement.target);
          break;
        case 'with':
          for (const item of statement.items) if (item.target !== null) target(item.target);
          break;
        case 'if':
          eachLiveBlock(statement, judge, visit);
          break;
        default:
      }
      eachInnerBlock(statement, visit);
    }
  };
  visit(body);
  return { names, isLazy: isLazy || names.has('__getattr__') };
}

const WORD = /[\p{XID_Start}_][\p{XID_Continue}]*/gu;

function wordsOf(summary: Summary): ReadonlySet<string> {
  const words = new Set<string>();
  for (const text of summary.strings) {
    if (/^\w+$/.test(text)) words.add(text);
    else for (const [word] of text.matchAll(WORD)) words.add(word);
  }
  return words;
}

/** The package that relative names in a module start at. */
export function packageOf(name: ModuleName, isPackage: boolean): string {
  if (isPackage) return name;
  const dot = name.lastIndexOf('.');
  return dot === -1 ? '' : name.slice(0, dot);
}
