// Compiled code: what happens inside is not seen, but a call of one of its functions is.
import { type Engine, makeUnit } from './engine.ts';
import type { Site } from './escape.ts';
import { addStep, type Unit } from './unit.ts';

/**
 * A dotted name outside of the program is called: where a compiled module has it, that function is reached. `resolved`
 * is false where the value may as well be what a call of it gave, which goes by the same name.
 */
export function stepToNative(engine: Engine, site: Site, name: string, resolved = site.resolved): void {
  if (name.startsWith('<')) return;
  let unit = engine.natives.get(name);
  if (unit === undefined) {
    const place = engine.source.native(name);
    unit = place === null ? null : makeUnit(engine, 'native', place.module, { path: place.attribute, line: 1 });
    engine.natives.set(name, unit);
    if (unit !== null) addStep(unit, hubOf(engine, unit), 1, 'callback', false);
  }
  if (unit === null) return;
  unit.reached = true;
  addStep(site.unit, unit, site.line, site.kind, resolved, site.pick);
}

/** What a compiled module's code calls, whichever of its functions runs. */
function hubOf(engine: Engine, { module }: Unit): Unit {
  let hub = engine.compiled.get(module);
  if (hub === undefined) {
    hub = makeUnit(engine, 'hub', module, { path: '', line: 1 });
    engine.compiled.set(module, hub);
  }
  return hub;
}
