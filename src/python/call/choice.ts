// What one place of code may mean by a value that several sources flow into: only one of several can be meant at a time.
import { isStub } from './abstract.ts';
import { ClassObject, type Request } from './class-object.ts';
import { type Engine, textOf } from './engine.ts';
import type { Site } from './escape.ts';
import type { Unit } from './unit.ts';
import { indexOf, Kind, kindOf, type Value } from './value.ts';

/** What a value runs when it is called or asked: a unit, a class, an attribute's getter, or something else by number. */
type Target = Unit | ClassObject | Request | Value;

/** All that one place may mean. */
export type Choice = Target[];

/** One of what a place may mean; `within`: the choice that had to be made before. */
export interface Pick {
  readonly from: Choice;
  readonly target: Target;
  readonly within: Pick | null;
}

/** Notes that a place may mean something. */
export function pickOne(from: Choice, target: Target, within: Pick | null): Pick {
  if (!from.some((other) => isSame(other, target))) from.push(target);
  return { from, target, within };
}

/** The site with the note that it may mean a value; as it was where the value can run nothing of the program. */
export function pickSite<S extends Site>(engine: Engine, site: S, from: Choice, value: Value): S {
  const target = targetOf(engine, value);
  return target === null ? site : { ...site, pick: pickOne(from, target, site.pick ?? null) };
}

/** The choice of a line's calls of one special method, or reads of one property. */
export function choiceAt(unit: Unit, line: number, name: string): Choice {
  unit.choices ??= new Map();
  const key = `${line} ${name}`;
  const known = unit.choices.get(key);
  if (known !== undefined) return known;
  const made: Choice = [];
  unit.choices.set(key, made);
  return made;
}

/** Whether nothing else can be meant there: it is the only one, or what all others override. */
export function isOnly(given: Pick): boolean {
  for (let each: Pick | null = given; each !== null; each = each.within) {
    const { from, target } = each;
    if (
      from.length > 1 &&
      !from.every((other) => isSame(other, target) || isOverride(other, target) || runsSame(other, target))
    )
      return false;
  }
  return true;
}

function targetOf(engine: Engine, value: Value): Target | null {
  const index = indexOf(value);
  switch (kindOf(value)) {
    case Kind.function:
    case Kind.method: {
      const unit = engine.units[index]?.original;
      return unit === undefined || isStub(unit) ? null : unit;
    }
    case Kind.bound: {
      const callable = engine.bounds[index]?.callable;
      return callable === undefined ? null : targetOf(engine, callable);
    }
    case Kind.class:
    case Kind.subclass:
    case Kind.instance:
    case Kind.subtype:
      return engine.classes[index] ?? null;
    case Kind.partial:
    case Kind.decorated:
      return value;
    case Kind.external:
      return engine.unread?.holds(textOf(engine, index)) ? value : null;
    default:
      // What lies outside is too coarsely known to say that something else is meant.
      return null;
  }
}

/** A name that is defined twice in one module, for one version and another, means one thing. */
function isSame(one: Target, other: Target): boolean {
  if (one === other) return true;
  if (typeof one === 'number' || typeof other === 'number') return false;
  if ('about' in one || 'about' in other) return false;
  return one.path !== '' && one.module === other.module && one.path === other.path;
}

/** Whether one is a subclass of the other, or what it runs overrides what the other runs. */
function isOverride(one: Target, other: Target): boolean {
  const [below, above] = [classOf(one), classOf(other)];
  return below !== null && above !== null && below.order.includes(above);
}

/** Whether two classes have an attribute from the same place. */
function runsSame(one: Target, other: Target): boolean {
  if (typeof one === 'number' || typeof other === 'number' || !('about' in one) || !('about' in other)) return false;
  const known = gettersOf(other);
  return gettersOf(one).every((getter) => known.some((each) => isSame(each, getter)));
}

function gettersOf({ hub }: Request): readonly Target[] {
  return [...(hub?.picks?.values() ?? [])].map(({ target }) => target);
}

function classOf(target: Target): ClassObject | null {
  if (typeof target === 'number') return null;
  if (target instanceof ClassObject) return target;
  return 'about' in target ? target.about : target.owner;
}
