// What a template engine looks up by a name: where all templates are known, what they name and nothing else.
import { walkExpressionsOf } from '../summary/visit.ts';
import { TEMPLATE_ENGINES } from '../template/template-language.ts';
import { loadAttribute, memberOfAny } from './attribute.ts';
import type { ClassObject } from './class-object.ts';
import { constructOpen } from './construct.ts';
import { allOf } from './container.ts';
import { type Engine, STRING, textOf } from './engine.ts';
import { letEscape, type Site } from './escape.ts';
import { addValue, flow, whenever } from './flow.ts';
import type { Node, Operand } from './node.ts';
import type { Unit } from './unit.ts';
import { indexOf, Kind, kindOf, UNKNOWN, type Value } from './value.ts';

/** An attribute that an engine reads from a value under a name that nothing tells. */
export interface NamedLoad {
  readonly site: Site;
  readonly value: Value;
  readonly result: Node;
}

/** A call from elsewhere that hands an engine the text of a template. */
export interface TextCall {
  readonly text: Operand;
}

/** The functions of engines that take the text of a template or a folder, and the loaders whose texts nobody can see. */
const TEXT_TAKERS = new Set([
  'FileSystemLoader.__init__',
  'Environment.from_string',
  'Template.__new__',
  'Template.__init__',
  'Engine.from_string',
]);
const OPAQUE_LOADERS = new Set(['FunctionLoader', 'DictLoader']);
const MADE: ReadonlySet<string> = new Set(TEMPLATE_ENGINES.flatMap(({ made }) => [...made]));
/** The methods by which a loader of one's own gives a text. */
const SOURCES = ['get_source', 'get_contents'];

/** Whether a module is part of a template engine. */
export function isEngineModule(name: string): boolean {
  return TEMPLATE_ENGINES.some(({ module }) => name === module || name.startsWith(`${module}.`));
}

/** Whether a call hands an engine a text. */
export function takesText(from: Unit, to: Unit): boolean {
  return to.module.rendersTemplates && !from.module.rendersTemplates && TEXT_TAKERS.has(to.path);
}

export interface NamedReads {
  /** Lets the names reach what reads by name; null: they are not all known, and anything does. True where that is new. */
  answer(names: { readonly entries: ReadonlySet<string>; readonly attributes: ReadonlySet<string> } | null): boolean;
}

export function openNamedReads(engine: Engine): NamedReads {
  const done = new Map<string, Operand>();
  let loads = 0;
  let registered = 0;
  let isAnything = false;
  const asked = new Set<ClassObject>();

  function isNew(key: string, operand: Operand): boolean {
    if (done.get(key) === operand) return false;
    done.set(key, operand);
    return true;
  }

  /** Any function that a module registered may be asked for. */
  function takeAll(): boolean {
    const isMore = registered < engine.registrations.length;
    for (; registered < engine.registrations.length; registered++) engine.registrations[registered]?.take();
    return isMore;
  }

  /** Of what the engine makes for templates anything may be asked. */
  function askMade(): boolean {
    let changed = false;
    for (const type of engine.classes) {
      const name = `${type.module.name}.${type.path}`;
      if (!type.module.rendersTemplates || asked.has(type) || !MADE.has(name)) continue;
      asked.add(type);
      changed = true;
      const site: Site = { unit: type.unit, line: type.line, kind: 'template', resolved: false };
      constructOpen(engine, type.id, site);
      for (const [member, node] of type.members) {
        if (!member.startsWith('_')) whenever(engine, node, (value) => letEscape(engine, value, site));
      }
    }
    return changed;
  }

  function readEntries(names: ReadonlySet<string> | null): boolean {
    let changed = false;
    for (const [id, node] of engine.namedEntries) {
      const container = engine.containers[id];
      if (container === undefined) continue;
      if (names === null) {
        if (isNew(`${id}`, node)) {
          changed = true;
          flow(engine, allOf(engine, id), node);
        }
        continue;
      }
      if (container.hasRest && isNew(`${id} rest`, container.rest)) {
        changed = true;
        flow(engine, container.rest, node);
      }
      for (const [key, entry] of container.entries()) {
        const isNamed = typeof key !== 'string' || names.has(key);
        if (!isNew(`${id} ${isNamed} ${key}`, entry)) continue;
        changed = true;
        whenever(engine, entry, (value) => {
          if (isNamed || !isFunction(value)) addValue(engine, node, value);
        });
      }
    }
    return changed;
  }

  function readAttributes(names: ReadonlySet<string> | null): boolean {
    let changed = false;
    for (const [index, { site, value, result }] of engine.namedLoads.entries()) {
      if (names === null) {
        if (index < loads) continue;
        const member = memberOfAny(engine, value);
        if (member !== null) addValue(engine, result, member);
        changed = true;
        continue;
      }
      for (const name of names) {
        if (!isNew(`${index}.${name}`, value)) continue;
        changed = true;
        flow(engine, loadAttribute(engine, site, value, name), result);
      }
    }
    if (names === null) loads = engine.namedLoads.length;
    return changed;
  }

  return {
    answer(names) {
      isAnything ||= names === null || hasUnknownText(engine);
      const isMore = isAnything && askMade();
      const changed = (isAnything && takeAll()) || isMore;
      const entries = readEntries(isAnything ? null : (names?.entries ?? null));
      return readAttributes(isAnything ? null : (names?.attributes ?? null)) || entries || changed;
    },
  };
}

/** What only a template would call: data and classes that stand in the same tables are what they are. */
function isFunction(value: Value): boolean {
  const kind = kindOf(value);
  return kind === Kind.function || kind === Kind.method || kind === Kind.bound || kind === Kind.partial;
}

/** Whether some template's text comes from where nobody can read it. */
function hasUnknownText(engine: Engine): boolean {
  for (const { text } of engine.textCalls) {
    const values = typeof text === 'number' ? [text] : text.values;
    if (values.some((value) => isUnknownText(engine, value))) return true;
  }
  for (const [distribution] of engine.names.calls.get('from_string') ?? []) {
    if (importsEngine(engine, distribution)) return true;
  }
  return engine.classes.some((type) => {
    if (!type.live) return false;
    if (type.module.rendersTemplates) return OPAQUE_LOADERS.has(type.name);
    const isLoader = type.order.some((each) => each !== type && each.module.rendersTemplates);
    return isLoader && SOURCES.some((name) => type.members.get(name)?.values.some((value) => isOpaque(engine, value)));
  });
}

/** Whether code of a distribution, other than the engine's own, imports the engine: it may hold an environment. */
function importsEngine({ modules }: Engine, distribution: string | null): boolean {
  return modules.some(
    ({ distribution: owner, rendersTemplates, graph }) =>
      owner === distribution &&
      !rendersTemplates &&
      graph?.edges.some(({ to }) => isEngineModule(to.found.name)) === true,
  );
}

function isUnknownText(engine: Engine, value: Value): boolean {
  if (kindOf(value) === Kind.external) {
    // Texts that are put together of what is written, and files.
    const name = textOf(engine, indexOf(value));
    if (/^(?:os\.path|pathlib)\./.test(name)) return false;
    return !name.startsWith(STRING) && !/\.read(?:_text)?(?:\.decode)?$/.test(name);
  }
  return value === UNKNOWN || kindOf(value) === Kind.named;
}

/** Whether a loader's method asks no other loader for the text. */
function isOpaque(engine: Engine, value: Value): boolean {
  const unit = kindOf(value) === Kind.function ? engine.units[indexOf(value)] : undefined;
  const body = unit?.statement?.body ?? [];
  let asks = false;
  walkExpressionsOf(body, (expression) => {
    if (expression.kind === 'attribute' && SOURCES.includes(expression.name)) asks = true;
  });
  return !asks;
}
