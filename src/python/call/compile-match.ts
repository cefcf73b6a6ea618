// `match`: what patterns bind, and what they ask of the subject.
import type { Expression, MatchCase, Pattern } from '../summary/summary.ts';
import { loadAttribute } from './attribute.ts';
import { plainCall } from './call-value.ts';
import { compileExpression, visitExpression } from './compile-expression.ts';
import { branch, compileBlock } from './compile-statement.ts';
import { textOf } from './engine.ts';
import { callSpecialOf } from './external.ts';
import { flow, whenever } from './flow.ts';
import { Node, type Operand } from './node.ts';
import { bindName, type Frame, siteOf } from './scope.ts';
import { iterate } from './special.ts';
import { readSubscript } from './subscript.ts';
import { indexOf, Kind, kindOf, makeValue } from './value.ts';

/** `match subject:`; false where no case gets to its end. */
export function compileMatch(frame: Frame, subject: Expression, cases: readonly MatchCase[]): boolean {
  const operand = compileExpression(frame, subject);
  const paths = cases.map((each) => (): boolean => {
    frame.line = each.line;
    compilePattern(frame, each.pattern, operand);
    if (each.guard !== null) visitExpression(frame, each.guard);
    return compileBlock(frame, each.body);
  });
  return branch(frame, paths, true);
}

/** What stands at a place of `C(a, b)` in a pattern: the attribute that `__match_args__`, or the order of fields, names. */
function positional(frame: Frame, types: Operand, matched: Operand, index: number): Operand {
  const { engine } = frame;
  const site = siteOf(frame);
  const result = new Node(frame.unit);
  whenever(engine, types, (value) => {
    const type = kindOf(value) === Kind.class ? engine.classes[indexOf(value)] : undefined;
    if (type === undefined) {
      flow(engine, matched, result);
      return;
    }
    const names = loadAttribute(engine, site, value, '__match_args__');
    const name = readSubscript(engine, site, names, makeValue(Kind.integer, index));
    whenever(engine, name, (text) => {
      if (kindOf(text) !== Kind.string) return;
      flow(engine, loadAttribute(engine, site, matched, textOf(engine, indexOf(text))), result);
    });
    const field = type.order.toReversed().flatMap((each) => each.annotated)[index];
    if (field !== undefined) flow(engine, loadAttribute(engine, site, matched, field), result);
  });
  return result;
}

/** Patterns with parts look first at how many there are. */
function askLength(frame: Frame, subject: Operand): void {
  callSpecialOf(frame.engine, plainCall(siteOf(frame), [subject], null), subject, '__len__');
}

function compilePattern(frame: Frame, pattern: Pattern, subject: Operand): void {
  const { engine } = frame;
  switch (pattern.kind) {
    case 'value':
      visitExpression(frame, pattern.value);
      return;
    case 'capture':
      if (pattern.pattern !== null) compilePattern(frame, pattern.pattern, subject);
      if (pattern.name !== null) bindName(frame, pattern.name, subject);
      return;
    case 'star':
      if (pattern.name !== null) bindName(frame, pattern.name, subject);
      return;
    case 'or':
      for (const each of pattern.patterns) compilePattern(frame, each, subject);
      return;
    case 'sequence': {
      askLength(frame, subject);
      const element = iterate(engine, siteOf(frame), subject, false);
      for (const each of pattern.patterns) compilePattern(frame, each, each.kind === 'star' ? subject : element);
      return;
    }
    case 'mapping':
      askLength(frame, subject);
      for (const { key, pattern: inner } of pattern.entries) {
        const index = compileExpression(frame, key);
        compilePattern(frame, inner, readSubscript(engine, siteOf(frame), subject, index));
      }
      if (pattern.rest !== null) bindName(frame, pattern.rest, subject);
      return;
    case 'instance': {
      const type = compileExpression(frame, pattern.type);
      const matched = instancesOf(frame, type);
      for (const [index, each] of pattern.patterns.entries()) {
        compilePattern(frame, each, positional(frame, type, matched, index));
      }
      for (const { name, pattern: inner } of pattern.keywords) {
        compilePattern(frame, inner, loadAttribute(engine, siteOf(frame), matched, name));
      }
      return;
    }
  }
}

/** What `except type as name` binds. */
export function instancesOf(frame: Frame, types: Operand): Operand {
  const { engine } = frame;
  const result = new Node(frame.unit);
  // A container may hold itself.
  const seen = new Set<number>();
  const take = (value: number): void => {
    if (seen.has(value)) return;
    seen.add(value);
    const kind = kindOf(value);
    if (kind === Kind.class || kind === Kind.subclass) flow(engine, makeValue(Kind.subtype, value >> 5), result);
    else if (kind === Kind.container) whenever(engine, iterate(engine, siteOf(frame), value, false), take);
    else if (kind === Kind.external) flow(engine, value, result);
  };
  whenever(engine, types, take);
  return result;
}
