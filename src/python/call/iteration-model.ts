// Models of what builds, goes through and orders collections: `map`, `sorted`, `itertools`, `heapq`, queues.
import { type Call, callOperand, callSpecial, callValue, plainCall } from './call-value.ts';
import { orderElements } from './compile-compare.ts';
import { putEntry } from './container.ts';
import type { Container } from './container-object.ts';
import { type Engine, externalValue, makeContainer } from './engine.ts';
import type { Site } from './escape.ts';
import { callSpecialOf } from './external.ts';
import { addValue, flow, union, whenever } from './flow.ts';
import { all, give, giveContainer, keyword, type Model } from './model.ts';
import { Node, type Operand } from './node.ts';
import { iterate } from './special.ts';
import { indexOf, Kind, kindOf, NONE, type Value } from './value.ts';

/** What is taken out of something as a whole; how much there is of it may be asked first. */
function elementsOf(engine: Engine, site: Site, operand: Operand): Operand {
  callSpecialOf(engine, plainCall(site, [operand], null), operand, '__len__', '__length_hint__');
  return iterate(engine, site, operand, false);
}

/** A list, tuple or set of what its arguments hold. */
function collects(form: Container['form']): Model {
  return (engine, call) => {
    giveContainer(engine, call, form, (container) => {
      for (const operand of call.passed) flow(engine, elementsOf(engine, call, operand), container.rest);
    });
  };
}

const reversed: Model = (engine, call, receiver, name) => {
  const [operand] = call.passed;
  if (operand === undefined) return;
  collects('list')(engine, call, receiver, name);
  callSpecialOf(engine, plainCall(call, [operand], call.result), operand, '__reversed__', '__getitem__');
};

/** Something that holds what it is given and gives it back: queues, context variables. */
function holds(isOrdered: boolean): Model {
  return (engine, call) => {
    giveContainer(engine, call, 'list', (container) => {
      for (const operand of call.passed) flow(engine, operand, container.rest);
      for (const [, operand] of call.keywords) flow(engine, operand, container.rest);
      if (isOrdered) orderElements(engine, call, container.rest);
    });
  };
}

/** `map(f, xs, ys)`: a function called with what the others hold, wherever among them it stands. */
const map: Model = (engine, call) => {
  giveContainer(engine, call, 'list', (container) => {
    for (const [at, callee] of call.passed.entries()) {
      const spread: boolean[] = [];
      const passed: Operand[] = [];
      for (const [index, operand] of call.passed.entries()) {
        if (index === at) continue;
        const element = iterate(engine, call, operand, false);
        spread.push(call.spread?.[index] === true);
        passed.push(call.spread?.[index] === true ? anyOf(engine, call, element) : element);
      }
      const inner: Call = { ...call, kind: 'callback', passed, spread, keywords: [], result: container.rest };
      if (at === 0) callOperand(engine, inner, callee);
      else {
        whenever(engine, callee, (value) => {
          if (kindOf(value) === Kind.function) callValue(engine, inner, value);
        });
      }
    }
  });
};

/** A list in which each entry is any element of any of some lists. */
function anyOf(engine: Engine, site: Site, lists: Operand): Value {
  const made = makeContainer(engine, 'list', site.unit);
  const container = engine.containers[indexOf(made)];
  if (container !== undefined) flow(engine, iterate(engine, site, lists, false), container.rest);
  return made;
}

/** `starmap(f, pairs)`. */
const starMap: Model = (engine, call) => {
  const [callee, pairs] = call.passed;
  giveContainer(engine, call, 'list', (container) => {
    if (callee === undefined || pairs === undefined) return;
    const passed = [iterate(engine, call, pairs, false)];
    callOperand(
      engine,
      { ...call, kind: 'callback', passed, spread: [true], keywords: [], result: container.rest },
      callee,
    );
  });
};

/** `filter(f, xs)`: without a function, the elements themselves are asked whether they are true. */
const filter: Model = (engine, call) => {
  const [callee, items] = call.passed;
  giveContainer(engine, call, 'list', (container) => {
    if (callee === undefined || items === undefined) return;
    const element = iterate(engine, call, items, false);
    callOperand(engine, plainCall({ ...call, kind: 'callback' }, [element], null), callee);
    whenever(engine, callee, (value) => {
      if (value === NONE) callSpecialOf(engine, plainCall(call, [NONE], null), element, '__bool__', '__len__');
    });
    flow(engine, element, container.rest);
  });
};

/** `sorted`, `min`, `max`: a key function sees each element. */
function keyed(whole: boolean): Model {
  return (engine, call) => {
    const single = call.passed.length === 1 || whole;
    const [first] = call.passed;
    const element = single
      ? first === undefined
        ? NONE
        : elementsOf(engine, call, first)
      : union(engine, call.passed, call.unit);
    const key = keyword(call, 'key') ?? (whole ? call.passed[1] : undefined);
    if (key !== undefined) {
      const compared = new Node(call.unit);
      callOperand(engine, plainCall({ ...call, kind: 'callback' }, [element], compared), key);
      orderElements(engine, call, compared);
    } else orderElements(engine, call, element);
    if (whole) giveContainer(engine, call, 'list', (container) => flow(engine, element, container.rest));
    else give(engine, call, element);
    const otherwise = keyword(call, 'default');
    if (otherwise !== undefined) give(engine, call, otherwise);
  };
}

/** `nsmallest(n, xs, key)` and `merge(*xs, key=…)`. */
function ordered(from: number): Model {
  return (engine, call) => {
    giveContainer(engine, call, 'list', (container) => {
      const items = from === 0 ? call.passed : call.passed.slice(from, from + 1);
      for (const operand of items) flow(engine, iterate(engine, call, operand, false), container.rest);
      const key = keyword(call, 'key') ?? (from === 0 ? undefined : call.passed[from + 1]);
      if (key === undefined) orderElements(engine, call, container.rest);
      else callOperand(engine, plainCall({ ...call, kind: 'callback' }, [container.rest], null), key);
    });
  };
}

/** `groupby(xs, key)`: pairs of a key and the elements that have it. */
const groupBy: Model = (engine, call) => {
  const [items] = call.passed;
  const key = keyword(call, 'key') ?? call.passed[1];
  if (items === undefined) return;
  const element = iterate(engine, call, items, false);
  const found = new Node(call.unit);
  if (key === undefined) flow(engine, element, found);
  else callOperand(engine, plainCall({ ...call, kind: 'callback' }, [element], found), key);
  const group = makeContainer(engine, 'list', call.unit);
  const inside = engine.containers[indexOf(group)];
  if (inside !== undefined) flow(engine, element, inside.rest);
  givePairs(engine, call, found, group);
};

function givePairs(engine: Engine, call: Call, first: Operand, second: Operand): void {
  giveContainer(engine, call, 'list', (container) => {
    const pair = makeContainer(engine, 'tuple', call.unit);
    const inner = engine.containers[indexOf(pair)];
    if (inner === undefined) return;
    putEntry(engine, inner, 0, first);
    putEntry(engine, inner, 1, second);
    addValue(engine, container.rest, pair);
  });
}

const enumerate: Model = (engine, call) => {
  const [first] = call.passed;
  if (first !== undefined)
    givePairs(engine, call, externalValue(engine, '<**PyNum**>'), iterate(engine, call, first, false));
};

const zip: Model = (engine, call) => {
  giveContainer(engine, call, 'list', (container) => {
    const tuple = makeContainer(engine, 'tuple', call.unit);
    const inner = engine.containers[indexOf(tuple)];
    for (const [index, operand] of call.passed.entries()) {
      const element = iterate(engine, call, operand, false);
      if (inner === undefined) continue;
      if (call.spread?.[index]) flow(engine, iterate(engine, call, element, false), inner.rest);
      else putEntry(engine, inner, index, element);
    }
    const missing = keyword(call, 'fillvalue');
    if (inner !== undefined && missing !== undefined) flow(engine, missing, inner.rest);
    addValue(engine, container.rest, tuple);
  });
};

/** Groups of elements of its first argument: `combinations(xs, 2)`, `pairwise(xs)`. */
const groups: Model = (engine, call) => {
  const [items] = call.passed;
  if (items === undefined) return;
  giveContainer(engine, call, 'list', (container) => {
    const tuple = makeContainer(engine, 'tuple', call.unit);
    const inner = engine.containers[indexOf(tuple)];
    if (inner !== undefined) flow(engine, iterate(engine, call, items, false), inner.rest);
    addValue(engine, container.rest, tuple);
  });
};

/** `tee(xs)`: several goes at the same elements. */
const tee: Model = (engine, call) => {
  giveContainer(engine, call, 'tuple', (container) => {
    if (call.passed[0] !== undefined) flow(engine, call.passed[0], container.rest);
  });
};

const next: Model = (engine, call) => {
  const [iterator, otherwise] = call.passed;
  if (iterator === undefined) return;
  whenever(engine, iterator, (value) => {
    const kind = kindOf(value);
    if (kind === Kind.instance || kind === Kind.subtype) {
      callSpecial(engine, plainCall(call, [], call.result), value, '__next__');
      callSpecial(engine, plainCall(call, [], call.result), value, '__anext__');
    } else give(engine, call, iterate(engine, call, value, false));
  });
  give(engine, call, otherwise);
};

const iter: Model = (engine, call) => {
  const [iterable] = call.passed;
  if (iterable === undefined) return;
  if (call.passed.length > 1) {
    // `iter(function, sentinel)`.
    giveContainer(engine, call, 'list', (container) => {
      callOperand(engine, plainCall({ ...call, kind: 'callback' }, [], container.rest), iterable);
    });
    return;
  }
  whenever(engine, iterable, (value) => {
    const kind = kindOf(value);
    if (kind === Kind.instance || kind === Kind.subtype) {
      const found = callSpecial(engine, plainCall(call, [], call.result), value, '__iter__');
      const isAsync = callSpecial(engine, plainCall(call, [], call.result), value, '__aiter__');
      if (found || isAsync) return;
    }
    giveContainer(engine, call, 'list', (container) =>
      flow(engine, iterate(engine, call, value, false), container.rest),
    );
  });
};

const reduce: Model = (engine, call) => {
  const [callee, items, initial] = call.passed;
  if (callee === undefined || items === undefined) return;
  const result = new Node(call.unit);
  const element = iterate(engine, call, items, false);
  flow(engine, element, result);
  if (initial !== undefined) flow(engine, initial, result);
  callOperand(engine, plainCall({ ...call, kind: 'callback' }, [result, element], result), callee);
  give(engine, call, result);
};

/** `accumulate(xs, f)`. */
const accumulate: Model = (engine, call) => {
  const [items] = call.passed;
  if (items === undefined) return;
  giveContainer(engine, call, 'list', (container) => {
    const element = iterate(engine, call, items, false);
    flow(engine, element, container.rest);
    const initial = keyword(call, 'initial');
    if (initial !== undefined) flow(engine, initial, container.rest);
    const callee = keyword(call, 'func') ?? call.passed[1];
    if (callee === undefined) adds(engine, call, container.rest, element, container.rest);
    else
      callOperand(engine, plainCall({ ...call, kind: 'callback' }, [container.rest, element], container.rest), callee);
  });
};

/** `sum(xs, start)`. */
const sum: Model = (engine, call) => {
  const [items, start] = call.passed;
  if (items === undefined) return;
  const result = new Node(call.unit);
  const element = iterate(engine, call, items, false);
  const initial = start ?? keyword(call, 'start');
  if (initial !== undefined) flow(engine, initial, result);
  adds(engine, call, result, element, result);
  give(engine, call, result);
};

function adds(engine: Engine, site: Site, left: Operand, right: Operand, result: Node): void {
  callSpecialOf(engine, plainCall(site, [left, right], result), left, '__add__');
  callSpecialOf(engine, plainCall(site, [right, left], result), right, '__radd__');
}

const chain: Model = (engine, call) => {
  giveContainer(engine, call, 'list', (container) => {
    for (const operand of call.passed) {
      const element = iterate(engine, call, operand, false);
      flow(engine, element, container.rest);
      // `chain.from_iterable` goes one deeper.
      flow(engine, iterate(engine, call, element, false), container.rest);
    }
  });
};

/** One of the elements of its first argument. */
const element: Model = (engine, call) => {
  const [items] = call.passed;
  if (items === undefined) return;
  give(engine, call, elementsOf(engine, call, items));
  callSpecialOf(engine, plainCall(call, [items, NONE], call.result), items, '__getitem__');
};

/** Several of the elements of its first argument. */
const elements: Model = (engine, call) => {
  const [items] = call.passed;
  if (items === undefined) return;
  giveContainer(engine, call, 'list', (container) => {
    flow(engine, elementsOf(engine, call, items), container.rest);
    callSpecialOf(engine, plainCall(call, [items, NONE], container.rest), items, '__getitem__');
  });
};

/** `repeat(x)`. */
const repeats: Model = (engine, call) => {
  giveContainer(engine, call, 'list', (container) => {
    if (call.passed[0] !== undefined) flow(engine, call.passed[0], container.rest);
  });
};

/** `heappush(heap, item)` and the like: what is put in is compared, and comes out again. */
const heap: Model = (engine, call) => {
  const [items, item] = call.passed;
  if (items === undefined) return;
  const held = new Node(call.unit);
  whenever(engine, items, (value: Value) => {
    const container = kindOf(value) === Kind.container ? engine.containers[indexOf(value)] : undefined;
    if (container !== undefined && item !== undefined) flow(engine, item, container.rest);
    flow(engine, iterate(engine, call, value, false), held);
  });
  if (item !== undefined) flow(engine, item, held);
  orderElements(engine, call, held);
  const key = keyword(call, 'key');
  if (key !== undefined) callOperand(engine, plainCall({ ...call, kind: 'callback' }, [held], null), key);
  give(engine, call, held);
};

/** `cmp_to_key(f)`: a key that compares by a function. */
const comparer: Model = (engine, call, _receiver, name) => {
  const [callee] = call.passed;
  if (callee === undefined) return;
  const id = engine.partials.length;
  engine.partials.push({ callee: externalValue(engine, `${name}.call`), passed: [callee], keywords: [] });
  addValue(engine, call.result ?? new Node(call.unit), id * 32 + Kind.partial);
};

const compared: Model = (engine, call) => {
  const [callee, item] = call.passed;
  if (callee === undefined || item === undefined) return;
  callOperand(engine, plainCall({ ...call, kind: 'callback' }, [item, item], null), callee);
};

/** By dotted name. */
export const ITERATION_MODELS: readonly (readonly [string, Model])[] = [
  ...all('<builtin>.list', collects('list')),
  ...all('<builtin>.tuple', collects('tuple')),
  ...all('<builtin>.set <builtin>.frozenset weakref.WeakSet', collects('set')),
  ...all('<builtin>.reversed', reversed),
  ...all('collections.deque itertools.cycle itertools.islice itertools.compress', collects('list')),
  ...all('itertools.chain itertools.chain.from_iterable', chain),
  ...all('queue.Queue queue.LifoQueue queue.SimpleQueue asyncio.Queue asyncio.LifoQueue', holds(false)),
  ...all('multiprocessing.Queue multiprocessing.SimpleQueue multiprocessing.JoinableQueue', holds(false)),
  ...all('queue.PriorityQueue asyncio.PriorityQueue', holds(true)),
  ...all('contextvars.ContextVar', holds(false)),
  ...all('<builtin>.map', map),
  ...all('itertools.starmap', starMap),
  ...all('<builtin>.filter itertools.filterfalse itertools.takewhile itertools.dropwhile', filter),
  ...all('<builtin>.sorted', keyed(true)),
  ...all('<builtin>.min <builtin>.max', keyed(false)),
  ...all('heapq.nsmallest heapq.nlargest', ordered(1)),
  ...all('heapq.merge', ordered(0)),
  ...all('itertools.groupby', groupBy),
  ...all('<builtin>.enumerate', enumerate),
  ...all('<builtin>.zip itertools.zip_longest itertools.product', zip),
  ...all('itertools.combinations itertools.permutations itertools.combinations_with_replacement', groups),
  ...all('itertools.pairwise itertools.batched', groups),
  ...all('itertools.tee', tee),
  ...all('itertools.repeat', repeats),
  ...all('itertools.accumulate', accumulate),
  ...all('<builtin>.next <builtin>.anext', next),
  ...all('<builtin>.iter <builtin>.aiter', iter),
  ...all('functools.reduce', reduce),
  ...all('<builtin>.sum', sum),
  ...all('functools.cmp_to_key', comparer),
  ...all('functools.cmp_to_key.call', compared),
  ...all('random.choice random.*.choice secrets.choice secrets.*.choice', element),
  ...all('statistics.mode statistics.median_low statistics.median_high', element),
  ...all('random.sample random.choices random.*.sample random.*.choices statistics.multimode', elements),
  ...all('heapq.heappush heapq.heappop heapq.heappushpop heapq.heapreplace heapq.heapify', heap),
  ...all('bisect.insort bisect.insort_left bisect.insort_right', heap),
  ...all('bisect.bisect bisect.bisect_left bisect.bisect_right', heap),
];
