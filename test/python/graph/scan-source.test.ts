// What source names, found without parsing: never less than its import statements and dotted texts give.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  byHash,
  hashWord,
  importsByText,
  namesOfNothing,
  readsEntryPoints,
  type SourceNames,
  scanSource,
  takesCallers,
} from '../../../src/python/graph/scan-source.ts';
import { summariseText } from '../../../src/python/summary/summarise.ts';
import { walkStatements } from '../../../src/python/summary/visit.ts';

const TOPS = ['gablet', 'torvik', 'plinth'];

function scan(text: string, tops: readonly string[] = TOPS, texts: readonly string[] = ['shop.plugins']): SourceNames {
  const names = namesOfNothing();
  scanSource(Buffer.from(text), { tops: byHash(tops), texts: byHash(texts) }, names);
  return names;
}

describe('names of callers', () => {
  it('are taken where a frame gives all of them', () => {
    expect(takesCallers(scan('names = sys._getframe(2).f_globals.copy()\n'))).toBe(true);
    expect(takesCallers(scan('for name, value in frame.f_globals.items():\n'))).toBe(true);
    expect(takesCallers(scan('for value in frame.f_globals.values()'))).toBe(true);
    expect(takesCallers(scan('name = sys._getframe(1).f_globals.get("__name__")\n'))).toBe(false);
  });
});

describe('import statements', () => {
  it.each([
    ['import gablet', ['gablet']],
    ['import gablet.box as box, torvik', ['gablet', 'torvik']],
    ['from gablet.box import torvik', ['gablet']],
    ['from . import gablet', []],
    ['from .gablet import x', []],
    ['try: import plinth\nexcept ImportError: plinth = None', ['plinth']],
    ['def f():\n\timport gablet; import torvik', ['gablet', 'torvik']],
    ['important.gablet()', []],
    ['# see import gablet', []],
    ['raise X from gablet', []],
  ])('%s', (text, expected) => {
    expect([...scan(text).imports].sort()).toEqual(expected);
  });
});

describe('texts', () => {
  it.each([
    ['load("gablet.box")', ['gablet'], []],
    ['load("gablet:main")', ['gablet'], []],
    ["load('gablet.%s' % name)", ['gablet'], []],
    ['load(f"gablet.{name}")', ['gablet'], []],
    ['load("gablet." + name)', ['gablet'], []],
    ['say("needs gablet.")', [], []],
    ['say("gablet.")', [], []],
    ['kind = "gablet"', [], ['gablet']],
    ['import_module("gablet")', ['gablet'], []],
    ['x = "gablet-box.py"', [], []],
  ])('%s', (text, named, bare) => {
    const found = scan(text);
    expect([[...found.named], [...found.bare]]).toEqual([named, bare]);
  });

  it('that are looked for as a whole', () => {
    expect([...scan('group="shop.plugins"').texts]).toEqual(['shop.plugins']);
    expect([...scan('group="shop.plugins.more"').texts]).toEqual([]);
  });
});

describe('calls that bring code in', () => {
  it('import by a text, or read entry points', () => {
    expect(importsByText(scan('importlib.import_module(name)'))).toBe(true);
    expect(importsByText(scan('exec(text)'))).toBe(false);
    expect(readsEntryPoints(scan('for each in iter_entry_points(group): ...'))).toBe(true);
  });
});

describe('against the parser', () => {
  const folder = join(import.meta.dirname, '../../projects/reach');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.py'));

  it('finds each import of every file, and each of its words', () => {
    for (const file of files) {
      const text = readFileSync(join(folder, file), 'utf8');
      const { body, strings } = summariseText(text);
      const tops = new Set<string>();
      walkStatements(body, (statement) => {
        if (statement.kind === 'import') for (const { name } of statement.names) tops.add(name.split('.', 1)[0] ?? '');
        if (statement.kind === 'from' && statement.level === 0) tops.add(statement.module.split('.', 1)[0] ?? '');
      });
      const found = scan(text, [...tops]);
      expect(
        [...tops].filter((top) => !found.imports.has(top)),
        file,
      ).toEqual([]);
      const words = strings.filter((word) => /^[A-Za-z_]\w*$/.test(word));
      expect(
        words.filter((word) => !found.words.has(hashWord(word))),
        file,
      ).toEqual([]);
    }
    expect(files.length).toBeGreaterThan(100);
  });

  it('ends on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const names = namesOfNothing();
        scanSource(bytes, { tops: byHash(TOPS), texts: byHash([]) }, names);
        return names.imports.size <= TOPS.length;
      }),
    );
  });
});
