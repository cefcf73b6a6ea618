// Reads statements: what they bind, call and let flow. Branches keep their own bindings until they meet again.
import { guardsHold } from '../graph/guard.ts';
import { starNames } from '../graph/import-edge.ts';
import type { Expression, ImportFromStatement, ImportStatement, Statement, TryStatement } from '../summary/summary.ts';
import { declareNames } from './annotation.ts';
import { loadAttribute } from './attribute.ts';
import { deleteAttribute } from './attribute-store.ts';
import { callOperand, callSpecial, plainCall } from './call-value.ts';
import { assign, declareTarget } from './compile-assign.ts';
import { compileClass, compileFunction, visitAnnotation } from './compile-definition.ts';
import { compileExpression, visitExpression } from './compile-expression.ts';
import { compileMatch, instancesOf } from './compile-match.ts';
import { stringValue } from './engine.ts';
import { flow, union, whenever } from './flow.ts';
import {
  absolute,
  addStar,
  importedModule,
  importedName,
  importModule,
  importName,
  moduleAttribute,
} from './module-value.ts';
import { narrow, ownAttribute } from './narrow.ts';
import type { Operand } from './node.ts';
import { bindName, type Frame, lookUp, Path, siteOf } from './scope.ts';
import { enterContext, iterate, operate, testTruth } from './special.ts';
import { compileTypeAlias } from './type-alias.ts';
import { Kind, kindOf, makeValue, NONE } from './value.ts';

/** Reads a block; false where its end is never reached. */
export function compileBlock(frame: Frame, statements: readonly Statement[]): boolean {
  for (const statement of statements) {
    frame.line = statement.line;
    if (!compileStatement(frame, statement)) return false;
  }
  return true;
}

/** Whether what comes after an import statement runs: not where nobody has what it needs, though it may load a part. */
function succeeds({ engine, module }: Frame, statement: ImportStatement | ImportFromStatement): boolean {
  return module.graph === null || !engine.source.fails(module.graph, statement);
}

function compileStatement(frame: Frame, statement: Statement): boolean {
  const { engine } = frame;
  switch (statement.kind) {
    case 'import':
      for (const { name, alias } of statement.names) {
        const found = importModule(engine, frame.module, name, siteOf(frame));
        const first = name.split('.', 1)[0] ?? name;
        if (alias !== null) {
          const value = found === null ? importedName(engine, name) : makeValue(Kind.module, found.id);
          bindName(frame, alias, value);
        } else bindName(frame, first, importedModule(engine, first));
      }
      return succeeds(frame, statement);
    case 'from':
      compileFrom(frame, statement);
      return succeeds(frame, statement);
    case 'function':
      compileFunction(frame, statement);
      return true;
    case 'class':
      compileClass(frame, statement);
      return true;
    case 'expression':
      visitExpression(frame, statement.value);
      return true;
    case 'assign': {
      const { targets, value } = statement;
      const [only] = targets;
      if (targets.length === 1 && only !== undefined && assignTogether(frame, only, value)) return true;
      const operand = compileExpression(frame, value);
      for (const target of targets) {
        if (!assignTogether(frame, target, value, operand)) assign(frame, target, operand);
      }
      return true;
    }
    case 'annotated':
      compileAnnotated(frame, statement.target, statement.annotation, statement.value);
      return true;
    case 'augmented':
      compileAugmented(frame, statement.target, statement.operator, statement.value);
      return true;
    case 'return':
      if (statement.value !== null) flow(engine, compileExpression(frame, statement.value), frame.unit.result);
      else flow(engine, NONE, frame.unit.result);
      return false;
    case 'raise': {
      if (statement.exception !== null) {
        const raised = compileExpression(frame, statement.exception);
        const site = siteOf(frame);
        whenever(engine, raised, (value) => {
          if (kindOf(value) === Kind.class) callOperand(engine, plainCall(site, [], null), value);
        });
      }
      if (statement.cause !== null) visitExpression(frame, statement.cause);
      for (const other of statement.others) visitExpression(frame, other);
      return false;
    }
    case 'delete':
      for (const target of statement.targets) compileDelete(frame, target);
      return true;
    case 'assert':
      visitExpression(frame, statement.test);
      if (statement.message !== null) visitExpression(frame, statement.message);
      return true;
    case 'global':
    case 'nonlocal':
    case 'unread':
      return true;
    case 'if':
      return compileIf(frame, statement.branches, statement.otherwise);
    case 'while': {
      testTruth(frame, compileExpression(frame, statement.test));
      branch(frame, [() => compileBlock(frame, statement.body)], true);
      branch(frame, [() => compileBlock(frame, statement.otherwise)], true);
      return true;
    }
    case 'for': {
      const iterable = compileExpression(frame, statement.iterable);
      frame.line = statement.line;
      const element = iterate(engine, siteOf(frame), iterable, statement.isAsync);
      branch(
        frame,
        [
          () => {
            assign(frame, statement.target, element);
            return compileBlock(frame, statement.body);
          },
        ],
        true,
      );
      branch(frame, [() => compileBlock(frame, statement.otherwise)], true);
      return true;
    }
    case 'with':
      for (const { context, target } of statement.items) {
        const operand = compileExpression(frame, context);
        const entered = enterContext(engine, siteOf(frame), operand, statement.isAsync);
        if (target !== null) assign(frame, target, entered);
      }
      // A context may swallow the exception that ends its block.
      compileBlock(frame, statement.body);
      return true;
    case 'try':
      return compileTry(frame, statement);
    case 'match':
      return compileMatch(frame, statement.subject, statement.cases);
    case 'type':
      compileTypeAlias(frame, statement);
      return true;
    case 'print':
      if (statement.destination !== null) visitExpression(frame, statement.destination);
      for (const value of statement.values) visitExpression(frame, value);
      return true;
    case 'exec':
      visitExpression(frame, statement.code);
      for (const scope of statement.scopes) visitExpression(frame, scope);
      return true;
  }
}

function compileFrom(frame: Frame, statement: Extract<Statement, { kind: 'from' }>): void {
  const { engine, module } = frame;
  const name = absolute(module, statement.level, statement.module);
  const source = importModule(engine, module, name, siteOf(frame));
  // The import system asks the module for `__path__`, which its `__getattr__` answers.
  if (source?.bound?.has('__getattr__')) {
    const hook = moduleAttribute(engine, source, '__getattr__', siteOf(frame));
    callOperand(engine, plainCall(siteOf(frame), [stringValue(engine, '__path__')], null), hook);
  }
  for (const imported of statement.names) {
    if (imported.name === '*') {
      if (source === null) module.starsOutside.push(name);
      else {
        addStar(engine, module, source, siteOf(frame));
        // `__all__` may name submodules that the package does not bind.
        for (const each of source.graph === null ? [] : starNames(source.graph)) {
          bindName(frame, each, importName(engine, module, source, each, siteOf(frame)));
        }
      }
      continue;
    }
    let operand: Operand;
    if (source !== null) operand = importName(engine, module, source, imported.name, siteOf(frame));
    else {
      // A package that only an import hook makes may still have real modules inside.
      const inner = importModule(engine, module, `${name}.${imported.name}`, siteOf(frame));
      operand =
        inner === null
          ? loadAttribute(engine, siteOf(frame), importedName(engine, name), imported.name)
          : makeValue(Kind.module, inner.id);
    }
    bindName(frame, imported.alias ?? imported.name, operand);
  }
}

/** `a, b = x, y`: each to its own, without a tuple between. */
function assignTogether(frame: Frame, target: Expression, value: Expression, whole?: Operand): boolean {
  if (target.kind !== 'tuple' && target.kind !== 'list') return false;
  if (value.kind !== 'tuple' && value.kind !== 'list') return false;
  if (value.items.some((item) => item.kind === 'starred')) return false;
  const at = target.items.findIndex((item) => item.kind === 'starred');
  if (at < 0 ? target.items.length !== value.items.length : target.items.length - 1 > value.items.length) return false;
  if (whole !== undefined) return false;
  const operands = value.items.map((item) =>
    item.kind === 'tuple' || item.kind === 'list' ? null : compileExpression(frame, item),
  );
  const after = at < 0 ? 0 : target.items.length - at - 1;
  for (const [index, item] of target.items.entries()) {
    if (item.kind === 'starred') {
      const middle = value.items.slice(at, value.items.length - after);
      assign(frame, item.value, compileExpression(frame, { kind: 'list', line: frame.line, items: middle }));
      continue;
    }
    const from = at >= 0 && index > at ? value.items.length - (target.items.length - index) : index;
    const given = value.items[from];
    if (given === undefined) continue;
    if (!assignTogether(frame, item, given)) assign(frame, item, operands[from] ?? compileExpression(frame, given));
  }
  return true;
}

function compileAnnotated(frame: Frame, target: Expression, annotation: Expression, value: Expression | null): void {
  if (frame.type !== null && target.kind === 'name') frame.type.annotated.push(target.id);
  declareTarget(frame, target, annotation);
  if (frame.scope === null || frame.type !== null) visitAnnotation(frame, annotation);
  if (value !== null) assign(frame, target, compileExpression(frame, value));
}

function compileAugmented(frame: Frame, target: Expression, operator: string, value: Expression): void {
  const { engine } = frame;
  const before =
    target.kind === 'name'
      ? lookUp(frame, target.id)
      : target.kind === 'attribute' || target.kind === 'subscript'
        ? compileExpression(frame, target)
        : NONE;
  const operand = compileExpression(frame, value);
  const result = operate(frame, operator, before, operand, true);
  assign(frame, target, union(engine, [before, result], frame.unit));
}

function compileDelete(frame: Frame, target: Expression): void {
  const { engine } = frame;
  if (target.kind === 'attribute') {
    deleteAttribute(engine, siteOf(frame), compileExpression(frame, target.value), target.name);
  } else if (target.kind === 'subscript') {
    const site = siteOf(frame);
    const index = compileExpression(frame, target.index);
    whenever(engine, compileExpression(frame, target.value), (value) => {
      callSpecial(engine, plainCall(site, [index], null), value, '__delitem__');
    });
  } else if (target.kind === 'tuple' || target.kind === 'list') {
    for (const item of target.items) compileDelete(frame, item);
  }
}

function compileIf(
  frame: Frame,
  branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[],
  otherwise: readonly Statement[],
): boolean {
  const { engine, module } = frame;
  const paths: (() => boolean)[] = [];
  let decided = false;
  for (const { test, body } of branches) {
    if (decided) break;
    const line = test.line;
    const holds = guardsHold(
      [{ kind: 'test', test, holds: true }],
      engine.target,
      !module.firstParty && module.graph?.isMain !== true,
    );
    const fails = guardsHold(
      [{ kind: 'test', test, holds: false }],
      engine.target,
      !module.firstParty && module.graph?.isMain !== true,
    );
    if (!holds) {
      if (frame.scope === null && frame.type === null) declareNames(engine, module, body);
      continue;
    }
    if (!fails) decided = true;
    else {
      frame.line = line;
      testTruth(frame, compileExpression(frame, test));
    }
    paths.push(() => {
      narrow(frame, test, true);
      return compileBlock(frame, body);
    });
  }
  const [only] = branches;
  if (!decided) {
    paths.push(() => {
      if (branches.length === 1 && only !== undefined) narrow(frame, only.test, false);
      return compileBlock(frame, otherwise);
    });
  }
  const ends = branch(frame, paths, false);
  if (branches.length === 1 && only !== undefined) ownAttribute(frame, only.test, only.body);
  return ends;
}

/** Reads alternatives side by side; `optional`: none of them may run. False where none gets to its end. */
export function branch(frame: Frame, paths: readonly (() => boolean)[], optional: boolean): boolean {
  const before = frame.path;
  const ends: Path[] = optional ? [new Path(before)] : [];
  for (const run of paths) {
    const path = new Path(before);
    frame.path = path;
    const completes = run();
    if (completes) ends.push(path);
  }
  frame.path = before;
  if (ends.length === 0) return false;
  const names = new Set<string>();
  for (const end of ends) for (const name of end.names.keys()) names.add(name);
  for (const name of names) {
    const operands = ends.map((end) => end.get(name)).filter((operand) => operand !== null);
    before.names.set(name, union(frame.engine, operands, frame.unit));
  }
  return true;
}

function compileTry(frame: Frame, statement: TryStatement): boolean {
  let completes = false;
  // What a try binds has one place, so its parts need no paths of their own, but for what `isinstance` tells.
  const part = (statements: readonly Statement[]): boolean =>
    branch(frame, [() => compileBlock(frame, statements)], false);
  const body = part(statement.body);
  if (body) completes = part(statement.otherwise);
  for (const handler of statement.handlers) {
    frame.line = handler.line;
    if (handler.type !== null) {
      const caught = compileExpression(frame, handler.type);
      if (handler.target !== null) assign(frame, handler.target, instancesOf(frame, caught));
    }
    if (part(handler.body)) completes = true;
  }
  const final = part(statement.final);
  return completes && final;
}
