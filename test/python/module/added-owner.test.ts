// Who owns the modules of folders that `.pth` files and editable installs add to an environment.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeHost } from '../../../src/host/node-host.ts';
import type { ModuleName } from '../../../src/python/module/module-name.ts';
import { openProgram, type Program } from '../../../src/python/program.ts';
import type { DistributionName } from '../../../src/standard/distribution-name.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A program over files; `ROOT` in a text stands for the folder that holds them. */
function opened(files: Readonly<Record<string, string>>, site = 'site'): Program {
  const root = mkdtempSync(join(tmpdir(), 'theriac-added-'));
  folders.push(root);
  for (const [file, text] of Object.entries({ 'project/app.py': '', ...files })) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text.replaceAll('ROOT', root));
  }
  return openProgram({
    files: nodeHost().files,
    project: join(root, 'project'),
    sitePackages: [join(root, site)],
    target: { version: [3, 12], platform: 'linux' },
    includeTests: false,
  });
}

function ownerOf(program: Program, name: string): string | null {
  const module = program.finder.find(name as ModuleName);
  if (module === null) throw new Error(`${name} was not found`);
  return program.ownerOf(module);
}

const shop = { 'code/shop/__init__.py': '' };

describe('a folder outside of site-packages', () => {
  it('belongs to the distribution whose list has the .pth file', () => {
    const record = '_my_shop.pth,,\nmy_shop-1.0.dist-info/RECORD,,\n';
    const program = opened({
      ...shop,
      'site/_my_shop.pth': 'ROOT/code\n',
      'site/my_shop-1.0.dist-info/RECORD': record,
      'site/other-1.0.dist-info/RECORD': 'other.py,,\n',
    });
    expect(ownerOf(program, 'shop')).toBe('my-shop');
    expect(program.knowsFilesOf('my-shop' as DistributionName)).toBe(true);
  });

  it('belongs to the distribution that an editable install’s file is named after', () => {
    expect(ownerOf(opened({ ...shop, 'site/__editable__.My_Shop-1.0.pth': 'ROOT/code\n' }), 'shop')).toBe('my-shop');
  });

  it('belongs to the innermost distribution that was installed from there', () => {
    const direct = (folder: string): string =>
      JSON.stringify({ url: `file://ROOT/${folder}`, dir_info: { editable: true } });
    const program = opened({
      ...shop,
      'site/easy-install.pth': 'ROOT/code\n',
      'site/outer-1.0.dist-info/direct_url.json': direct(''),
      'site/inner-1.0.dist-info/direct_url.json': direct('code'),
      'site/wrong-1.0.dist-info/direct_url.json': '{',
    });
    expect(ownerOf(program, 'shop')).toBe('inner');
  });

  it('belongs to what an .egg-link says, or to the one whose top_level.txt names the module', () => {
    const pth = { 'site/easy-install.pth': 'ROOT/code\n' };
    expect(ownerOf(opened({ ...shop, ...pth, 'site/Shop.egg-link': 'ROOT/code\n.' }), 'shop')).toBe('shop');
    expect(ownerOf(opened({ ...shop, ...pth, 'site/goods-1.dist-info/top_level.txt': 'shop\n' }), 'shop')).toBe(
      'goods',
    );
  });

  it('leaves open whose it is: then a list without modules clears nobody', () => {
    const files = {
      'site/some.pth': 'ROOT/code\n',
      'site/bare-1.0.dist-info/RECORD': 'bare-1.0.dist-info/METADATA,,\n',
      'site/full-1.0.dist-info/RECORD': 'full.py,,\n',
    };
    const program = opened({ ...shop, ...files });
    expect(ownerOf(program, 'shop')).toBeNull();
    expect(program.knowsFilesOf('bare' as DistributionName)).toBe(false);
    expect(program.knowsFilesOf('full' as DistributionName)).toBe(true);
    expect(opened(files).knowsFilesOf('bare' as DistributionName)).toBe(true);
  });
});

describe('an environment within the project', () => {
  const site = 'project/.venv/lib/python3.12/site-packages';
  it('is not the project’s own, nor what was installed into it from a checkout', () => {
    const program = opened(
      {
        'project/.venv/pyvenv.cfg': '',
        'project/.venv/src/tool/tool.py': '',
        [`${site}/parts/part.py`]: '',
        [`${site}/parts.pth`]: 'parts\nROOT/project/.venv/src/tool\nROOT/project\n',
        [`${site}/gear-1.0.dist-info/RECORD`]: 'parts.pth,,\nparts/part.py,,\n',
      },
      site,
    );
    expect(ownerOf(program, 'part')).toBe('gear');
    expect(ownerOf(program, 'tool')).toBe('gear');
    expect(ownerOf(program, 'app')).toBeNull();
    const part = program.finder.find('part' as ModuleName);
    expect(part === null ? null : program.fileOf(part)).toBe('parts/part.py');
  });
});
