// What of a module runs only where it is started as a program: the block under `__name__ == "__main__"`.
import { describe, expect, it } from 'vitest';
import { drawn, growOver, namesOf, type Tree } from './draw.ts';

describe('programs', () => {
  const environment: Tree = {
    'tool/__init__.py': '',
    'tool/cli.py': 'def run():\n  import extra\nif __name__ == "__main__":\n  import inner\n  run()',
    'tool/__main__.py': 'if __name__ == "__main__":\n  import inner',
    'inner.py': '',
    'extra.py': '',
  };
  const loaded = async (source: string): Promise<readonly string[]> =>
    drawn({ project: { 'app.py': source }, environment });
  it('run their `__main__` block where run_module starts them under that name', async () => {
    expect(await loaded('import runpy\nrunpy.run_module("tool.cli", run_name="__main__")')).toContain('inner');
    expect(await loaded('import runpy\nrunpy.run_module("tool.cli", None, "__main__")')).toContain('inner');
    expect(await loaded('import runpy\nrunpy.run_module("tool.cli", run_name="x")')).not.toContain('inner');
    expect(await loaded('import tool.cli')).not.toContain('inner');
  });
  it('are also the `__main__` of a package, and what `-m` starts', async () => {
    expect(await loaded('import runpy\nrunpy.run_module("tool", run_name="__main__")')).toContain('tool.__main__');
    expect(await loaded('import subprocess, sys\nsubprocess.run([sys.executable, "-m", "tool.cli"])')).toContain(
      'inner',
    );
  });
  it('run it where a declared root is one, though the module was loaded before', async () => {
    const root = { module: 'tool.cli', attribute: null, file: 'Procfile', line: 1, kind: 'dynamic' as const };
    const project = { 'app.py': 'import tool.cli' };
    for (const isMain of [true, false]) {
      const growth = growOver({ project, environment, declared: [{ ...root, isMain }], width: 'none' });
      await growth.settle();
      expect(namesOf(growth.graph().modules).includes('inner')).toBe(isMain);
    }
  });
  it('keep the functions that ran before they were started', async () => {
    const app = 'import tool.cli\ndef later():\n  import runpy\n  runpy.run_module("tool.cli", run_name="__main__")';
    const growth = growOver({ project: { 'app.py': app }, environment, width: 'none' });
    const modules = await growth.settle();
    const [own, cli] = ['app', 'tool.cli'].map((name) => modules.find(({ found }) => found.name === name));
    if (own === undefined || cli === undefined) throw new Error('no module was loaded');
    growth.activate(own, 'later');
    growth.activate(cli, 'run');
    expect(namesOf(await growth.settle())).toEqual(['extra', 'inner']);
  });
});
