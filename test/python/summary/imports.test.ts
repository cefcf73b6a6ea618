// The list of imports: the function and the conditions around each.
import { expect, test } from 'vitest';
import { summariseText } from '../../../src/python/summary/summarise.ts';
import type { Guard, ImportSite } from '../../../src/python/summary/summary.ts';

function sites(source: string): string[] {
  return summariseText(source).imports.map(
    (site) => `${site.unit?.name ?? '-'} ${site.guards.map(guard).join(' ')} ${name(site)}`,
  );
}

function guard(one: Guard): string {
  if (one.kind === 'try') return `${one.part}${one.attempt}(${one.exceptions})`;
  return `${one.holds ? '' : '!'}${one.test.kind === 'name' ? one.test.id : one.test.kind}`;
}

function name({ statement }: ImportSite): string {
  return statement.names.map((imported) => imported.name).join();
}

test('guards of if, elif, else, while', () => {
  const source = 'if A:\n import a\nelif B:\n import b\nelse:\n import c\nwhile C: import d\nimport e\n';
  expect(sites(source)).toEqual(['- A a', '- !A B b', '- !A !B c', '- C d', '-  e']);
});

test('parts of try belong together by number', () => {
  const source = `try:
  try: import a
  except ImportError: import b
except (x.Y, Z), e:
  import c
except:
  import d
else: import e
finally: import f
`.replace('(x.Y, Z), e', '(x.Y, Z)');
  expect(sites(source)).toEqual([
    '- body0(x.Y,Z,BaseException) body1(ImportError) a',
    '- body0(x.Y,Z,BaseException) handler1(ImportError) b',
    '- handler0(x.Y,Z) c',
    '- handler0(BaseException) d',
    '- else0() e',
    '- finally0() f',
  ]);
});

test('units: functions by their path, class bodies belong to what surrounds them', () => {
  const source = `class A:
  import a
  def m(self):
    import b
    def n():
      class B:
        import c
        def o(self): from . import d
match x:
  case 1:
    with y: import e
for z in x: import f
`;
  expect(sites(source)).toEqual(['-  a', 'A.m  b', 'A.m.n  c', 'A.m.n.B.o  d', '-  e', '-  f']);
});

test('sites equal the statements of the body', () => {
  const summary = summariseText('from .a import (b as c,\n  d)\nlazy import e\n');
  expect(summary.imports.map(({ statement }) => statement)).toEqual(summary.body);
  expect(summary.strings).toEqual(expect.arrayContaining(['a', 'b', 'c', 'd', 'e']));
});

test('many conditions around many imports stay small', () => {
  const branches = Array.from({ length: 3000 }, (_, index) => `elif x == ${index}: import m${index}\n`).join('');
  const summary = summariseText(`if a: pass\n${branches}`);
  expect(summary.imports).toHaveLength(3000);
  expect(Math.max(...summary.imports.map(({ guards }) => guards.length))).toBeLessThanOrEqual(32);
});
