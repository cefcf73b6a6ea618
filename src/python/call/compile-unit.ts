// Reads the body of a unit that was reached, once: from then on its values flow.

import { declaredType } from './annotation.ts';
import { compileExpression } from './compile-expression.ts';
import { compileBlock } from './compile-statement.ts';
import type { Engine } from './engine.ts';
import { addValue, flow } from './flow.ts';
import type { ModuleObject } from './module-object.ts';
import { inputsOf } from './reach.ts';
import { type Bindings, bindingsOf, type Frame, Path, type Scope } from './scope.ts';
import type { Unit } from './unit.ts';
import { indexOf, Kind, kindOf, NONE } from './value.ts';

/** Runs a module's top level. */
export function compileModule(engine: Engine, module: ModuleObject): void {
  const { top, summary } = module;
  if (top === null || summary === null) return;
  const bindings = bindingsOf(summary.body);
  noteSelfImports(module);
  const frame: Frame = {
    engine,
    unit: top,
    module,
    scope: null,
    type: null,
    around: null,
    bindings,
    path: new Path(null),
    line: 1,
  };
  compileBlock(frame, summary.body);
}

/** `from . import x` in a package binds x, but the submodule is what is meant. */
function noteSelfImports(module: ModuleObject): void {
  if (module.graph?.found.isPackage !== true || module.summary === null) return;
  for (const { statement, unit } of module.summary.imports) {
    if (unit !== null || statement.kind !== 'from') continue;
    const own =
      statement.level === 1 ? statement.module === '' : statement.level === 0 && statement.module === module.name;
    for (const { name, alias } of statement.names) {
      if (!own) module.foreignImports.add(alias ?? name);
      else if (module.selfImports.get(name) !== true) {
        module.selfImports.set(name, alias === null || alias === name);
      }
    }
  }
}

/** Reads the body of a function or lambda. */
export function compileUnit(engine: Engine, unit: Unit): void {
  const { statement, lambda, module } = unit;
  if (unit.kind === 'module') {
    compileModule(engine, module);
    return;
  }
  const inputs = inputsOf(engine, unit);
  const body = statement?.body ?? [];
  const bindings: Bindings = bindingsOf(body, true);
  const path = new Path(null);
  const scope: Scope = { unit, outer: unit.outer, bindings, cells: new Map(), path };
  const frame: Frame = {
    engine,
    unit,
    module,
    scope,
    type: null,
    around: null,
    bindings,
    path,
    line: unit.line,
  };
  for (const [index, parameter] of unit.parameters.entries()) {
    const node = inputs[index];
    if (node === undefined) continue;
    bindings.bound.add(parameter.name);
    if (bindings.loose.has(parameter.name)) {
      scope.cells.set(parameter.name, node);
    } else {
      const [only] = node.values;
      // The receiver is one value for good: what is asked of it needs no place of its own.
      const isFixed = index === 0 && only !== undefined && (unit.original !== unit || isReceiver(unit, only));
      path.names.set(parameter.name, isFixed ? only : node);
    }
  }
  if (lambda !== null) {
    flow(engine, compileExpression(frame, lambda.value), unit.result);
    return;
  }
  const { returns } = unit;
  if (returns !== null) unit.result.declared = () => declaredType(engine, module, unit, returns);
  compileBlock(frame, body);
  if (unit.result.values.length === 0 && unit.result.declared === null) addValue(engine, unit.result, NONE);
}

function isReceiver(unit: Unit, value: number): boolean {
  const kind = kindOf(value);
  return (
    (kind === Kind.subtype || kind === Kind.subclass) &&
    indexOf(value) === unit.owner?.id &&
    unit.binding === 'instance'
  );
}
