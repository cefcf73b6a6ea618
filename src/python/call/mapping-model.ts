// Models of what makes mappings: `dict`, `defaultdict`, `dict.fromkeys`.
import { type Call, callOperand, plainCall } from './call-value.ts';
import { putEntry } from './container.ts';
import type { Container } from './container-object.ts';
import type { Engine } from './engine.ts';
import { flow, whenever } from './flow.ts';
import { mergeInto } from './mapping.ts';
import { all, giveContainer, type Model } from './model.ts';
import { Node, type Operand } from './node.ts';
import { iterate } from './special.ts';
import { indexOf, Kind, kindOf, type Value } from './value.ts';

const dictionary: Model = (engine, call) => {
  giveContainer(engine, call, 'dictionary', (container, value) => {
    fillDictionary(engine, call, container, value, call.passed);
  });
};

/** What mappings, pairs and keywords hold goes in. */
function fillDictionary(
  engine: Engine,
  call: Call,
  container: Container,
  value: Value,
  operands: readonly Operand[],
): void {
  for (const operand of operands) {
    mergeInto({ engine }, value, operand, call);
    whenever(engine, operand, (each) => {
      if (kindOf(each) === Kind.container && engine.containers[indexOf(each)]?.form === 'dictionary') return;
      whenever(engine, iterate(engine, call, each, false), (pair) => {
        flow(engine, iterate(engine, call, pair, false), container.rest);
      });
    });
  }
  for (const [name, operand] of call.keywords) {
    if (name === null) mergeInto({ engine }, value, operand, call);
    else putEntry(engine, container, name, operand);
  }
}

const defaultDictionary: Model = (engine, call) => {
  giveContainer(engine, call, 'dictionary', (container, value) => {
    const [factory, ...given] = call.passed;
    if (factory !== undefined) {
      callOperand(engine, plainCall({ ...call, kind: 'callback' }, [], container.rest), factory);
    }
    fillDictionary(engine, call, container, value, given);
  });
};

/** `dict.fromkeys(keys, value)`. */
const fromKeys: Model = (engine, call) => {
  giveContainer(engine, call, 'dictionary', (container) => {
    const [keys, value] = call.passed;
    if (keys !== undefined) {
      container.keys ??= new Node(call.unit);
      flow(engine, iterate(engine, call, keys, false), container.keys);
    }
    if (value !== undefined) putEntry(engine, container, null, value);
  });
};

/** By dotted name. */
export const MAPPING_MODELS: readonly (readonly [string, Model])[] = [
  ...all('<builtin>.dict collections.OrderedDict collections.Counter collections.ChainMap', dictionary),
  ...all('weakref.WeakValueDictionary weakref.WeakKeyDictionary types.MappingProxyType', dictionary),
  ...all('collections.defaultdict', defaultDictionary),
  ...all('<builtin>.dict.fromkeys collections.OrderedDict.fromkeys', fromKeys),
];
