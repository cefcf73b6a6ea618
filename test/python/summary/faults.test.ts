// Files that do not parse: what could be read is kept, the rest is a fault, and nothing takes long.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeSummary } from '../../../src/python/summary/decode.ts';
import { summarise, summariseText } from '../../../src/python/summary/summarise.ts';
import type { Statement, Summary } from '../../../src/python/summary/summary.ts';
import { eachExpression, walkExpression, walkStatements } from '../../../src/python/summary/visit.ts';

function outline(statements: readonly Statement[]): string[] {
  const found: string[] = [];
  walkStatements(statements, (statement) => {
    if (statement.kind === 'function' || statement.kind === 'class') found.push(statement.name);
    else if (statement.kind === 'import') found.push(statement.names.map(({ name }) => name).join());
    else if (statement.kind === 'unread') found.push('?');
  });
  return found;
}

/** Visits every node: a summary that cannot be walked throws here. */
function countNodes(summary: Summary): number {
  let nodes = 0;
  walkStatements(summary.body, (statement) => {
    eachExpression(statement, (expression) => {
      walkExpression(expression, () => {
        nodes++;
      });
    });
  });
  return nodes;
}

describe('recovery', () => {
  test.each([
    ['a line', 'import a\nx = = 1\nimport b\n', [2], ['a', '?', 'b']],
    ['a header, its body is kept', 'def f(:\n  import a\n  import b\nimport c\n', [1], ['?', 'a', 'b', 'c']],
    [
      'inside a block',
      'class A:\n  def m(self):\n    x = )\n    import a\n  def n(self): pass\n',
      [3],
      ['A', 'm', '?', 'a', 'n'],
    ],
    ['a bracket left open before a statement', 'x = f(a,\nimport b\ndef g(): pass\n', [2], ['?', 'b', 'g']],
    ['a bracket left open to the end', 'import a\nx = (1,\n2,\n3\n', [2], ['a', '?']],
    ['a string left open', 'import a\nx = "abc\nimport b\n', [2], ['a', '?', 'b']],
    ['an elif', 'if a:\n  import b\nelif = :\n  import c\nimport d\n', [3], ['b', '?', 'c', 'd']],
    ['an unexpected indent', 'import a\n    import b\nimport c\n', [2], ['a', 'b', 'c']],
    ['an unexpected else', 'import a\nelse:\n  import b\n', [2], ['a', '?', 'b']],
    ['an f-string', 'x = f"{a b}"\nimport c\n', [1], ['?', 'c']],
    ['a dedent to nowhere', 'if a:\n        import b\n    import c\nimport d\n', [], ['b', 'c', 'd']],
  ])('%s', (_, source, lines, expected) => {
    const summary = summariseText(source);
    if (lines.length > 0) expect(summary.faults[0]?.line).toBe(lines[0]);
    expect(outline(summary.body)).toEqual(expected);
  });

  test('a NUL byte is a fault', () => {
    const summary = summariseText('import a\nx = \0\nimport b\n');
    expect(summary.faults).toHaveLength(1);
    expect(outline(summary.body)).toEqual(['a', '?', 'b']);
  });
});

describe('budgets', () => {
  const deep: [string, string][] = [
    ['brackets', '('.repeat(10_000)],
    ['closed brackets', `x = ${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['brackets on lines', 'f(\n'.repeat(10_000)],
    ['minuses', `x = ${'-'.repeat(50_000)}1`],
    ['nots', `x = ${'not '.repeat(50_000)}1`],
    ['powers', `x = ${'a ** '.repeat(50_000)}1`],
    ['lambdas', `x = ${'lambda: '.repeat(50_000)}1`],
    ['conditionals', `x = ${'a if b else '.repeat(50_000)}1`],
    ['attributes', `x = a${'.b'.repeat(50_000)}`],
    ['calls', `x = a${'()'.repeat(50_000)}`],
    ['sums', `x = a${' + b'.repeat(50_000)}`],
    ['f-strings', `x = ${'f"{'.repeat(5_000)}`],
    ['blocks', Array.from({ length: 2_000 }, (_, index) => `${' '.repeat(index)}if a:\n`).join('')],
    ['elifs', `if a: b\n${'elif c: d\n'.repeat(50_000)}`],
    ['patterns', `match x:\n case ${'['.repeat(10_000)}: pass`],
    ['open strings', '"""\n'.repeat(20_001)],
    ['slashes', `def f(${'a, /, '.repeat(100_000)}): pass`],
    ['lines that are no Python', ')\n'.repeat(2_000_000)],
    ['decorators', '@a\n'.repeat(50_000)],
  ];
  test.each(deep)('%s', (_, source) => {
    const started = performance.now();
    const summary = summariseText(source);
    countNodes(summary);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('a file too long is read in part, with a fault and a mark', () => {
    const summary = summariseText(`import a\n${'x = 1\n'.repeat(1_000_000)}import b\n`);
    expect(summary.faults).toEqual([expect.objectContaining({ message: expect.stringContaining('too long') })]);
    expect(summary.body[0]?.kind).toBe('import');
    expect(summary.body[summary.body.length - 1]?.kind).toBe('unread');
  });

  test('a chain too long to keep is marked, not lost silently', () => {
    const kinds = new Set<string>();
    walkStatements(summariseText(`x = a${'.b'.repeat(5_000)}\n`).body, (statement) => {
      eachExpression(statement, (expression) => walkExpression(expression, ({ kind }) => kinds.add(kind)));
    });
    expect(kinds).toContain('unread');
  });
});

describe('fuzz', () => {
  const word = fc.constantFrom(
    ...'def class if else elif : ( ) [ ] { } , . = == * ** @ lambda for in async await f" " \' """ match case import from as try except with yield x 1 -> := ! \\ # ; print exec `'.split(
      ' ',
    ),
    '\n',
    '\n  ',
    '\n    ',
    '\t',
    '\f',
    '\r',
    'é',
    '\0',
  );
  test('any words give a summary that can be walked, the same each time', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        const bytes = new TextEncoder().encode(words.join(' '));
        const stored = summarise(bytes);
        expect(stored).toEqual(summarise(bytes));
        const summary = decodeSummary(stored);
        expect(summary).not.toBeNull();
        if (summary !== null) countNodes(summary);
      }),
      { numRuns: 500 },
    );
  });

  test('damaged bytes are null or unread, never an exception', () => {
    const source =
      'import a\n@d\ndef f(x=1): return f"{x:>{y}}"\nclass C(B):\n  def m(self): self.x = {1: [2]}\nif a: import b\n';
    const stored = summarise(new TextEncoder().encode(source));
    fc.assert(
      fc.property(fc.nat(stored.length - 1), fc.nat(255), fc.nat(stored.length), (at, value, cut) => {
        const bytes = stored.slice();
        bytes[at] = value;
        for (const damaged of [bytes, stored.slice(0, cut)]) {
          const summary = decodeSummary(damaged);
          if (summary !== null) countNodes(summary);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
