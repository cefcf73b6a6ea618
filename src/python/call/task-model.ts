// Models of what runs functions elsewhere and hands over what they give: threads, executors, tasks, generators, contexts.
import { loadAttribute } from './attribute.ts';
import { type Call, callOperand, plainCall } from './call-value.ts';
import { putEntry } from './container.ts';
import { type Engine, externalValue, makeContainer } from './engine.ts';
import { handOver } from './external.ts';
import { addValue, flow, whenever } from './flow.ts';
import { all, give, giveContainer, isCallable, keyword, type Model } from './model.ts';
import { Node, type Operand } from './node.ts';
import { sendsOf, yieldsOf } from './reach.ts';
import { enterContext, iterate } from './special.ts';
import { indexOf, Kind, kindOf, makeValue, UNKNOWN } from './value.ts';

/** Calls the argument at a place with those after it. */
function callFrom(engine: Engine, call: Call, at: number, result: Node | null): void {
  const callee = call.passed[at];
  if (callee === undefined) return;
  const spread = call.spread?.slice(at + 1) ?? null;
  const passed = call.passed.slice(at + 1);
  const keywords = call.keywords.filter(([name]) => name !== 'context' && name !== 'name');
  callOperand(engine, { ...call, kind: 'callback', passed, spread, keywords, result }, callee);
}

/** Runs coroutines or functions and gives what they give. */
const runs: Model = (engine, call, _receiver, name) => {
  for (const [index, operand] of call.passed.entries()) {
    whenever(engine, operand, (value) => {
      if (isCallable(value)) callFrom(engine, call, index, call.result);
      else if (kindOf(value) !== Kind.none) give(engine, call, value);
    });
  }
  give(engine, call, externalValue(engine, name));
};

/** Calls the argument at a place with those after it, and gives what that gives. */
function runsFrom(at: number): Model {
  return (engine, call, _receiver, name) => {
    callFrom(engine, call, at, call.result);
    give(engine, call, externalValue(engine, name));
  };
}

/** `gather(a, b)`: what each gives, in a list. */
const gathers: Model = (engine, call) => {
  giveContainer(engine, call, 'list', (container) => {
    for (const [index, operand] of call.passed.entries()) {
      flow(engine, call.spread?.[index] ? iterate(engine, call, operand, false) : operand, container.rest);
    }
  });
};

/** `wait(tasks)`: those that are done, and the others. */
const waits: Model = (engine, call) => {
  const tasks = call.passed[0] ?? keyword(call, 'fs');
  if (tasks === undefined) return;
  giveContainer(engine, call, 'tuple', (container) => {
    const part = makeContainer(engine, 'set', call.unit);
    const inner = engine.containers[indexOf(part)];
    if (inner !== undefined) flow(engine, iterate(engine, call, tasks, false), inner.rest);
    addValue(engine, container.rest, part);
  });
};

const completed: Model = (engine, call) => {
  const [tasks] = call.passed;
  if (tasks === undefined) return;
  giveContainer(engine, call, 'list', (container) => flow(engine, iterate(engine, call, tasks, false), container.rest));
};

/** `submit(f, …)`: an object whose `result()` is what the function gives. */
function submits(read: string, calls: (engine: Engine, call: Call, result: Node) => void): Model {
  return (engine, call, _receiver, name) => {
    const given = new Node(call.unit);
    calls(engine, call, given);
    giveContainer(engine, call, 'object', (container) => {
      const id = engine.partials.length;
      engine.partials.push({ callee: externalValue(engine, 'weakref.target'), passed: [given], keywords: [] });
      putEntry(engine, container, read, makeValue(Kind.partial, id));
    });
    give(engine, call, externalValue(engine, name));
  };
}

const submit = submits('result', (engine, call, result) => callFrom(engine, call, 0, result));

/** `apply(f, args, kwargs)`. */
function apply(engine: Engine, call: Call, result: Node | null): void {
  const [callee] = call.passed;
  if (callee === undefined) return;
  startWith(
    engine,
    call,
    callee,
    keyword(call, 'args') ?? call.passed[1],
    keyword(call, 'kwds') ?? call.passed[2],
    result,
  );
}

function startWith(
  engine: Engine,
  call: Call,
  target: Operand,
  args: Operand | undefined,
  named: Operand | undefined,
  result: Node | null,
): void {
  callOperand(
    engine,
    {
      ...call,
      kind: 'callback',
      passed: args === undefined ? [] : [args],
      spread: args === undefined ? null : [true],
      keywords: named === undefined ? [] : [[null, named]],
      result,
    },
    target,
  );
}

/** `Thread(target=f, args=(…), kwargs={…})` and the like. */
const starts: Model = (engine, call, _receiver, name) => {
  const isTimer = name.endsWith('.Timer');
  const target = keyword(call, 'target') ?? keyword(call, 'function') ?? call.passed[1];
  const args = keyword(call, 'args') ?? call.passed[isTimer ? 2 : 3];
  const named = keyword(call, 'kwargs') ?? call.passed[isTimer ? 3 : 4];
  if (target !== undefined) startWith(engine, call, target, args, named, null);
  give(engine, call, externalValue(engine, name));
};

/** `pool.map(f, xs)`: a function sees each element; `spread`: each element is its arguments. */
function maps(spread: boolean): Model {
  return (engine, call) => {
    const [callee, ...others] = call.passed;
    giveContainer(engine, call, 'list', (container) => {
      if (callee === undefined) return;
      const passed = others.slice(0, spread ? 1 : undefined).map((operand) => iterate(engine, call, operand, false));
      callOperand(
        engine,
        { ...call, kind: 'callback', passed, spread: spread ? [true] : null, keywords: [], result: container.rest },
        callee,
      );
    });
    const callback = keyword(call, 'callback');
    if (callback !== undefined) handOver(engine, { ...call, passed: [callback], keywords: [] }, 'multiprocessing');
  };
}

const applied: Model = (engine, call) => apply(engine, call, call.result);

const appliedLater: Model = (engine, call, receiver, name) => {
  submits('get', apply)(engine, call, receiver, name);
  for (const key of ['callback', 'error_callback']) {
    const callback = keyword(call, key);
    if (callback !== undefined) handOver(engine, { ...call, passed: [callback], keywords: [] }, name);
  }
};

/** `stack.enter_context(x)`. */
function enters(isAsync: boolean): Model {
  return (engine, call) => {
    const [context] = call.passed;
    if (context !== undefined) give(engine, call, enterContext(engine, call, context, isAsync));
  };
}

/** `closing(x)`: `x`, whose `close` runs in the end. */
function closes(method: string): Model {
  return (engine, call) => {
    const [target] = call.passed;
    if (target === undefined) return;
    callOperand(engine, plainCall(call, [], null), loadAttribute(engine, call, target, method));
    give(engine, call, target);
  };
}

/** `generator.send(x)`: the `yield` gives `x`, and the next one answers. */
const send: Model = (engine, call, receiver) => {
  const unit = typeof receiver === 'number' ? engine.units[indexOf(receiver)] : undefined;
  if (unit === undefined) return;
  for (const operand of call.passed) flow(engine, operand, sendsOf(unit));
  give(engine, call, yieldsOf(unit));
};

/** `generator.throw(E)`: a class is made an instance of. */
const throws: Model = (engine, call, receiver) => {
  const unit = typeof receiver === 'number' ? engine.units[indexOf(receiver)] : undefined;
  for (const operand of call.passed) {
    whenever(engine, operand, (value) => {
      if (kindOf(value) === Kind.class) callOperand(engine, plainCall(call, [], null), value);
    });
  }
  if (unit !== undefined) give(engine, call, yieldsOf(unit));
};

/** What another process, or a store, gives back may be an object of any class. */
const receives: Model = (engine, call, _receiver, name) => {
  handOver(engine, call, name);
  give(engine, call, UNKNOWN);
};

/** By dotted name. */
export const TASK_MODELS: readonly (readonly [string, Model])[] = [
  ...all('asyncio.run asyncio.wait_for asyncio.shield asyncio.create_task asyncio.ensure_future', runs),
  ...all('asyncio.*.create_task asyncio.*.run_until_complete asyncio.*.run_coroutine_threadsafe', runs),
  ...all('asyncio.run_coroutine_threadsafe asyncio.wrap_future asyncio.*.run', runs),
  ...all('asyncio.gather', gathers),
  ...all('asyncio.wait concurrent.futures.wait', waits),
  ...all('asyncio.as_completed concurrent.futures.as_completed', completed),
  ...all('asyncio.to_thread contextvars.*.run', runsFrom(0)),
  ...all('asyncio.*.run_in_executor', runsFrom(1)),
  ...all('asyncio.*.call_soon asyncio.*.call_soon_threadsafe', runsFrom(0)),
  ...all('asyncio.*.call_later asyncio.*.call_at', runsFrom(1)),
  ...all('asyncio.*.add_reader asyncio.*.add_writer asyncio.*.add_signal_handler', runsFrom(1)),
  ...all('threading.Thread threading.Timer multiprocessing.Process multiprocessing.*.Process', starts),
  ...all('concurrent.*.submit', submit),
  ...all('concurrent.*.map multiprocessing.*.map multiprocessing.*.imap multiprocessing.*.imap_unordered', maps(false)),
  ...all('multiprocessing.*.starmap', maps(true)),
  ...all('multiprocessing.*.apply', applied),
  ...all('multiprocessing.*.apply_async', appliedLater),
  ...all('multiprocessing.*.recv shelve.open shelve.*.get', receives),
  ...all('contextlib.ExitStack.enter_context contextlib.AsyncExitStack.enter_context', enters(false)),
  ...all('contextlib.AsyncExitStack.enter_async_context', enters(true)),
  ...all('contextlib.closing', closes('close')),
  ...all('contextlib.aclosing', closes('aclose')),
  ...all('<**PyGenerator**>.send <**PyGenerator**>.asend', send),
  ...all('<**PyGenerator**>.__next__ <**PyGenerator**>.__anext__', send),
  ...all('<**PyGenerator**>.throw <**PyGenerator**>.athrow', throws),
];
