// What templates name: against what Jinja2 and Django themselves find, and for any text.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDjango } from '../../../src/python/template/django-names.ts';
import { readJinja } from '../../../src/python/template/jinja-names.ts';
import type { TemplateNames } from '../../../src/python/template/template-names.ts';

const recorded = join(import.meta.dirname, '../../recorded/template');

interface Answer {
  readonly file: string;
  readonly uses: readonly (readonly [kind: string, name: string])[];
  readonly tags?: readonly string[];
}

/** What an oracle said: the recorded answers, or those of a file that the environment names (`jinja-oracle.py`). */
function answersOf(language: string): readonly Answer[] {
  const more = process.env[`THERIAC_${language.toUpperCase()}_TEMPLATES`];
  const lines = (path: string) => readFileSync(path, 'utf8').trim().split('\n');
  const answers = [...lines(join(recorded, `${language}.jsonl`)), ...(more === undefined ? [] : lines(more))];
  return answers.map((line) => JSON.parse(line) as Answer);
}

/** Its names in the words of the oracles, which do not tell a call from a reading. */
function plain({ uses }: TemplateNames, kinds: readonly string[]): readonly string[] {
  const words: Readonly<Record<string, string>> = { call: 'variable', method: 'attribute' };
  const found = uses.map(({ kind, name }) => `${words[kind] ?? kind} ${name}`);
  return [...new Set(found.filter((each) => kinds.includes(each.split(' ', 1)[0] ?? '')))].sort();
}

const told = ({ uses }: Answer) =>
  uses
    .filter(([, name]) => name !== '' && name.length <= 200)
    .map(([kind, name]) => `${kind} ${name}`)
    .sort();

const textOf = ({ file }: Answer) => readFileSync(file.startsWith('/') ? file : join(recorded, file), 'utf8');

describe('Jinja', () => {
  it.each(answersOf('jinja').map((answer) => [answer.file, answer] as const))('%s as Jinja2', (_, answer) => {
    const names = readJinja(textOf(answer));
    expect(plain(names, ['filter', 'test', 'attribute', 'variable', 'template'])).toEqual(told(answer));
    expect(names.isPartial).toBe(false);
  });

  it('gives the line of each name', () => {
    const { uses } = readJinja('{#\n#}\n{{ a.b(\n  c|d) }}\n{% raw %}\n{% endraw %}{% if e is f %}{% endif %}');
    expect(uses).toEqual([
      { kind: 'variable', name: 'a', line: 3 },
      { kind: 'method', name: 'b', line: 3 },
      { kind: 'variable', name: 'c', line: 4 },
      { kind: 'filter', name: 'd', line: 4 },
      { kind: 'tag', name: 'if', line: 6 },
      { kind: 'variable', name: 'e', line: 6 },
      { kind: 'test', name: 'f', line: 6 },
      { kind: 'tag', name: 'endif', line: 6 },
    ]);
  });

  it.each([
    ['{{ a|b', 'filter b'],
    ['{{ a|b ; ! }}{{ c|d }}', 'filter d'],
    ['{{ "no end }}{{ a|b }}', 'filter b'],
    ['{{ a|b }}{# no end {{ c|d }}', 'filter b'],
    ['{{ a|b }}{% raw %}{{ c|d }}', 'filter b'],
  ])('reads what it can of %s and says that it is not all', (text, found) => {
    const names = readJinja(text);
    expect(names.isPartial).toBe(true);
    expect(plain(names, ['filter'])).toContain(found);
  });
});

describe('Django', () => {
  it.each(answersOf('django').map((answer) => [answer.file, answer] as const))('%s as Django', (_, answer) => {
    const names = readDjango(textOf(answer));
    const found = plain(names, ['filter', 'attribute', 'variable']);
    expect(found).toEqual(expect.arrayContaining([...told(answer)]));
    // Words of tags that nobody else knows count as variables.
    const extra = found.filter((each) => !told(answer).includes(each) && !each.startsWith('variable'));
    expect(extra).toEqual([]);
    expect(answer.tags).toEqual(
      expect.arrayContaining(names.uses.filter(({ kind }) => kind === 'tag').map(({ name }) => name)),
    );
    expect(names.isPartial).toBe(false);
  });

  it('gives libraries and other templates', () => {
    const { uses } = readDjango('{% load a b %}\n{% load c from d %}{% extends "base.html" %}{% include "x.html" %}');
    const named = (kind: string) => uses.filter((use) => use.kind === kind).map(({ name, line }) => `${name}:${line}`);
    expect(named('library')).toEqual(['a:1', 'b:1', 'c:2', 'd:2']);
    expect(named('template')).toEqual(['base.html:2', 'x.html:2']);
  });
});

describe.each([
  ['Jinja', readJinja],
  ['Django', readDjango],
])('%s, of any text', (_, read) => {
  const piece = fc.constantFrom(
    ...[
      '{{',
      '}}',
      '{%',
      '%}',
      '{#',
      '#}',
      '-',
      '|',
      ':',
      '.',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '\\',
      '\n',
      ' ',
    ],
    ...[
      'a',
      'b1',
      '0',
      '1.5',
      'is',
      'not',
      'for',
      'in',
      'raw',
      'endraw',
      'verbatim',
      'comment',
      'set',
      '=',
      ',',
      '_("',
    ],
    ...['include', 'trans', 'macro', 'from', 'import', 'call', 'filter', 'with', 'ü', '\u0000', '\u{1F600}'],
  );

  it('ends and names what stands there', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
        const text = pieces.join('');
        const { uses } = read(text);
        const lines = text.split('\n').length;
        for (const { name, line } of uses) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines);
          // What the translation tags call is not written.
          if (/^n?gettext$/.test(name)) continue;
          for (const part of name.split(/[.\\'"]/)) expect(text).toContain(part);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    '{{ "',
    '{% ',
    '{{ a|',
    '{{ a[',
    '{% with a, ',
    '{# ',
    "{{ '\\",
    '{% for a in ',
    '{{ a b',
    '{%{{',
    '"\\"',
    'a.',
    '{% x _("',
  ])('takes linear time for many %j', (unit) => {
    const time = (count: number): number => {
      const text = `{{ ${unit.repeat(count)}`;
      const start = process.cpuUsage();
      read(text);
      return process.cpuUsage(start).user / 1_000;
    };
    time(1_000);
    expect(time(80_000)).toBeLessThan(2_000);
  });
});

it('the recorded answers are of the recorded templates', () => {
  for (const language of ['jinja', 'django']) {
    const files = readdirSync(join(recorded, language)).map((name) => `${language}/${name}`);
    const held = readFileSync(join(recorded, `${language}.jsonl`), 'utf8')
      .trim()
      .split('\n');
    expect(held.map((line) => (JSON.parse(line) as Answer).file).sort()).toEqual(files.sort());
  }
});
