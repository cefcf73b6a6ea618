// Functions that modules register with a template engine by decorators: they run where a template, or code, names them.
import { keywordOf, lastName } from '../graph/unit.ts';
import type { Expression, FunctionStatement } from '../summary/summary.ts';
import { type Registry, TEMPLATE_ENGINES } from '../template/template-language.ts';
import type { ModuleObject } from './module-object.ts';
import type { Operand } from './node.ts';
import type { Frame } from './scope.ts';

/** A function under its name in an engine's templates; what its decorators make of it is made once somebody names it. */
export interface Registration {
  /** The module of the engine. */
  readonly engine: string;
  readonly name: string;
  /** The function as its decorators leave it. */
  take(): Operand;
}

/** The engine and the name that a function is registered under; null where it is not, or where code chooses the name. */
export function registrationOf(
  { engine, module, scope, type, path }: Frame,
  statement: FunctionStatement,
): Omit<Registration, 'take'> | null {
  if (scope !== null || type !== null || module.firstParty || statement.decorators.length === 0) return null;
  for (const { module: of, registry } of TEMPLATE_ENGINES) {
    if (registry === null || engine.source.find(registry.module)?.rendersTemplates !== true) continue;
    // A name bound twice is not the registered function alone.
    if (path.get(statement.name) !== null) continue;
    for (const decorator of statement.decorators) {
      const name = nameIn(registry, module, decorator, statement.name);
      if (name !== null) return { engine: of, name };
    }
  }
  return null;
}

function nameIn(registry: Registry, module: ModuleObject, decorator: Expression, own: string): string | null {
  const method = decorator.kind === 'call' ? decorator.callee : decorator;
  if (method.kind !== 'attribute' || !registry.methods.has(method.name) || method.value.kind !== 'name') return null;
  if (!isMadeHere(module, method.value.id, registry.type)) return null;
  if (decorator.kind !== 'call') return own;
  const written = keywordOf(decorator.keywords, 'name') ?? decorator.arguments[0];
  if (written === undefined) return own;
  return written.kind === 'string' ? written.value : null;
}

/** Whether a module's top level makes an instance of a class of that name under a name. */
function isMadeHere({ summary }: ModuleObject, name: string, type: string): boolean {
  return (summary?.body ?? []).some(
    (statement) =>
      statement.kind === 'assign' &&
      statement.value.kind === 'call' &&
      lastName(statement.value.callee) === type &&
      statement.targets.some((target) => target.kind === 'name' && target.id === name),
  );
}
