// Compiled code: what happens inside is not seen, but a call of one of its functions is.
import { type Engine, makeUnit } from './engine.ts';
import type { Site } from './escape.ts';
import { addStep } from './unit.ts';

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
  }
  if (unit === null) return;
  unit.reached = true;
  addStep(site.unit, unit, site.line, site.kind, resolved, site.pick);
}
