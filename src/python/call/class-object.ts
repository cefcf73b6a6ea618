// A class as a value: bases, method resolution order, attributes, and the questions asked about its hierarchy.
import type { Site } from './escape.ts';
import type { ModuleObject } from './module-object.ts';
import type { Node } from './node.ts';
import type { Unit } from './unit.ts';

/** What a class derives from: a class of the program, a dotted name outside of it, or null for something unknown. */
export type Base = ClassObject | string | null;

/** One attribute asked of a class, its instances or its hierarchy, with all that answers. */
export interface Request {
  readonly about: ClassObject;
  readonly name: string;
  /** `instance`: of exactly this class; `subtype`: or of live subclasses; `class`: on the class itself; `super`: above it. */
  readonly form: 'instance' | 'subtype' | 'class' | 'subclass' | 'super' | 'superclass';
  readonly result: Node;
  /** Nodes that already answer. */
  seen: Node[] | Set<Node>;
  /** Who asks: unit and line, turned into steps once the answer runs code by itself. */
  readonly askers: (Unit | number)[];
  /** Whether something has to be answered in the end even if nothing defines the name. */
  wantsFallback: boolean;
  /** Whether hooks such as `__getattr__` were asked. */
  asked: boolean;
  /** Stands for the request in steps; made when needed. */
  hub: Unit | null;
}

/** What a class has under a name: the first member in its order, and what every class of its order stores. */
export interface Slots {
  readonly order: readonly ClassObject[];
  readonly count: number;
  readonly member: Node | null;
  readonly fields: readonly Node[];
}

export class ClassObject {
  readonly id: number;
  readonly name: string;
  readonly module: ModuleObject;
  /** The unit that runs the class statement. */
  readonly unit: Unit;
  readonly path: string;
  readonly line: number;
  /** The class body's names. */
  readonly members = new Map<string, Node>();
  /** What is stored on instances, by name; `[]` is what subscripts of an instance hold. */
  readonly fields = new Map<string, Node>();
  /** Names that the body annotates, in order: the parameters of a generated constructor. */
  readonly annotated: string[] = [];
  /** The names that its body calls while it runs: functions in it that are no methods. */
  helpers: ReadonlySet<string> = new Set();
  /** The code that makes instances of it, where a dataclass has more to do then. */
  readonly filledBy = new Set<Unit>();
  readonly bases: Base[] = [];
  readonly subclasses: ClassObject[] = [];
  readonly metaclasses: ClassObject[] = [];
  /** The classes that it is the metaclass of. */
  readonly instances: ClassObject[] = [];
  /** Asked of each of these, those to come as well. */
  readonly instanceListeners: ((of: ClassObject) => void)[] = [];
  live = false;
  /** Stands for the class itself where making an instance runs no code of its own; null where it runs some. */
  making: Unit | null | undefined = undefined;
  /** Instances of exactly this class may exist, even where which class it is that is called is not known. */
  made = false;
  /** All members and inherited ones are candidates for requests by name. */
  listed = false;
  /** Code that is not known may call it. */
  opened = false;
  /** Instances have attributes that no assignment in the program shows. */
  openFields = false;
  /** Who outside holds instances or runs as a base, each with the order of the classes that it was shown. */
  readonly usedBy = new Map<string, readonly ClassObject[]>();
  /** Members that were let run, for whom: once each. */
  readonly letRun = new Set<string>();
  /** Told of each class that comes to derive from this one. */
  readonly listeners: ((below: ClassObject) => void)[] = [];
  /** Classes that stand behind `this class or a subclass` somewhere, and what became of that. */
  readonly family: ClassObject[] = [];
  familySite: Site | null = null;
  /** Members that are candidates. */
  readonly listedNodes = new Set<Node>();
  /** By name; one for each form. */
  readonly requests = new Map<string, Request[]>();
  /** Those that it has not answered with what it has itself, since nobody makes instances of it. */
  withheld: Request[] = [];
  /** What was found under names, for as long as neither the order nor who has the name changes. */
  readonly slots = new Map<string, Slots>();
  #order: readonly ClassObject[] | null = null;

  constructor(id: number, name: string, unit: Unit, path: string, line: number) {
    this.id = id;
    this.name = name;
    this.unit = unit;
    this.module = unit.module;
    this.path = path;
    this.line = line;
  }

  /** The classes of the program in method resolution order, itself first (C3; depth first where that fails). */
  get order(): readonly ClassObject[] {
    this.#order ??= linearise(this, 0);
    return this.#order;
  }

  /** The dotted names outside the program that it derives from, directly or not, in order. */
  get outside(): readonly string[] {
    return this.order.flatMap((each) => each.bases.filter((base) => typeof base === 'string'));
  }

  /** Whether some base, direct or not, is unknown. */
  get hasUnknownBase(): boolean {
    return this.order.some((each) => each.bases.includes(null));
  }

  /**
   * The members that instances have, by name: what a class before it in the order overrides is none. Those that were
   * told for the same `user` before, of whatever class, are left out.
   */
  *offers(user: string): Generator<readonly [name: string, node: Node]> {
    const { order } = this;
    if (this.usedBy.get(user) === order) return;
    this.usedBy.set(user, order);
    for (const [at, each] of order.entries()) {
      for (const [name, node] of each.members) {
        if (at > 0 && order.findIndex(({ members }) => members.has(name)) < at) continue;
        const key = `${user} ${name}`;
        if (each.letRun.has(key)) continue;
        each.letRun.add(key);
        yield [name, node];
      }
    }
  }

  /** Adds a base; false where it is there already or would make a circle. */
  addBase(base: Base): boolean {
    if (this.bases.includes(base)) return false;
    if (base instanceof ClassObject) {
      if (base.order.includes(this)) return false;
      base.subclasses.push(this);
    }
    this.bases.push(base);
    this.forgetOrder();
    return true;
  }

  forgetOrder(): void {
    // Who has no order was not asked since, and neither was any subclass.
    if (this.#order === null) return;
    this.#order = null;
    for (const each of this.subclasses) each.forgetOrder();
  }
}

const MAX_DEPTH = 60;

function linearise(of: ClassObject, depth: number): readonly ClassObject[] {
  const bases = of.bases.filter((base) => base instanceof ClassObject);
  const [only] = bases;
  if (only === undefined || depth > MAX_DEPTH) return [of];
  if (bases.length === 1) return [of, ...only.order];
  const lists = [...bases.map((base) => [...base.order]), [...bases]];
  const order: ClassObject[] = [of];
  for (;;) {
    const rest = lists.filter((list) => list.length > 0);
    if (rest.length === 0) return order;
    const next = rest
      .map((list) => list[0])
      .find((head) => !rest.some((list) => list.indexOf(head as ClassObject) > 0));
    if (next === undefined) return [of, ...new Set(bases.flatMap((base) => base.order))];
    order.push(next);
    for (const list of rest) if (list[0] === next) list.shift();
  }
}
