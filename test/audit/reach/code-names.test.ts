// Who may import whom, read off the text of an environment.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readCodeNames } from '../../../src/audit/reach/code-names.ts';
import { leadingTo } from '../../../src/audit/reach/leading.ts';
import { openProgram } from '../../../src/python/program.ts';
import { capturedHost } from '../../host/captured-host.ts';

const FILES: Readonly<Record<string, string>> = {
  'app.py': 'import hubbub, wheel_of\n\nhubbub.run("torvik.table")\nhubbub.run("pin.part", "spoke")\n',
  'hubbub/__init__.py':
    'from importlib.metadata import entry_points\n\nfor each in entry_points(group=GROUP): each.load()\n',
  'hubbub/tests/test_hub.py': 'import plinth\n',
  'lone/__init__.py': 'import hubbub\n\nGROUP = "turn.kinds"\n',
  'spoke/__init__.py': '',
  'wheel_of/__init__.py': 'import importlib\n\nimportlib.import_module("plinth")\n',
  'torvik/table.py': '',
  'plinth/__init__.py': '',
  'pin/__init__.py': 'import wheel_of\n\nwheel_of.turn("pin.part", "nook.part")\n',
  'nook/part.py': '',
};
const GROUPS: Readonly<Record<string, string>> = {
  spoke: '[turn.kinds]\nround = spoke:make\n',
  plinth: '[other.kinds]\nflat = plinth:make\n',
  torvik: '[hubbub.extras]\nmore = torvik.table:make\n',
};

const folder = mkdtempSync(join(tmpdir(), 'theriac-code-names-'));
function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
const tops = [...new Set(Object.keys(FILES).map((file) => file.split('/', 1)[0] ?? ''))].filter(
  (top) => top !== 'app.py',
);
for (const [path, text] of Object.entries(FILES)) write(path === 'app.py' ? path : `site-packages/${path}`, text);
for (const top of tops) {
  const metadata = `${top}-1.0.dist-info`;
  const files = Object.keys(FILES).filter((file) => file.startsWith(`${top}/`));
  write(`site-packages/${metadata}/RECORD`, [...files, `${metadata}/METADATA`].map((file) => `${file},,\n`).join(''));
  write(`site-packages/${metadata}/METADATA`, `Metadata-Version: 2.1\nName: ${top}\nVersion: 1.0\n`);
  if (GROUPS[top] !== undefined) write(`site-packages/${metadata}/entry_points.txt`, GROUPS[top]);
}
afterAll(() => rmSync(folder, { recursive: true }));

describe('the code of an environment', () => {
  const program = openProgram({
    files: capturedHost().host.files,
    project: folder,
    sitePackages: [join(folder, 'site-packages')],
    target: { version: [3, 12], platform: 'linux' },
    includeTests: false,
  });
  const names = readCodeNames(program, () => null);
  if (names === null) throw new Error('the code is all there');
  const leading = (name: string): readonly string[] => [...leadingTo(names.imports, [name])].sort();

  it('imports by statements and by texts, tests aside', () => {
    expect(leading('hubbub')).toEqual(['hubbub', 'lone']);
    expect(leading('plinth')).toEqual(['pin', 'plinth', 'wheel-of']);
  });

  it('loads plugins of groups that the reader, or who imports it, spells, and of groups named after it', () => {
    expect(leading('spoke')).toEqual(['hubbub', 'lone', 'spoke']);
    expect(leading('torvik')).toEqual(['hubbub', 'lone', 'torvik']);
  });

  it('is named by texts of the project, meant for those that import by texts and that it imports, or anybody', () => {
    expect([...names.named].sort((left, right) => left.name.localeCompare(right.name))).toEqual([
      { name: 'pin', isBare: false, readers: ['wheel-of'] },
      { name: 'spoke', isBare: true, readers: ['wheel-of'] },
      { name: 'torvik', isBare: false, readers: ['wheel-of'] },
    ]);
  });

  it('hands texts to who imports by them, those that name its own modules aside', () => {
    expect(leading('nook')).toEqual(['nook', 'pin']);
    expect(leading('pin')).toEqual(['pin']);
    expect(['pin', 'wheel-of', 'lone'].map((each) => names.importsByText(each))).toEqual([true, true, false]);
  });

  it('is not read where there is no time for it', () => {
    expect(readCodeNames(program, () => 'time')).toBeNull();
  });

  it('has words, those of some distributions aside', () => {
    expect(names.mentions('GROUP', new Set())).toBe(true);
    expect(names.mentions('GROUP', new Set(['hubbub', 'lone']))).toBe(false);
    expect(names.mentions('nowhere', new Set())).toBe(false);
  });
});
