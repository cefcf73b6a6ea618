// Syntax: what CPython's `ast` said of each recorded case, and what is newer than the recorded interpreter.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { summariseText } from '../../../src/python/summary/summarise.ts';
import type { Statement } from '../../../src/python/summary/summary.ts';
import { firstDifference, type Plain, plainBlock } from './plain.ts';

const recorded = new URL('../../recorded/python/syntax.json', import.meta.url);
const cases = JSON.parse(readFileSync(recorded, 'utf8')) as [syntax: 2 | 3, source: string, expected: Plain][];

describe('recorded from CPython', () => {
  test.each(cases)('Python %i: %j', (syntax, source, expected) => {
    const summary = summariseText(source);
    expect(summary.faults).toEqual([]);
    expect(summary.syntax).toBe(syntax);
    expect(firstDifference(plainBlock(summary.body, syntax), expected)).toBeNull();
  });
});

function only(source: string): Statement {
  const summary = summariseText(source);
  expect(summary.faults).toEqual([]);
  expect(summary.body).toHaveLength(1);
  return summary.body[0] as Statement;
}

describe('newer than the recorded interpreter', () => {
  test('lazy imports (PEP 810)', () => {
    expect(only('lazy import a.b as c, d\n')).toMatchObject({
      kind: 'import',
      lazy: true,
      names: [{ alias: 'c' }, {}],
    });
    expect(only('lazy from . import x\n')).toMatchObject({ kind: 'from', lazy: true, level: 1 });
    expect(only('lazy = 1\n')).toMatchObject({ kind: 'assign' });
    expect(only('lazy(f)\n')).toMatchObject({ kind: 'expression', value: { kind: 'call' } });
    expect(only('lazy.f\n')).toMatchObject({ kind: 'expression', value: { kind: 'attribute' } });
  });

  test('template strings (PEP 750)', () => {
    const value = { kind: 'format', template: true, parts: [{ kind: 'string', value: 'a' }, { kind: 'field' }] };
    expect(only('x = t"a{b!r}"\n')).toMatchObject({ kind: 'assign', value });
    expect(only('x = rt"a{b}" t""\n')).toMatchObject({ value });
  });

  test('several exceptions without brackets (PEP 758), unless they look like Python 2', () => {
    const three = only('try: a()\nexcept A, B: b()\n');
    expect(three).toMatchObject({ kind: 'try', handlers: [{ type: { kind: 'tuple' }, target: null }] });
    const two = summariseText('try: a()\nexcept A, error: b()\n');
    expect(two.syntax).toBe(2);
    const both = summariseText('try: a()\nexcept A, error: b(f"{c}")\n');
    expect(both.syntax).toBe(3);
  });

  test('unpacking in comprehensions (PEP 798)', () => {
    expect(only('x = [*a for a in b]\n')).toMatchObject({ value: { form: 'list', element: { kind: 'starred' } } });
    expect(only('x = {**a for a in b}\n')).toMatchObject({ value: { form: 'dictionary', value: null } });
    expect(only('f(*a for a in b)\n')).toMatchObject({ value: { arguments: [{ form: 'generator' }] } });
  });

  test('names that were no keywords before Python 3.7', () => {
    expect(only('async = await\n')).toMatchObject({ targets: [{ id: 'async' }], value: { id: 'await' } });
    expect(only('asyncio.async(f, await=1)\n')).toMatchObject({ kind: 'expression' });
  });
});

describe('what the summary adds', () => {
  test('generators and coroutines', () => {
    const body = summariseText(
      'def a():\n yield\ndef b():\n def c(): yield\n lambda: (yield)\nasync def d(): pass\n',
    ).body;
    expect(body).toMatchObject([{ isGenerator: true }, { isGenerator: false }, { isAsync: true, isGenerator: false }]);
  });

  test('long strings keep a mark', () => {
    expect(only(`x = "${'a'.repeat(5000)}"\n`)).toMatchObject({ value: { kind: 'string', value: null, length: 5000 } });
  });
});
