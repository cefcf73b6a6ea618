// A list, tuple, set, dict or plain object made at one place, as a value. Most are read by nobody: what costs is made late.
import { Node, type Operand } from './node.ts';
import type { Unit } from './unit.ts';
import type { Value } from './value.ts';

/** Texts and numbers are kept apart: `1` is not `"1"`. */
export type Key = string | number;

/** The entries of a container. Only `container.ts` changes them. */
export class Container {
  readonly id: number;
  readonly form: 'list' | 'tuple' | 'set' | 'dictionary' | 'object';
  /** The unit whose code made it. */
  readonly home: Unit | null;
  /** Keys worth keeping, of a dict. */
  keys: Node | null = null;
  /** All entries; made when first asked for. */
  all: Node | null = null;
  /** What it is the `__dict__` of: entries are attributes. */
  owner: Value | null = null;
  /** Told of each entry that comes, and its key where that is known; null while nobody wants to know. */
  listeners: ((entry: Operand, key: Key | null) => void)[] | null = null;
  readonly #isLarge: boolean;
  /** What was first put in under 0, 1, … */
  #items: Operand[] | null = null;
  /** What was first put in under other keys. */
  #named: Map<Key, Operand> | null = null;
  /** Entries that somebody reads, or that more was put into. */
  #nodes: Map<Key, Node> | null = null;
  #rest: Node | null = null;

  constructor(id: number, form: Container['form'], home: Unit | null, isLarge: boolean) {
    this.id = id;
    this.form = form;
    this.home = home;
    this.#isLarge = isLarge;
  }

  /** How many entries have a known key. */
  get size(): number {
    return (this.#items?.length ?? 0) + (this.#named?.size ?? 0);
  }

  /** Entries under keys that are not known. */
  get rest(): Node {
    if (this.#rest === null) {
      this.#rest = new Node(this.home, this.#isLarge);
      this.#tell(this.#rest, null);
    }
    return this.#rest;
  }

  /** Whether something may stand under keys that are not known. */
  get hasRest(): boolean {
    return this.#rest !== null;
  }

  /** What stands under a key: a node once somebody reads it. */
  get(key: Key): Operand | undefined {
    const node = this.#nodes?.get(key);
    if (node !== undefined) return node;
    const item = typeof key === 'number' ? this.#items?.[key] : undefined;
    return item ?? this.#named?.get(key);
  }

  /** The node under a key, where there is one already. */
  nodeAt(key: Key): Node | undefined {
    return this.#nodes?.get(key);
  }

  /** Puts in the first entry under a key. */
  put(key: Key, operand: Operand): void {
    if (typeof key === 'number' && key === (this.#items?.length ?? 0)) {
      if (this.#items === null) this.#items = [operand];
      else this.#items.push(operand);
    } else {
      this.#named ??= new Map();
      this.#named.set(key, operand);
    }
    this.#tell(operand, key);
  }

  /** From now on the entry under a key is a node. */
  setNode(key: Key, node: Node): void {
    const isNew = this.get(key) !== node;
    this.#nodes ??= new Map();
    this.#nodes.set(key, node);
    if (isNew) this.#tell(node, key);
  }

  /** The entries under known keys. */
  *entries(): Generator<readonly [Key, Operand]> {
    for (let index = 0; index < (this.#items?.length ?? 0); index++) {
      const item = this.get(index);
      if (item !== undefined) yield [index, item];
    }
    for (const [key, operand] of this.#named ?? []) yield [key, this.#nodes?.get(key) ?? operand];
  }

  #tell(entry: Operand, key: Key | null): void {
    if (this.listeners !== null) for (const listener of this.listeners) listener(entry, key);
  }
}
