// The state of one analysis: everything seen so far, and the work that is left.
import type { GraphTarget } from '../graph/guard.ts';
import type { GraphModule } from '../graph/module-graph.ts';
import type { ImportFromStatement, ImportStatement } from '../summary/summary.ts';
import type { ClassObject, Request } from './class-object.ts';
import type { CompiledNames } from './compiled-names.ts';
import { Container } from './container-object.ts';
import type { Site } from './escape.ts';
import type { WrittenImport } from './generated.ts';
import type { HandedText } from './handed-text.ts';
import type { HookLoad } from './hook-load.ts';
import { ModuleObject } from './module-object.ts';
import type { LateImport } from './module-value.ts';
import type { Node, Operand, Use } from './node.ts';
import type { Registration } from './registration.ts';
import type { NamedLoad, TextCall } from './template-read.ts';
import { TextModules } from './text-module.ts';
import { Unit, type UnitInput, type UnitKind } from './unit.ts';
import type { Unread } from './unread.ts';
import { Kind, makeValue, type Value } from './value.ts';

export interface Property {
  readonly getter: Node;
  readonly setter: Node;
  readonly deleter: Node;
}

/** A callable with arguments that it already has. */
export interface Partial {
  readonly callee: Operand;
  readonly passed: readonly Operand[];
  readonly keywords: readonly (readonly [string | null, Operand])[];
}

/** `super()` in a method of `above`. */
export interface Super {
  readonly above: ClassObject;
  readonly onClass: boolean;
}

/** Something of which an attribute was taken under a name that is not known. */
export interface AnyOf {
  readonly base: Value;
  /** It is one that some code asks for. */
  readonly onlyAsked: boolean;
  /** All that it offers, and the unit that reads it; made where one is called. */
  offered: { readonly hub: Unit; readonly members: Operand } | null;
}

/** A function under a class that decorates it. */
export interface Decorated {
  readonly target: Operand;
  readonly by: ClassObject;
}

/** The modules of the program as the engine asks for them. */
export interface ModuleSource {
  /** The module object of a name, null where the program has no such source module. */
  find(name: string): ModuleObject | null;
  /** As `find`, for an import statement of a module: null too where the module graph does not follow it. */
  findFrom(from: ModuleObject, name: string): ModuleObject | null;
  /** The module that a lazy package (PEP 562) takes a name from. */
  lazy(module: ModuleObject, name: string): ModuleObject | null;
  /** The names that a lazy package's tables tell; of other modules none. */
  lazyNames(module: ModuleObject): readonly string[];
  /** Told of each function and class that a reached unit defines. */
  defined(unit: Unit): void;
  definedClass(type: ClassObject): void;
  /** Told once a module's top level was read. */
  loaded(module: ModuleObject): void;
  /** Whether a name belongs to the standard library or a compiled module: outside, whatever comes after it. */
  isOutside(name: string): boolean;
  /** Whether an import statement in a module is sure to fail. */
  fails(module: GraphModule, statement: ImportStatement | ImportFromStatement): boolean;
  /** The compiled module that a dotted name begins with, and the rest of the name; null where there is none. */
  native(name: string): { readonly module: ModuleObject; readonly attribute: string } | null;
  /** Whether code of one distribution can meet objects of the other. */
  related(left: string | null, right: string | null): boolean;
}

export interface Engine {
  readonly source: ModuleSource;
  readonly target: GraphTarget;
  /** The code of the program that this run does not read; null where it reads all. */
  readonly unread: Unread | null;
  readonly compiledNames: CompiledNames;
  readonly units: Unit[];
  readonly classes: ClassObject[];
  readonly modules: ModuleObject[];
  readonly texts: string[];
  readonly textIds: Map<string, number>;
  readonly bounds: { readonly callable: Value; readonly receiver: Value }[];
  readonly boundIds: Map<string, number>;
  readonly containers: Container[];
  readonly properties: Property[];
  readonly wrappers: Operand[];
  readonly partials: Partial[];
  readonly supers: Super[];
  readonly superIds: Map<string, number>;
  readonly decorated: Decorated[];
  /** Callables that places had no room for, each as a node without a limit. */
  readonly rests: Node[];
  readonly anyOf: AnyOf[];
  /** The dict of attributes of a value, by value. */
  readonly namespaces: Map<Value, Value>;
  /** Nodes with values that were not passed on yet. */
  readonly queue: Node[];
  /** Units that were reached and are not read yet. */
  readonly pending: Unit[];
  /** The classes that have a member or field of a name, once for each. */
  readonly holders: Map<string, ClassObject[]>;
  /** Requests by attribute name. */
  readonly requests: Map<string, Request[]>;
  readonly names: NameIndex;
  /** Functions of compiled code that are called, by dotted name; null for names of other things. */
  readonly natives: Map<string, Unit | null>;
  /** What template engines call by names. */
  readonly registrations: Registration[];
  /** For each compiled module of which something is called, what stands for what its code calls. */
  readonly compiled: Map<ModuleObject, Unit>;
  /** Questions about a family of classes whose head nobody made so far. */
  readonly deferred: Request[];
  /** Requests that go on with a fallback if nothing answers them. */
  readonly wanting: Request[];
  /** What attributes of names outside are, by both. */
  readonly externalAttributes: Map<string, Map<string, Value>>;
  /** Classes whose instances a top-level module outside was handed, and what is asked of what it gives. */
  readonly held: Map<string, Held>;
  /** For each name that is asked of what such modules give, those modules. */
  readonly askedOfHeld: Map<string, string[]>;
  /** What is put into `sys.modules` under a name, and what is imported by a name that no file has. */
  readonly aliases: Map<string, Node>;
  /** Where values are said to come from that no unit is known to have let go. */
  readonly outside: Unit;
  /** What escaped to code that is not known, to be taken once. */
  readonly escaped: Set<Value>;
  /** What to do where an index has no value in the end. */
  readonly openIndexes: { readonly index: Node; readonly run: () => void }[];
  /** Nodes with a declared type and something of code that is not read. */
  readonly undeclared: Node[];
  /** Nodes that somebody waits at and that were empty then. */
  readonly starved: Node[];
  /** Dotted texts in reached code, which may name classes and functions. */
  readonly dotted: { readonly unit: Unit; readonly line: number; readonly text: string }[];
  /** Texts that code which is not read was handed, once each, and which may name modules that it imports. */
  readonly handedTexts: Map<string, HandedText>;
  /** Imports by known names whose modules are not read yet. */
  readonly lateImports: LateImport[];
  readonly textModules: TextModules;
  /** Modules whose code takes all names of whoever calls it, and where. */
  readonly callerReads: Map<ModuleObject, Site>;
  /** Texts in reached code that may name templates, or be some. */
  readonly templateTexts: { readonly unit: Unit; readonly line: number; readonly text: string }[];
  /** Those of them that named no template so far. */
  readonly unmatchedTexts: { readonly unit: Unit; readonly line: number; readonly text: string }[];
  /** Texts in reached code that start import statements, and the modules whose code runs text that is not known. */
  readonly writtenImports: WrittenImport[];
  readonly codeRunners: Set<ModuleObject>;
  /** What template engines look up by a name: containers with where the entries go, attributes; and texts given to them. */
  readonly namedEntries: Map<number, Node>;
  readonly namedLoads: NamedLoad[];
  /** What `__getattr__` of classes read by the names they were asked for, and those names. */
  readonly hookLoads: HookLoad[];
  readonly hookNames: Set<string>;
  readonly textCalls: TextCall[];
  /** Names outside of the program that classes of it derive from. */
  readonly outsideBases: Set<string>;
  /** Whether the time given is up; what is left is then not looked at. */
  expired(): boolean;
  /** The time was up. */
  isCut: boolean;
  /** How deep calls are nested that follow from each other, and how many there were: the clock is asked now and then. */
  callDepth: number;
  calls: number;
  /** How deep module loads are nested right now. */
  depth: number;
  /** External names that a unit calls, by unit; null where nobody asks. */
  readonly externalCalls: Map<Unit, Set<string>> | null;
}

/** Requests by name from receivers that are not known, and all that may answer them. */
export interface NameIndex {
  /** Live classes' members by name. */
  readonly members: Map<string, { readonly node: Node; readonly owner: ClassObject }[]>;
  /** Hubs of calls by name. */
  readonly calls: Map<string, Map<string | null, NameHub>>;
  /** Hubs of calls by a part of a name. */
  readonly patterns: PatternHub[];
  /** Hubs of loads by name. */
  readonly loads: Map<string, Map<string | null, NameHub>>;
  /** Hubs of stores and of deletions by name. */
  readonly stores: Map<string, Map<string | null, NameHub>>;
  readonly deletes: Map<string, Map<string | null, NameHub>>;
  /** Hubs of calls that may have no answer. */
  readonly unanswered: { readonly hub: NameHub; readonly name: string }[];
  /** Functions and classes that modules define, by name. */
  readonly definitions: Map<string, Value[]>;
  /** What instances store, by name. */
  readonly fields: Map<string, { readonly node: Node; readonly owner: ClassObject }[]>;
}

/** What a library may hand out again: classes by which its objects answer, and names that were asked of those. */
export interface Held {
  readonly types: ClassObject[];
  readonly names: Map<string, Unit>;
}

/** A name asked for by the code of one distribution. */
export interface NameHub {
  readonly unit: Unit;
  readonly distribution: string | null;
  /** Told of what members and fields of that name are. */
  readonly member: Use;
  readonly field: Use | null;
}

/** A pattern of names asked for by the code of one distribution. */
export interface PatternHub extends NameHub {
  readonly pattern: string;
}

export function makeUnit(engine: Engine, kind: UnitKind, module: ModuleObject, input: UnitInput): Unit {
  const unit = new Unit(engine.units.length, kind, module, input);
  engine.units.push(unit);
  return unit;
}

export function textId(engine: Engine, text: string): number {
  const known = engine.textIds.get(text);
  if (known !== undefined) return known;
  engine.texts.push(text);
  engine.textIds.set(text, engine.texts.length - 1);
  return engine.texts.length - 1;
}

export function textOf(engine: Engine, id: number): string {
  return engine.texts[id] ?? '';
}

/** Longest dotted name kept of something outside: `a.b().c.d` does not grow for ever. */
const MAX_PARTS = 5;

/** The value of a dotted name outside of the program. */
export function externalValue(engine: Engine, name: string): Value {
  return makeValue(Kind.external, textId(engine, name));
}

export function externalAttribute(engine: Engine, name: string, attribute: string): Value {
  let attributes = engine.externalAttributes.get(name);
  if (attributes === undefined) {
    attributes = new Map();
    engine.externalAttributes.set(name, attributes);
  }
  let value = attributes.get(attribute);
  if (value === undefined) {
    let parts = 1;
    for (let at = name.indexOf('.'); at >= 0; at = name.indexOf('.', at + 1)) parts++;
    value = externalValue(engine, parts >= MAX_PARTS ? name : `${name}.${attribute}`);
    attributes.set(attribute, value);
  }
  return value;
}

/** A string literal; long ones lose their text. */
export function stringValue(engine: Engine, text: string | null): Value {
  if (text === null || text.length > 120) return externalValue(engine, STRING);
  return makeValue(Kind.string, textId(engine, text));
}

/** The texts in the `__all__` of whatever module they are looked up in. */
export const ALL_NAMES = '<**PyStr**>.__all__';

/** How values without a class of the program are named: as PyCG writes the types of literals. */
export const STRING = '<**PyStr**>';

export function makeContainer(engine: Engine, form: Container['form'], home: Unit | null, isLarge = false): Value {
  const id = engine.containers.length;
  engine.containers.push(new Container(id, form, home, isLarge));
  return makeValue(Kind.container, id);
}

/** A callable whose first parameter is bound to a value. */
export function boundValue(engine: Engine, callable: Value, receiver: Value): Value {
  const key = `${callable} ${receiver}`;
  let id = engine.boundIds.get(key);
  if (id === undefined) {
    id = engine.bounds.length;
    engine.bounds.push({ callable, receiver });
    engine.boundIds.set(key, id);
  }
  return makeValue(Kind.bound, id);
}

/** An engine that has seen nothing. */
export function makeEngine(
  source: ModuleSource,
  target: GraphTarget,
  modules: ModuleObject[],
  externals: boolean,
  expired: () => boolean,
  unread: Unread | null,
  compiledNames: CompiledNames,
): Engine {
  const nowhere = new ModuleObject(-1, '', null, '', true);
  const outside = new Unit(0, 'hub', nowhere, { path: '', line: 0 });
  return {
    source,
    target,
    unread,
    compiledNames,
    units: [outside],
    classes: [],
    modules,
    texts: [''],
    textIds: new Map([['', 0]]),
    bounds: [],
    boundIds: new Map(),
    containers: [],
    properties: [],
    wrappers: [],
    partials: [],
    supers: [],
    superIds: new Map(),
    decorated: [],
    rests: [],
    anyOf: [],
    namespaces: new Map(),
    queue: [],
    pending: [],
    holders: new Map(),
    requests: new Map(),
    names: {
      members: new Map(),
      calls: new Map(),
      patterns: [],
      loads: new Map(),
      stores: new Map(),
      deletes: new Map(),
      fields: new Map(),
      unanswered: [],
      definitions: new Map(),
    },
    natives: new Map(),
    registrations: [],
    compiled: new Map(),
    held: new Map(),
    askedOfHeld: new Map(),
    deferred: [],
    wanting: [],
    externalAttributes: new Map(),
    aliases: new Map(),
    outside,
    escaped: new Set(),
    openIndexes: [],
    undeclared: [],
    starved: [],
    dotted: [],
    handedTexts: new Map(),
    lateImports: [],
    textModules: new TextModules(),
    callerReads: new Map(),
    templateTexts: [],
    unmatchedTexts: [],
    writtenImports: [],
    namedEntries: new Map(),
    namedLoads: [],
    hookLoads: [],
    hookNames: new Set(),
    textCalls: [],
    codeRunners: new Set(),
    outsideBases: new Set(),
    expired,
    isCut: false,
    callDepth: 0,
    calls: 0,
    depth: 0,
    externalCalls: externals ? new Map() : null,
  };
}
