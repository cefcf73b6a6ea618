// Scopes: which names a body binds, and what each stands for at the place that is being read.
import type { Expression, Pattern, Statement } from '../summary/summary.ts';
import { letOneGo } from './call-value.ts';
import type { ClassObject } from './class-object.ts';
import type { Engine } from './engine.ts';
import type { Site } from './escape.ts';
import { flow } from './flow.ts';
import { memberOf } from './hierarchy.ts';
import type { ModuleObject } from './module-object.ts';
import { attributeNode, globalName } from './module-value.ts';
import { Node, type Operand } from './node.ts';
import type { Unit } from './unit.ts';
import { Kind, makeValue, NONE } from './value.ts';

/** The names that a body binds. */
export interface Bindings {
  readonly bound: Set<string>;
  /** Those bound at one place only, which always runs. */
  readonly once: Set<string>;
  /** Those bound in loops and `try`, where the last assignment read is not the last one made. */
  readonly loose: Set<string>;
  readonly globals: Set<string>;
  readonly nonlocals: Set<string>;
}

/** Names bound so far on one path, before them those of the path that it left. */
export class Path {
  readonly before: Path | null;
  readonly names = new Map<string, Operand>();

  constructor(before: Path | null) {
    this.before = before;
  }

  get(name: string): Operand | null {
    for (let path: Path | null = this; path !== null; path = path.before) {
      const found = path.names.get(name);
      if (found !== undefined) return found;
    }
    return null;
  }
}

/** The names of one running body. Functions inside it see what it bound last. */
export interface Scope {
  readonly unit: Unit;
  readonly outer: Scope | null;
  readonly bindings: Bindings;
  /** Names with one place for all assignments. */
  readonly cells: Map<string, Node>;
  path: Path;
}

/** Where the reader stands. */
export interface Frame {
  readonly engine: Engine;
  readonly unit: Unit;
  readonly module: ModuleObject;
  /** The innermost function's scope; null at module level. */
  readonly scope: Scope | null;
  /** The class whose body is being read, and the frame around it. */
  readonly type: ClassObject | null;
  readonly around: Frame | null;
  readonly bindings: Bindings;
  path: Path;
  line: number;
}

export function siteOf(frame: Frame): Site {
  return { unit: frame.unit, line: frame.line, kind: 'call', resolved: true };
}

/** What a name stands for here. */
export function lookUp(frame: Frame, name: string): Operand {
  const found = frame.path.get(name);
  if (found !== null) return found;
  const { engine, module } = frame;
  if (frame.type !== null) {
    if (frame.bindings.loose.has(name)) return memberOf(engine, frame.type, name);
    if (frame.around !== null) return lookUp(frame.around, name);
  }
  if (frame.scope !== null && !frame.bindings.globals.has(name)) {
    for (let scope: Scope | null = frame.scope; scope !== null; scope = scope.outer) {
      const cell = scope.cells.get(name);
      if (cell !== undefined) return cell;
      const last = scope === frame.scope ? null : scope.path.get(name);
      if (last !== null) return last;
      if (scope.bindings.bound.has(name) && !scope.bindings.globals.has(name)) {
        return scope.bindings.loose.has(name) || scope !== frame.scope ? cellOf(scope, name) : NONE;
      }
    }
  }
  const owner = name === '__class__' ? ownerOf(frame) : null;
  if (owner !== null) return makeValue(Kind.class, owner.id);
  return globalName(engine, module, name, siteOf(frame));
}

/** The class whose method is being read, or the one around it. */
export function ownerOf(frame: Frame): ClassObject | null {
  if (frame.unit.owner !== null) return frame.unit.owner;
  for (let scope: Scope | null = frame.unit.outer; scope !== null; scope = scope.outer) {
    if (scope.unit.owner !== null) return scope.unit.owner;
  }
  return null;
}

export function cellOf(scope: Scope, name: string): Node {
  let cell = scope.cells.get(name);
  if (cell === undefined) {
    cell = new Node(scope.unit);
    scope.cells.set(name, cell);
  }
  return cell;
}

/** `name = operand`. */
export function bindName(frame: Frame, name: string, operand: Operand): void {
  const { engine, module, bindings } = frame;
  if (frame.type !== null) {
    flow(engine, operand, memberOf(engine, frame.type, name));
    if (!bindings.loose.has(name)) frame.path.names.set(name, operand);
    return;
  }
  if (frame.scope === null || bindings.globals.has(name)) {
    flow(engine, operand, attributeNode(engine, module, name));
    if (module.taken.has(name)) letOneGo(engine, operand, { ...siteOf(frame), kind: 'dynamic', resolved: false });
    else if (typeof operand === 'number' && module.once.has(name)) module.constants.add(name);
    if (frame.scope === null && !bindings.loose.has(name)) frame.path.names.set(name, operand);
    return;
  }
  if (bindings.nonlocals.has(name)) {
    for (let { outer } = frame.scope; outer !== null; outer = outer.outer) {
      if (!outer.bindings.bound.has(name)) continue;
      const last = outer.path.get(name);
      if (last !== null && typeof last !== 'number') flow(engine, operand, last);
      flow(engine, operand, cellOf(outer, name));
      if (last !== null) flow(engine, last, cellOf(outer, name));
      return;
    }
    return;
  }
  if (bindings.loose.has(name)) flow(engine, operand, cellOf(frame.scope, name));
  else frame.path.names.set(name, operand);
}

/** The names that the statements of a body bind, not counting functions and classes inside; `isFunction`: a function's. */
export function bindingsOf(statements: readonly Statement[], isFunction = false): Bindings {
  const bindings: Bindings = {
    bound: new Set(),
    once: new Set(),
    loose: new Set(),
    globals: new Set(),
    nonlocals: new Set(),
  };
  collect(bindings, statements, false, true);
  for (const name of bindings.nonlocals) bindings.bound.delete(name);
  // What a function inside binds as `nonlocal` has one place for all assignments; only functions' names are meant.
  if (!isFunction) return bindings;
  for (const name of innerNonlocals(statements, 0)) {
    if (!bindings.bound.has(name)) continue;
    bindings.loose.add(name);
    bindings.once.delete(name);
  }
  return bindings;
}

/** Functions inside functions that are looked into for `nonlocal`. */
const MAX_NESTED = 20;

function* innerNonlocals(statements: readonly Statement[], depth: number): Generator<string> {
  if (depth > MAX_NESTED) return;
  for (const statement of statements) {
    if (statement.kind === 'nonlocal') yield* depth > 0 ? statement.names : [];
    else if (statement.kind === 'function') yield* innerNonlocals(statement.body, depth + 1);
    else for (const block of blocksOf(statement)) yield* innerNonlocals(block, depth);
  }
}

/** The blocks of a statement that are no function's. */
function blocksOf(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.kind) {
    case 'class':
    case 'with':
      return [statement.body];
    case 'if':
      return [...statement.branches.map(({ body }) => body), statement.otherwise];
    case 'for':
    case 'while':
      return [statement.body, statement.otherwise];
    case 'try':
      return [statement.body, ...statement.handlers.map(({ body }) => body), statement.otherwise, statement.final];
    case 'match':
      return statement.cases.map(({ body }) => body);
    default:
      return [];
  }
}

function collect(bindings: Bindings, statements: readonly Statement[], loose: boolean, certain: boolean): void {
  const bind = (name: string, isLoose = loose): void => {
    if (certain && !isLoose && !bindings.bound.has(name)) bindings.once.add(name);
    else bindings.once.delete(name);
    bindings.bound.add(name);
    if (isLoose) bindings.loose.add(name);
  };
  for (const statement of statements) {
    switch (statement.kind) {
      case 'import':
        for (const { name, alias } of statement.names) bind(alias ?? name.split('.', 1)[0] ?? name);
        break;
      case 'from':
        for (const { name, alias } of statement.names) if (name !== '*') bind(alias ?? name);
        break;
      case 'function':
      case 'class':
      case 'type':
        bind(statement.name);
        break;
      case 'assign':
        for (const target of statement.targets) collectTarget(target, bind);
        break;
      case 'annotated':
      case 'augmented':
        collectTarget(statement.target, bind);
        break;
      case 'global':
        for (const name of statement.names) bindings.globals.add(name);
        break;
      case 'nonlocal':
        for (const name of statement.names) bindings.nonlocals.add(name);
        break;
      case 'if':
        for (const branch of statement.branches) collect(bindings, branch.body, loose, false);
        collect(bindings, statement.otherwise, loose, false);
        break;
      case 'while':
        collect(bindings, statement.body, true, false);
        collect(bindings, statement.otherwise, true, false);
        break;
      case 'for':
        collectTarget(statement.target, (name) => bind(name, true));
        collect(bindings, statement.body, true, false);
        collect(bindings, statement.otherwise, true, false);
        break;
      case 'with':
        for (const { target } of statement.items) if (target !== null) collectTarget(target, bind);
        collect(bindings, statement.body, loose, certain);
        break;
      case 'try':
        collect(bindings, statement.body, true, false);
        for (const handler of statement.handlers) {
          if (handler.target !== null) collectTarget(handler.target, (name) => bind(name, true));
          collect(bindings, handler.body, true, false);
        }
        collect(bindings, statement.otherwise, true, false);
        collect(bindings, statement.final, true, false);
        break;
      case 'match':
        for (const each of statement.cases) {
          collectPattern(each.pattern, bind);
          collect(bindings, each.body, loose, false);
        }
        break;
      default:
    }
  }
}

function collectTarget(target: Expression, bind: (name: string) => void): void {
  if (target.kind === 'name') bind(target.id);
  else if (target.kind === 'tuple' || target.kind === 'list')
    for (const item of target.items) collectTarget(item, bind);
  else if (target.kind === 'starred') collectTarget(target.value, bind);
}

function collectPattern(pattern: Pattern, bind: (name: string) => void): void {
  switch (pattern.kind) {
    case 'capture':
      if (pattern.name !== null) bind(pattern.name);
      if (pattern.pattern !== null) collectPattern(pattern.pattern, bind);
      return;
    case 'star':
      if (pattern.name !== null) bind(pattern.name);
      return;
    case 'sequence':
    case 'or':
      for (const each of pattern.patterns) collectPattern(each, bind);
      return;
    case 'mapping':
      for (const each of pattern.entries) collectPattern(each.pattern, bind);
      if (pattern.rest !== null) bind(pattern.rest);
      return;
    case 'instance':
      for (const each of pattern.patterns) collectPattern(each, bind);
      for (const each of pattern.keywords) collectPattern(each.pattern, bind);
      return;
    default:
  }
}
