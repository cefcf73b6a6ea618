// Who comes closest to code that is not reached: a small project and its environment, written for each test.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findNeighbours, type Target } from '../../src/audit/find-neighbours.ts';
import { analyseReach } from '../../src/audit/reach/reach-analysis.ts';
import { loadInventory } from '../../src/project/load-inventory.ts';
import type { ModuleName } from '../../src/python/module/module-name.ts';
import { capturedHost } from '../host/captured-host.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const FILES: Readonly<Record<string, string>> = {
  'requirements.txt': 'gablet==1.0\n',
  'app.py': 'import gablet\n\n\ndef main():\n    gablet.draw()\n    other().burn()\n',
  'site-packages/gablet/__init__.py':
    'from .core import draw\n\n\ndef unused():\n    from . import slow\n    from .core import Torch\n    Torch().burn()\n    Torch().burn()\n',
  'site-packages/gablet/core.py':
    'def draw():\n    pass\n\n\nclass Torch:\n    def burn(self):\n        pass\n\n    def twice(self):\n        self.burn()\n',
  'site-packages/gablet/slow.py': 'def crawl():\n    pass\n',
  'site-packages/plimsy/__init__.py': 'from gablet.slow import crawl\nfrom unrelated.slow import x\n',
  'site-packages/unrelated/__init__.py': 'def burn():\n    burn()\n',
};

async function neighbours(target: Target) {
  const folder = mkdtempSync(join(tmpdir(), 'theriac-neighbours-'));
  folders.push(folder);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(FILES)) write(path, text);
  for (const name of ['gablet', 'plimsy', 'unrelated']) {
    const files = Object.keys(FILES).filter((path) => path.startsWith(`site-packages/${name}/`));
    const record = [...files, `site-packages/${name}-1.0.dist-info/METADATA`].map((path) => path.slice(14));
    write(`site-packages/${name}-1.0.dist-info/RECORD`, record.map((path) => `${path},,\n`).join(''));
    write(`site-packages/${name}-1.0.dist-info/METADATA`, `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`);
  }
  const { host } = capturedHost();
  const environment = join(folder, 'site-packages');
  const inventory = await loadInventory(host, folder, { python: null, platform: null, environment });
  if ('error' in inventory) throw new Error(inventory.error.message);
  const analysis = await analyseReach(host, {
    ...{ inventory, sitePackages: [environment], code: { trees: [], missing: [], faults: [] }, includeTests: false },
    ...{ entries: [], cacheDirectory: null, version: '0', tick: () => null },
  });
  try {
    const found = await findNeighbours(await analysis.calls(), [target], new Set(['gablet', 'plimsy']));
    expect(found.more).toBe(0);
    return found.places.map(({ file, line, function: name, runs }) => [`${file}:${line}`, name, runs]);
  } finally {
    analysis.close();
  }
}

describe('neighbours', () => {
  it('of a method are the functions that call its name in files that may know its module, each once', async () => {
    expect(await neighbours({ module: 'gablet.core' as ModuleName, name: 'Torch.burn' })).toEqual([
      ['app.py:6', 'main', true],
      ['gablet/__init__.py:7', 'unused', false],
      ['gablet/core.py:10', 'Torch.twice', false],
    ]);
  });

  it('of a module are the imports of it, also in distributions that nothing loads', async () => {
    expect(await neighbours({ module: 'gablet.slow' as ModuleName, name: '' })).toEqual([
      ['gablet/__init__.py:5', 'unused', false],
      ['plimsy/__init__.py:1', null, false],
    ]);
  });

  it('of what runs are known to run', async () => {
    expect(await neighbours({ module: 'gablet.core' as ModuleName, name: 'draw' })).toEqual([
      ['app.py:5', 'main', true],
    ]);
  });
});
