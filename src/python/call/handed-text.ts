// Texts handed to code that is not read: it may import the modules that they name, and call what those hold.
import type { ModuleGrowth } from '../graph/module-graph.ts';
import { parseModuleName } from '../module/module-name.ts';
import type { Engine } from './engine.ts';
import type { Site } from './escape.ts';
import { letNamesGo } from './module-value.ts';
import type { Unit } from './unit.ts';

/** A text that may name a module, and who handed it over first. */
export interface HandedText {
  readonly unit: Unit;
  readonly line: number;
  /** Whether the module that it names is loaded for it, and whether no more comes of it. */
  state: 'new' | 'loading' | 'done';
}

const MODULE_NAME = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;

/** Notes a text that was handed to code outside, by the dotted name of that. */
export function noteHandedText(engine: Engine, text: string, callee: string, { unit, line }: Site): void {
  const { handedTexts, unread } = engine;
  if (handedTexts.has(text) || !MODULE_NAME.test(text) || unread?.importsByText(callee) !== true) return;
  handedTexts.set(text, { unit, line, state: 'new' });
}

/** Loads what they name, and lets go what is loaded; false where nothing is new. */
export function followHandedTexts(engine: Engine, growth: ModuleGrowth): boolean {
  let found = false;
  for (const [text, handed] of engine.handedTexts) {
    const { unit, line, state } = handed;
    if (state === 'done') continue;
    const name = parseModuleName(text);
    const module = name === null ? null : growth.input.finder.find(name);
    const { graph } = unit.module;
    if (name === null || graph === null || module?.kind !== 'source' || engine.unread?.leavesOut(module) === true) {
      handed.state = 'done';
      continue;
    }
    const object = engine.source.find(text);
    if (object?.loaded === true) {
      handed.state = 'done';
      letNamesGo(engine, object, { unit, line, kind: 'string', resolved: false });
      found = true;
    } else if (state === 'new') {
      handed.state = 'loading';
      growth.loadNamed(graph, name, line);
      found = true;
    }
  }
  return found;
}
