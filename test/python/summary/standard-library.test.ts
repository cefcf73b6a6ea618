// The installed interpreter's own standard library, file by file against its `ast`; skipped without Python 3.11 or later.
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { compareFiles, isInterpreter, listPython } from './ast-oracle.ts';

const python = process.env['THERIAC_PYTHON'] ?? 'python3';
const isThere = isInterpreter(python, 'import sys; assert sys.version_info >= (3, 11)');
if (!isThere) console.warn(`standard-library.test.ts is skipped: ${python} is not there or older than 3.11`);

test.skipIf(!isThere)('every module has the statements that CPython sees', { timeout: 300_000 }, () => {
  const script = 'import os; print(os.path.dirname(os.__file__))';
  const folder = execFileSync(python, ['-c', script], { encoding: 'utf8' }).trim();
  // Tests and installed packages are left to bench/syntax.ts; they take a minute.
  const files = listPython(folder, ['test', 'tests', 'idle_test', 'site-packages', 'dist-packages', 'lib2to3']);
  const { compared, differences } = compareFiles([python], files);
  expect(compared).toBeGreaterThan(300);
  expect(differences).toEqual([]);
});
