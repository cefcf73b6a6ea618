// The score on PyCG's micro-benchmark, on two made-up cases: one exact, one with an edge too many and one missing.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';

it('counts complete and sound cases and the precision and recall of edges', () => {
  const folder = mkdtempSync(join(tmpdir(), 'theriac-pycg-'));
  const write = (name: string, graph: object): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), JSON.stringify(graph));
  };
  write('snippets/a/exact/callgraph.json', { main: ['main.f'], 'main.f': [] });
  write('graphs/a/exact.json', { 'main.f': [], main: ['main.f'], other: [] });
  write('snippets/a/wrong/callgraph.json', { main: ['main.f', 'main.g'], 'main.g': ['main.h'] });
  write('graphs/a/wrong.json', { main: ['main.f', 'main.x'], 'main.g': ['main.h'] });
  write('snippets/b/absent/callgraph.json', { main: [] });
  const script = resolve(import.meta.dirname, '../../bench/reach/pycg.ts');
  const ran = spawnSync(process.execPath, [script, folder, '--graphs', join(folder, 'graphs')], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect(ran.stdout).toContain('a/wrong\n  + main → main.x\n  - main → main.g\n');
  expect(ran.stdout).toContain('b/absent\n  ENOENT');
  const all = ran.stdout.trim().split('\n').at(-1)?.trim().split(/ +/);
  expect(all).toEqual(['all', '3', '1', '1', '75.0', '%', '75.0', '%']);
});
