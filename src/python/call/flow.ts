// How values flow: what reaches a node is passed on once, up to a limit, past which it counts as anything.
import type { ClassObject } from './class-object.ts';
import { noteMember } from './construct.ts';
import { type Engine, externalValue, STRING, textOf } from './engine.ts';
import { letEscape } from './escape.ts';
import type { ModuleObject } from './module-object.ts';
import { Node, type Operand, type Use } from './node.ts';
import type { Unit } from './unit.ts';
import { indexOf, isLiteral, Kind, kindOf, makeValue, NONE, UNKNOWN, type Value } from './value.ts';

/** Values kept at a place. Measured: more find nothing more, and cost time. */
const LIMIT = 12;
/** Texts and numbers kept at a place; past that they are dropped. */
const LITERAL_LIMIT = 20;

/** Modules kept at a place whose code imports them by computed names, such as all that a folder holds. */
const MODULE_LIMIT = 400;

/** Whether a place holds as many values as are kept there: more, of modules that its code imports by computed names. */
function isFull(engine: Engine, { values, literals, home }: Node, value: Value): boolean {
  const count = values.length - literals;
  if (count < LIMIT) return false;
  if (home === null || kindOf(value) !== Kind.module) return true;
  return count >= MODULE_LIMIT || !isImportedBy(engine, home.module, value);
}

/** Of the modules turned away from full places of a module's code, more than this are lost. */
const TURNED_AWAY_LIMIT = 256;

/** Lets modules in that were turned away before it was seen that the code imports them. */
export function letImportedIn(engine: Engine, from: ModuleObject): void {
  const waiting = from.turnedAway;
  from.turnedAway = [];
  for (const { node, value } of waiting) addValue(engine, node, value);
}

/** Whether code of a module imports another by a computed name, or the package that holds it; of many, any may be. */
function isImportedBy(engine: Engine, { dynamicModules }: ModuleObject, value: Value): boolean {
  const name = engine.modules[indexOf(value)]?.name ?? '';
  return (
    dynamicModules.length > LIMIT ||
    dynamicModules.some((each) => each.name === name || name.startsWith(`${each.name}.`))
  );
}

/** Lets a value reach a node. */
export function addValue(engine: Engine, node: Node, value: Value): void {
  const { all, values } = node;
  if (all !== null) {
    if (all.has(value)) return;
    all.add(value);
  } else {
    if (values.includes(value)) return;
    if (node.declared !== null) {
      if (value === UNKNOWN && useDeclared(engine, node)) return;
      if (!node.declaredAsked && isUnread(engine, value)) engine.undeclared.push(node);
    }
    if (value === NONE || isLiteral(value)) {
      if (node.literals >= LITERAL_LIMIT && value !== NONE) {
        const text = externalValue(engine, STRING);
        if (!values.includes(text)) push(engine, node, text);
        return;
      }
      node.literals++;
    } else if (kindOf(value) === Kind.rest && node.literals < LITERAL_LIMIT) {
      // It stands for values that are past the limit already.
      node.literals++;
    } else if (value !== UNKNOWN && isFull(engine, node, value)) {
      widen(engine, node, value);
      return;
    }
  }
  append(node, value);
  if (!node.queued && (node.successors !== null || node.uses !== null)) {
    node.queued = true;
    engine.queue.push(node);
  }
}

/** Whether a value is of code that this run does not read. */
function isUnread(engine: Engine, value: Value): boolean {
  return kindOf(value) === Kind.external && engine.unread?.holds(textOf(engine, indexOf(value))) === true;
}

/** After all is settled: what code gave that is not read is taken for what is declared too. True where that is new. */
export function answerDeclared(engine: Engine): boolean {
  const nodes = engine.undeclared.splice(0).filter(({ declaredAsked }) => !declaredAsked);
  for (const node of nodes) useDeclared(engine, node);
  return nodes.length > 0;
}

/** Replaces an unknown value by what is declared; false where the declaration says nothing. */
function useDeclared(engine: Engine, node: Node): boolean {
  if (node.declaredAsked) return true;
  const { declared } = node;
  node.declaredAsked = true;
  const operands = declared === null ? [] : declared();
  if (operands.length === 0) {
    node.declared = null;
    return false;
  }
  for (const operand of operands) flow(engine, operand, node);
  return true;
}

/** One value too many: instances of one family become that family, all else becomes unknown and gets away. */
function widen(engine: Engine, node: Node, value: Value): void {
  const kind = kindOf(value);
  if (isCovered(engine, node, value)) return;
  if (kind === Kind.instance || kind === Kind.subtype) {
    const family = commonBase(engine.classes, node, engine.classes[indexOf(value)]);
    if (family !== null) {
      const whole = makeValue(Kind.subtype, family.id);
      if (!node.values.includes(whole)) push(engine, node, whole);
      return;
    }
  }
  if (kind === Kind.class || kind === Kind.subclass) {
    const type = engine.classes[indexOf(value)];
    const family = commonBase(engine.classes, node, type, true);
    if (type !== undefined && family !== null) {
      const whole = makeValue(Kind.subclass, family.id);
      if (!node.values.includes(whole)) push(engine, node, whole);
      noteMember(engine, family, type);
      return;
    }
  }
  if (kind === Kind.module) {
    const turnedAway = node.home?.module.turnedAway;
    if (turnedAway !== undefined && turnedAway.length < TURNED_AWAY_LIMIT) turnedAway.push({ node, value });
  }
  if (!node.values.includes(UNKNOWN)) push(engine, node, UNKNOWN);
  if (kind === Kind.function || kind === Kind.method || kind === Kind.bound || kind === Kind.rest) {
    keepRest(engine, node, value);
    return;
  }
  letEscape(engine, value, {
    unit: node.home ?? engine.outside,
    line: node.home?.line ?? 0,
    kind: 'dynamic',
    resolved: false,
  });
}

/** A callable that there is no room for: it runs where what came through the place is called. */
function keepRest(engine: Engine, node: Node, value: Value): void {
  if (node.rest < 0) {
    node.rest = engine.rests.push(new Node(node.home, true)) - 1;
    node.literals++;
    push(engine, node, makeValue(Kind.rest, node.rest));
  }
  const rest = engine.rests[node.rest];
  if (rest !== undefined && value !== makeValue(Kind.rest, node.rest)) addValue(engine, rest, value);
}

/** Whether the family that a value belongs to is there already. */
function isCovered(engine: Engine, node: Node, value: Value): boolean {
  const kind = kindOf(value);
  const isClass = kind === Kind.class || kind === Kind.subclass;
  if (!isClass && kind !== Kind.instance && kind !== Kind.subtype) return false;
  const type = engine.classes[indexOf(value)];
  for (const base of type?.order ?? []) {
    if (!node.values.includes(makeValue(isClass ? Kind.subclass : Kind.subtype, base.id))) continue;
    if (isClass && type !== undefined) noteMember(engine, base, type);
    return true;
  }
  return false;
}

/** Most nodes hold one value or none: the list is as long as it must be until there are more. */
function append(node: Node, value: Value): void {
  const values = node.values as Value[];
  if (values.length === 0) node.values = [value];
  else values.push(value);
}

function push(engine: Engine, node: Node, value: Value): void {
  append(node, value);
  if (!node.queued) {
    node.queued = true;
    engine.queue.push(node);
  }
}

function commonBase(
  classes: readonly ClassObject[],
  node: Node,
  added: ClassObject | undefined,
  asClasses = false,
): ClassObject | null {
  if (added === undefined) return null;
  const others: ClassObject[] = [];
  for (const value of node.values) {
    const kind = kindOf(value);
    const fits = asClasses
      ? kind === Kind.class || kind === Kind.subclass
      : kind === Kind.instance || kind === Kind.subtype;
    if (!fits) continue;
    const other = classes[indexOf(value)];
    if (other !== undefined) others.push(other);
  }
  // Three instances below one base are a family; two may be chance.
  for (const base of added.order) {
    if (others.filter((other) => other.order.includes(base)).length >= 3) return base;
  }
  return null;
}

/** Lets everything that `from` is or becomes reach `to`. */
export function flow(engine: Engine, from: Operand, to: Node): void {
  if (typeof from === 'number') {
    addValue(engine, to, from);
    return;
  }
  if (from === to) return;
  if (from.successors === null) from.successors = [to];
  else {
    if (from.successors.length < 64 && from.successors.includes(to)) return;
    from.successors.push(to);
  }
  for (let index = 0; index < from.values.length; index++) addValue(engine, to, from.values[index] ?? NONE);
  if (from.uses === null && from.successors.length === 1) from.done = from.values.length;
}

/** Tells `use` of everything that `operand` is or becomes. */
export function whenever(engine: Engine, operand: Operand, use: Use): void {
  if (typeof operand === 'number') {
    use(operand);
    return;
  }
  const count = operand.values.length;
  if (operand.uses === null && operand.successors === null) operand.done = count;
  if (operand.uses === null) {
    operand.uses = [use];
    if (count === 0) engine.starved.push(operand);
  } else operand.uses.push(use);
  // What is not passed on yet reaches the use through the queue.
  const { done } = operand;
  for (let index = 0; index < done; index++) use(operand.values[index] ?? NONE);
}

/** Passes everything on that waits, and what follows from it. */
export function settle(engine: Engine): void {
  const { queue } = engine;
  for (let at = 0; at < queue.length; at++) {
    const node = queue[at];
    if (node === undefined) continue;
    node.queued = false;
    if (engine.isCut || ((at & 1023) === 0 && isOver(engine))) break;
    while (node.done < node.values.length) {
      const value = node.values[node.done++] ?? NONE;
      if (node.successors !== null) {
        // The list may grow while it is walked: who joins later was given what there was.
        for (let index = 0; index < node.successors.length; index++) {
          const next = node.successors[index];
          if (next !== undefined) addValue(engine, next, value);
        }
      }
      const { uses } = node;
      if (uses !== null) {
        const length = uses.length;
        for (let index = 0; index < length; index++) uses[index]?.(value);
      }
    }
    if (at > 100_000) {
      queue.splice(0, at + 1);
      at = -1;
    }
  }
  queue.length = 0;
}

/** Whether the budget is spent. */
export function isOver(engine: Engine): boolean {
  if (!engine.isCut && engine.expired()) engine.isCut = true;
  return engine.isCut;
}

/** After all is settled: what code waits for and nobody gave it is unknown. True where there was any. */
export function feedStarved(engine: Engine): boolean {
  const waiting = engine.starved.splice(0).filter((node) => node.values.length === 0);
  for (const node of waiting) addValue(engine, node, UNKNOWN);
  return waiting.length > 0;
}

/** One operand for several. */
export function union(engine: Engine, operands: readonly Operand[], home: Unit | null): Operand {
  let only: Operand | null = null;
  let several = false;
  for (const operand of operands) {
    if (operand === only) continue;
    if (only === null) only = operand;
    else several = true;
  }
  if (!several) return only ?? NONE;
  const node = new Node(home);
  for (const operand of operands) flow(engine, operand, node);
  return node;
}
