// Which of V8's compilers work for an analysis, in a process whose engine may be asked.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const HAS_MIDDLE = Number.parseInt(process.versions.node, 10) >= 24 && ['x64', 'arm64'].includes(process.arch);

it.skipIf(!HAS_MIDDLE)(
  'leaves the slowest compiler out of short work',
  () => {
    const module = resolve(import.meta.dirname, '../../src/host/node-compiler.ts');
    const program = `
    import { fitCompiler } from ${JSON.stringify(module)};
    const isLast = new Function('work', 'return %ActiveTierIsTurbofan(work)');
    const hot = (elapsed, index) => {
      fitCompiler(elapsed);
      // No function's text twice: its code would be known.
      const text = 'let sum = ' + index + '; for (let at = 0; at < count; at++) sum += at % 7; return sum;';
      const work = new Function('count', text);
      const end = performance.now() + 20_000;
      for (let round = 0; round < 20_000 && !isLast(work) && performance.now() < end; round++) work(2_000);
      return isLast(work);
    };
    console.log(JSON.stringify([0, 60_000, 0].map(hot)));
  `;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--allow-natives-syntax', '--input-type=module', '--eval', program],
      { encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([false, true, false]);
  },
  60_000,
);
