// What the import statements of a module tell beforehand: which functions import something, and names for types alone.
import { type GraphTarget, guardsHold } from '../graph/guard.ts';
import { absoluteName } from '../graph/import-name.ts';
import type { Summary } from '../summary/summary.ts';
import type { ModuleObject } from './module-object.ts';

/** Which functions import something, and which names are imported only while types are checked. */
export function noteImports(object: ModuleObject, summary: Summary, target: GraphTarget): void {
  for (const { statement, unit, guards } of summary.imports) {
    if (unit !== null) object.importLines.add(unit.line);
    if (statement.kind === 'from' && statement.module === '__future__') {
      if (statement.names.some(({ name }) => name === 'annotations')) object.lazyAnnotations = true;
    }
    if (unit !== null || statement.kind !== 'from' || guards.length === 0 || guardsHold(guards, target, true)) continue;
    const module =
      object.graph === null ? statement.module : absoluteName(object.graph, statement.level, statement.module);
    if (module === null) continue;
    for (const { name, alias } of statement.names) object.typeImports.set(alias ?? name, { module, name });
  }
}
