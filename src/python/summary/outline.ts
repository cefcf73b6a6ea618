// Lists a file's import statements with the function and the conditions around each.
import type { Expression } from './expression.ts';
import type { Handler, Statement, TryStatement } from './statement.ts';
import type { Guard, ImportSite, TryGuard, UnitName } from './summary.ts';

/** Where a statement stands. */
interface Place {
  /** The classes and functions around it, joined by dots. */
  readonly path: string;
  readonly unit: UnitName | null;
  readonly guards: readonly Guard[];
}

/** All import statements of a file in source order. */
export function listImports(body: readonly Statement[]): ImportSite[] {
  const sites: ImportSite[] = [];
  let attempts = 0;

  function visit(statements: readonly Statement[], place: Place): void {
    for (const statement of statements) visitStatement(statement, place);
  }

  function visitStatement(statement: Statement, place: Place): void {
    switch (statement.kind) {
      case 'import':
      case 'from':
        sites.push({ statement, unit: place.unit, guards: place.guards });
        break;
      case 'function': {
        const path = join(place.path, statement.name);
        visit(statement.body, { ...place, path, unit: { name: path, line: statement.line } });
        break;
      }
      case 'class':
        visit(statement.body, { ...place, path: join(place.path, statement.name) });
        break;
      case 'if': {
        let around = place;
        for (const { test, body } of statement.branches) {
          visit(body, guarded(around, { kind: 'test', test, holds: true }));
          around = guarded(around, { kind: 'test', test, holds: false });
        }
        visit(statement.otherwise, around);
        break;
      }
      case 'while':
        visit(statement.body, guarded(place, { kind: 'test', test: statement.test, holds: true }));
        visit(statement.otherwise, place);
        break;
      case 'for':
        visit(statement.body, place);
        visit(statement.otherwise, place);
        break;
      case 'with':
        visit(statement.body, place);
        break;
      case 'match':
        for (const { body: caseBody } of statement.cases) visit(caseBody, place);
        break;
      case 'try':
        visitTry(statement, place);
    }
  }

  function visitTry(statement: TryStatement, place: Place): void {
    const attempt = attempts++;
    const within = (part: TryGuard['part'], exceptions: readonly string[]): Place =>
      guarded(place, { kind: 'try', attempt, part, exceptions });
    visit(statement.body, within('body', statement.handlers.flatMap(exceptionsOf)));
    for (const handler of statement.handlers) visit(handler.body, within('handler', exceptionsOf(handler)));
    visit(statement.otherwise, within('else', []));
    visit(statement.final, within('finally', []));
  }

  visit(body, { path: '', unit: null, guards: [] });
  return sites;
}

/** More conditions than these are not kept of a statement: it then only looks less conditional than it is. */
const MAX_GUARDS = 32;

function guarded(place: Place, guard: Guard): Place {
  if (place.guards.length >= MAX_GUARDS) return place;
  return { ...place, guards: [...place.guards, guard] };
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** The dotted names of what a handler catches. */
function exceptionsOf({ type }: Handler): string[] {
  if (type === null) return ['BaseException'];
  return (type.kind === 'tuple' ? type.items : [type]).map((item) => dottedName(item) ?? '?');
}

/** `a.b.c` of a chain of attributes on a name, null for anything else. */
export function dottedName(expression: Expression): string | null {
  let tail = '';
  let value = expression;
  while (value.kind === 'attribute') {
    tail = `.${value.name}${tail}`;
    value = value.value;
  }
  return value.kind === 'name' ? value.id + tail : null;
}
