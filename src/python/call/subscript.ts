// Subscripts: reading `x[k]` and writing it.
import type { Expression } from '../summary/summary.ts';
import { callOperand, callSpecial, callValue, plainCall } from './call-value.ts';
import { allOf, CONSTANT_KEY, entryOf, keyOf, putEntry, readEntry } from './container.ts';
import { type Engine, externalValue, makeContainer, STRING, textOf } from './engine.ts';
import type { Site } from './escape.ts';
import { handOneOver } from './external.ts';
import { addValue, flow, whenever } from './flow.ts';
import { fieldOf, request } from './hierarchy.ts';
import { aliasNode, attributeNode, letNamesGo, moduleAttribute } from './module-value.ts';
import { Node, type Operand } from './node.ts';
import { indexOf, Kind, kindOf, makeValue, NONE, UNKNOWN, type Value } from './value.ts';

/** What `base[index]` gives; `written` is the index as written, where a slice tells which part. */
export function readSubscript(
  engine: Engine,
  site: Site,
  base: Operand,
  index: Operand,
  written?: Expression,
): Operand {
  if (typeof base === 'number' && typeof index === 'number' && kindOf(base) === Kind.container) {
    return written?.kind === 'slice'
      ? slice(engine, site, base, written)
      : readEntry(engine, indexOf(base), keyOf(engine, index), site.unit);
  }
  const result = new Node(site.unit);
  whenever(engine, base, (value) => readFrom(engine, site, value, index, written, result));
  return result;
}

function readFrom(
  engine: Engine,
  site: Site,
  value: Value,
  index: Operand,
  written: Expression | undefined,
  result: Node,
): void {
  const kind = kindOf(value);
  switch (kind) {
    case Kind.container:
      if (written?.kind === 'slice') addValue(engine, result, slice(engine, site, value, written));
      else if (typeof index === 'number') {
        flow(engine, readEntry(engine, indexOf(value), keyOf(engine, index), site.unit), result);
      } else {
        whenever(engine, index, (key) => {
          const container = engine.containers[indexOf(value)];
          // Of a sequence it is a number that was not followed, of a mapping a constant.
          if (key === NONE && container?.form === 'dictionary') {
            if (container.get(CONSTANT_KEY) !== undefined) {
              flow(engine, entryOf(engine, container, CONSTANT_KEY), result);
            }
            return;
          }
          flow(engine, readEntry(engine, indexOf(value), keyOf(engine, key), site.unit), result);
        });
        if (index.values.length === 0) {
          const run = () => flow(engine, readEntry(engine, indexOf(value), null, site.unit), result);
          engine.openIndexes.push({ index, run });
        }
      }
      return;
    case Kind.instance:
    case Kind.subtype: {
      const type = engine.classes[indexOf(value)];
      if (type === undefined) return;
      callSpecial(engine, plainCall(site, [index], result), value, '__getitem__');
      if (type.order.some((each) => each.members.has('__missing__'))) {
        callSpecial(engine, plainCall(site, [index], result), value, '__missing__');
      }
      flow(engine, request(engine, type, '[]', kind === Kind.instance ? 'instance' : 'subtype').result, result);
      return;
    }
    case Kind.class:
    case Kind.subclass: {
      const type = engine.classes[indexOf(value)];
      if (type === undefined) return;
      callSpecial(engine, plainCall(site, [index], result), value, '__getitem__');
      // `C[T]` is C again where it is generic, a member where it is an enumeration.
      addValue(engine, result, value);
      // A base that has it may be known only later.
      const form = kind === Kind.class ? 'class' : 'subclass';
      const call = plainCall(site, [index], result);
      whenever(engine, request(engine, type, '__class_getitem__', form).result, (callable) => {
        if (callable !== UNKNOWN) callValue(engine, call, callable);
      });
      return;
    }
    case Kind.unknown:
    case Kind.named:
      callSpecial(engine, plainCall(site, [index], null), value, '__getitem__');
      addValue(engine, result, UNKNOWN);
      return;
    case Kind.external: {
      addValue(engine, result, value);
      if (textOf(engine, indexOf(value)) !== 'sys.modules') return;
      whenever(engine, index, (key) => {
        const module = kindOf(key) === Kind.string ? engine.source.find(textOf(engine, indexOf(key))) : null;
        if (kindOf(key) === Kind.string) flow(engine, aliasNode(engine, textOf(engine, indexOf(key))), result);
        if (module !== null) addValue(engine, result, makeValue(Kind.module, module.id));
        else if (key !== NONE) addValue(engine, result, UNKNOWN);
      });
      return;
    }
    case Kind.string:
    case Kind.prefix:
      addValue(engine, result, externalValue(engine, STRING));
      return;
    case Kind.module: {
      const module = engine.modules[indexOf(value)];
      if (module === undefined) return;
      // `globals()[name]`.
      module.asDictionary(() => {
        whenever(engine, index, (key) => {
          if (kindOf(key) === Kind.string)
            flow(engine, moduleAttribute(engine, module, textOf(engine, indexOf(key)), site), result);
          else if (key !== NONE) {
            letNamesGo(engine, module, { ...site, kind: 'dynamic', resolved: false });
            addValue(engine, result, UNKNOWN);
          }
        });
      });
      return;
    }
    default:
  }
}

/** `xs[1:3]`: a list of its own, in order where the bounds are written. */
function slice(engine: Engine, site: Site, value: Value, written: Extract<Expression, { kind: 'slice' }>): Value {
  const made = makeContainer(engine, 'list', site.unit);
  const into = engine.containers[indexOf(made)];
  const from = engine.containers[indexOf(value)];
  if (into === undefined || from === undefined) return made;
  const { lower, upper, step } = written;
  const start = lower === null ? 0 : lower.kind === 'number' ? lower.value : null;
  const end = upper === null ? Number.POSITIVE_INFINITY : upper.kind === 'number' ? upper.value : null;
  if (start === null || end === null || step !== null) {
    flow(engine, allOf(engine, indexOf(value)), into.rest);
    return made;
  }
  for (const [key, entry] of from.entries()) {
    if (typeof key === 'number' && key >= start && key < end) putEntry(engine, into, key - start, entry);
  }
  flow(engine, from.rest, into.rest);
  return made;
}

/** `base[index] = operand`. */
export function storeSubscript(engine: Engine, site: Site, base: Operand, index: Operand, operand: Operand): void {
  whenever(engine, base, (value) => {
    const kind = kindOf(value);
    if (kind === Kind.container) {
      const container = engine.containers[indexOf(value)];
      if (container === undefined) return;
      if (typeof index === 'number') putEntry(engine, container, keyOf(engine, index), operand);
      else {
        whenever(engine, index, (key) => {
          const isConstant = key === NONE && container.form === 'dictionary';
          putEntry(engine, container, isConstant ? CONSTANT_KEY : keyOf(engine, key), operand);
          if (container.form === 'dictionary' && isKeyWorthy(key)) {
            container.keys ??= new Node(site.unit);
            addValue(engine, container.keys, key);
          }
        });
        if (index.values.length === 0) {
          engine.openIndexes.push({ index, run: () => flow(engine, operand, container.rest) });
        }
      }
      return;
    }
    const type = engine.classes[indexOf(value)];
    if (kind === Kind.instance || kind === Kind.subtype) {
      if (type === undefined) return;
      const found = callSpecial(engine, plainCall(site, [index, operand], null), value, '__setitem__');
      if (!found) flow(engine, operand, fieldOf(engine, type, '[]'));
      return;
    }
    if (kind === Kind.module) {
      const module = engine.modules[indexOf(value)];
      // A module's `__getattr__` keeps what it gives: `globals()[name] = value`.
      if (site.unit.path === '__getattr__' && site.unit.module === module) return;
      whenever(engine, index, (key) => {
        if (module === undefined || kindOf(key) !== Kind.string) return;
        const name = textOf(engine, indexOf(key));
        flow(engine, operand, attributeNode(engine, module, name));
        if (name !== '__getattr__') return;
        // `lazy_import(globals(), …)`: asked for whatever name the module does not bind.
        const asked: Site = { ...site, kind: 'dynamic', resolved: false };
        callOperand(engine, plainCall(asked, [externalValue(engine, STRING)], null), operand);
      });
      return;
    }
    if (kind === Kind.external) {
      const name = textOf(engine, indexOf(value));
      handOneOver(engine, operand, { ...site, kind: 'callback', resolved: false }, name);
      if (name !== 'sys.modules') return;
      whenever(engine, index, (key) => {
        if (kindOf(key) === Kind.string) flow(engine, operand, aliasNode(engine, textOf(engine, indexOf(key))));
      });
      return;
    }
    if (kind === Kind.unknown || kind === Kind.named) {
      callSpecial(engine, plainCall(site, [index, operand], null), value, '__setitem__');
    }
  });
}

function isKeyWorthy(value: Value): boolean {
  const kind = kindOf(value);
  return kind === Kind.class || kind === Kind.function || kind === Kind.instance;
}
