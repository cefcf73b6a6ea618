// What requests for attributes go on with when no class has an answer.
import { isProtocol } from './abstract.ts';
import { loadByName } from './by-name.ts';
import type { Request } from './class-object.ts';
import { boundValue, type Engine, externalAttribute, externalValue, textId } from './engine.ts';
import { leaveToBase } from './external.ts';
import { addValue } from './flow.ts';
import { holdType } from './held.ts';
import { contribute, hubOf, liveBelow } from './hierarchy.ts';
import { mappingMixin } from './mapping-mixin.ts';
import { isForeign, topOf } from './standard-names.ts';
import { Kind, kindOf, makeValue, type Value } from './value.ts';

/** After all is settled: what nothing answered is taken from outside, or is unknown. True where that helps. */
export function answerFallbacks(engine: Engine): boolean {
  let changed = false;
  for (const made of engine.deferred.splice(0)) {
    const { about } = made;
    if (about.made || isProtocol(about) || !liveBelow(about).next().done) continue;
    contribute(engine, made, about);
    changed = true;
  }
  for (const made of engine.wanting.splice(0)) {
    if (made.result.values.length > 0) continue;
    made.wantsFallback = false;
    const value = fallbackOf(engine, made);
    if (value === null) continue;
    // It may well be there, set by code that is not seen: then any property of that name answers.
    if (kindOf(value) === Kind.named) loadByName(engine, hubOf(engine, made), made.about.line, made.name);
    addValue(engine, made.result, value);
    changed = true;
  }
  return changed;
}

/** A request whose asker goes on with something even where no class has the attribute. */
export function wantFallback(engine: Engine, made: Request): void {
  if (made.wantsFallback) return;
  made.wantsFallback = true;
  if (made.result.values.length === 0) engine.wanting.push(made);
}

/** What reads and writes attributes as if the class had no hooks. */
const ACCESS = new Set(['__getattribute__', '__setattr__', '__delattr__']);

function fallbackOf(engine: Engine, made: Request): Value | null {
  const { about, name } = made;
  const named = makeValue(Kind.named, textId(engine, name));
  if (name === '__class__') return makeValue(Kind.subclass, about.id);
  if (ACCESS.has(name)) {
    return boundValue(engine, externalValue(engine, `<builtin>.object.${name}`), makeValue(Kind.subtype, about.id));
  }
  const outside = about.outside.find((each) => each !== '<builtin>.object');
  leaveToBase(engine, about, { unit: hubOf(engine, made), line: about.line, kind: 'override', resolved: false });
  // What the base's own methods give may be made as the class itself is.
  if (outside !== undefined) holdType(engine, topOf(outside), about);
  const mixin = mappingMixin(engine, about, name);
  if (mixin !== null) return mixin;
  if (outside !== undefined) return isForeign(outside, name) ? named : externalAttribute(engine, outside, name);
  if (/^__\w+__$/.test(name)) return externalValue(engine, `<builtin>.object.${name}`);
  return named;
}
