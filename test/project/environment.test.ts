// Installed environments: layouts, metadata of every age, artifacts, edges, interpreters, containers; and discovery.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Inventory } from '../../src/finding/inventory.ts';
import { HostError } from '../../src/host/host.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import { dependencyPaths } from '../../src/project/dependency-path.ts';
import { parseHeader } from '../../src/project/installed-distribution.ts';
import { type LoadOptions, loadInventory } from '../../src/project/load-inventory.ts';
import { parseMetadataHeader } from '../../src/standard/core-metadata.ts';
import { type MemoryFiles, memoryHost } from './memory-host.ts';

const NOTHING: LoadOptions = { python: null, platform: null, environment: null };
const SITE = '/p/.venv/lib/python3.12/site-packages';

async function load(
  files: MemoryFiles,
  path: string,
  options: Partial<LoadOptions> = {},
  variables = {},
): Promise<Inventory> {
  const inventory = await loadInventory(memoryHost(files, variables), path, { ...NOTHING, ...options });
  if ('error' in inventory) throw new Error(`${inventory.error.code}: ${inventory.error.message}`);
  return inventory;
}

function wheel(
  folder: string,
  name: string,
  version: string,
  more: { requires?: string[]; wheel?: string; files?: MemoryFiles } = {},
) {
  const info = `${folder}/${name}-${version}.dist-info`;
  const requires = (more.requires ?? []).map((line) => `Requires-Dist: ${line}\n`).join('');
  const files: Record<string, string | Uint8Array> = {
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n${requires}\nText: none\nRequires-Dist: not-this\n`,
    [`${info}/WHEEL`]: more.wheel ?? 'Wheel-Version: 1.0\nTag: py3-none-any\n',
  };
  for (const [file, content] of Object.entries(more.files ?? {})) files[`${info}/${file}`] = content;
  return files;
}

const pins = ({ distributions }: Inventory): string[] =>
  distributions.map(({ name, version }) => `${name}==${version}`);
// Its home is on this machine, so it is for this machine's platform.
const VENV = { '/p/.venv/pyvenv.cfg': 'home = /usr/bin\nversion = 3.12.4\n', '/usr/bin/python3': '' };

describe('a virtual environment', () => {
  const files: MemoryFiles = {
    ...VENV,
    ...wheel(SITE, 'Flask', '2.3.3', {
      requires: [
        'click (>=8.0)',
        "colorama; sys_platform == 'win32'",
        'python-dotenv; extra == "dotenv"',
        'requests[socks]>=2',
      ],
    }),
    ...wheel(SITE, 'click', '8.1.7'),
    ...wheel(SITE, 'requests', '2.31.0', {
      requires: ["PySocks!=1.5.7; extra == 'socks'", "chardet; extra == 'chardet'"],
    }),
    ...wheel(SITE, 'PySocks', '1.7.1'),
    ...wheel(SITE, 'numpy', '1.26.0', {
      wheel: 'Build: 1\nTag: cp312-cp312-manylinux_2_17_x86_64\nTag: cp312-cp312-manylinux2014_x86_64\n',
    }),
    ...wheel(SITE, 'from_git', '0.1', {
      files: {
        'direct_url.json': '{"url":"https://t:pw@git.example/x.git","vcs_info":{"vcs":"git","commit_id":"abc"}}',
      },
    }),
    ...wheel(SITE, 'from_file', '1.0', {
      files: {
        'direct_url.json':
          '{"url":"https://files.example/from_file-1.0-7-py3-none-any.whl","archive_info":{"hashes":{"sha256":"AB"}}}',
      },
    }),
  };

  test('versions, edges under the interpreter found, artifacts, sources', async () => {
    const inventory = await load(files, '/p/.venv');
    expect(pins(inventory)).toEqual([
      'click==8.1.7',
      'flask==2.3.3',
      'from-file==1.0',
      'from-git==0.1',
      'numpy==1.26.0',
      'pysocks==1.7.1',
      'requests==2.31.0',
    ]);
    expect(inventory).toMatchObject({
      kind: 'environment',
      faults: [],
      target: { implementation: 'CPython', version: '3.12.4', platform: 'linux', machine: 'x86_64' },
    });
    const find = (name: string) => inventory.distributions.find((one) => one.name === name);
    expect(find('flask')?.requires.map(({ name }) => name)).toEqual(['click', 'requests']);
    expect(find('requests')).toMatchObject({ extras: ['socks'], installed: true, folder: SITE, location: null });
    expect(find('requests')?.requires.map(({ name, extra }) => [name, extra])).toEqual([['pysocks', 'socks']]);
    expect(find('numpy')?.artifacts).toEqual([
      { fileName: 'numpy-1.26.0-1-cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64.whl', build: '1', hashes: [] },
    ]);
    expect(find('from-git')?.source).toEqual({
      kind: 'vcs',
      system: 'git',
      url: 'https://git.example/x.git',
      commit: 'abc',
    });
    expect(find('from-file')?.artifacts).toEqual([
      { fileName: 'from_file-1.0-7-py3-none-any.whl', build: '7', hashes: ['sha256:ab'] },
    ]);
    expect(inventory.requires.map(({ name }) => name).sort()).toEqual(['flask', 'from-file', 'from-git', 'numpy']);
    const socks = find('pysocks');
    expect(socks === undefined ? null : dependencyPaths(inventory, 3)(socks)).toEqual([
      ['.venv', 'flask', 'requests', 'pysocks'],
    ]);
  });

  test('another platform brings other edges', async () => {
    const inventory = await load(files, '/p/.venv', { platform: 'windows' });
    const flask = inventory.distributions.find(({ name }) => name === 'flask');
    expect(flask?.requires.map(({ name }) => name)).toContain('colorama');
  });

  test('the project beside it gives the roots and the groups', async () => {
    const project = '[project]\nname = "shop"\ndependencies = ["flask"]\n[dependency-groups]\ndev = ["numpy"]\n';
    for (const path of ['/p', '/p/.venv']) {
      const inventory = await load({ ...files, '/p/pyproject.toml': project }, path);
      expect(inventory).toMatchObject({ kind: 'environment', source: '.venv', project: 'shop', root: '/p' });
      const groups = Object.fromEntries(inventory.distributions.map((one) => [one.name, one.groups]));
      expect(groups).toMatchObject({ flask: [], pysocks: [], numpy: ['dev'], 'from-git': [] });
    }
  });

  test('a checkout in which metadata was prepared is a project, not an environment', async () => {
    const project = {
      ...VENV,
      ...wheel(SITE, 'Flask', '2.3.3'),
      '/p/pyproject.toml': '[project]\nname = "app"\nversion = "1.0"\ndependencies = ["flask"]\n',
    };
    const prepared = { ...project, ...wheel('/p', 'app', '1.0') };
    expect(pins(await load(prepared, '/p'))).toEqual(pins(await load(project, '/p')));
  });

  test('its site-packages alone', async () => {
    expect(pins(await load(files, SITE))).toHaveLength(7);
    const bare = Object.fromEntries(Object.entries(wheel('/q/packages', 'a', '1')));
    expect(await load(bare, '/q/packages')).toMatchObject({
      target: null,
      source: '.',
      distributions: [{ name: 'a', version: '1' }],
    });
  });
});

describe('what was asked for by name', () => {
  const requested: MemoryFiles = { REQUESTED: '' };
  const rootsOf = async (files: MemoryFiles): Promise<readonly string[]> =>
    (await load({ ...VENV, ...wheel(SITE, 'pip', '24.0'), ...files }, '/p')).requires
      .map(({ name }) => name)
      .filter((name) => name !== 'pip');

  test('is a root, though others require it', async () => {
    const files = {
      ...wheel(SITE, 'flask', '2.3.3', { requires: ['click', 'jinja2'], files: requested }),
      ...wheel(SITE, 'click', '8.1.7', { files: requested }),
      ...wheel(SITE, 'jinja2', '3.1.4'),
    };
    expect(await rootsOf(files)).toEqual(['click', 'flask']);
  });

  test('tells nothing where everything was, as from a frozen list', async () => {
    const files = {
      ...wheel(SITE, 'flask', '2.3.3', { requires: ['click', 'jinja2'], files: requested }),
      ...wheel(SITE, 'click', '8.1.7', { files: requested }),
      ...wheel(SITE, 'jinja2', '3.1.4', { files: requested }),
    };
    expect(await rootsOf(files)).toEqual(['flask']);
  });
});

describe('older and damaged metadata', () => {
  test('egg-info folders and files, eggs, egg-links, a dist-info without METADATA, remains, duplicates', async () => {
    const inventory = await load(
      {
        ...VENV,
        [`${SITE}/Old_Thing-1.0-py3.12.egg-info/PKG-INFO`]: 'Metadata-Version: 1.1\nName: Old-Thing\nVersion: 1.0\n',
        [`${SITE}/Old_Thing-1.0-py3.12.egg-info/requires.txt`]:
          'click\n\n[:sys_platform == "win32"]\ncolorama\n\n[x]\nextra-one\n',
        [`${SITE}/single-2.0.egg-info`]: 'Metadata-Version: 1.0\nName: single\nVersion: 2.0\n',
        [`${SITE}/packed-3.0-py3.12.egg/EGG-INFO/PKG-INFO`]: 'Name: packed\nVersion: 3.0\n',
        [`${SITE}/zipped-4.0-py3.12.egg`]: 'PK',
        [`${SITE}/linked.egg-link`]: '/src/linked\n.',
        '/src/linked/linked.egg-info/PKG-INFO': 'Name: linked\nVersion: 5.0\n',
        [`${SITE}/lost.egg-link`]: '/src/lost\n.',
        [`${SITE}/bare-6.0.dist-info/RECORD`]: '',
        [`${SITE}/~ip-1.0.dist-info/METADATA`]: 'junk',
        [`${SITE}/~equests-2.24.0.dist-info/METADATA`]: 'Name: requests\nVersion: 2.24.0\n',
        ...wheel(SITE, 'twice', '1'),
        ...wheel(SITE, 'twice', '2'),
      },
      '/p/.venv',
    );
    expect(pins(inventory)).toEqual([
      'bare==6.0',
      'linked==5.0',
      'lost==null',
      'old-thing==1.0',
      'packed==3.0',
      'single==2.0',
      'twice==1',
      'twice==2',
      'zipped==4.0',
    ]);
    const old = inventory.distributions.find(({ name }) => name === 'old-thing');
    expect(old?.requires.map(({ name }) => name)).toEqual(['click']);
    expect(inventory.distributions.find(({ name }) => name === 'linked')?.source).toEqual({
      kind: 'path',
      path: '/src/linked',
      editable: true,
    });
    const faults = inventory.faults.map(({ effect, file }) => `${effect} ${file.replace(/.*\//, '')}`).sort();
    expect(faults).toEqual([
      'incomplete lost.egg-link',
      'note bare-6.0.dist-info',
      'note twice-2.dist-info',
      'note zipped-4.0-py3.12.egg',
      'note ~equests-2.24.0.dist-info',
      'note ~ip-1.0.dist-info',
    ]);
  });

  test('the header by pattern is the header by parser', () => {
    const piece = fc.constantFrom(
      'Name: a',
      'Version: 1',
      'requires-dist:x',
      'Requires-Dist: y; z',
      'License: l',
      ' more',
      '\ttab',
      '',
      'no field',
      ': empty',
      'From me',
      'Name:',
      '\r',
      'Näme: q',
    );
    fc.assert(
      fc.property(fc.array(piece), fc.constantFrom('\n', '\n', '\r\n', '\n\n'), (lines, end) => {
        const text = lines.join(end);
        const { name, version, requiresDist } = parseMetadataHeader(text).metadata;
        const trim = (value: string | null) => value?.trim() ?? null;
        const fast = parseHeader(text);
        expect([trim(fast.name), trim(fast.version), fast.requires.map(trim)]).toEqual([
          trim(name),
          trim(version),
          requiresDist.map(trim),
        ]);
      }),
      { numRuns: 3000 },
    );
  });

  test('arbitrary bytes as metadata never throw', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array(),
        fc.constantFrom('METADATA', 'WHEEL', 'direct_url.json'),
        async (bytes, file) => {
          const files = { ...VENV, ...wheel(SITE, 'a', '1'), [`${SITE}/a-1.dist-info/${file}`]: bytes };
          expect((await load(files, '/p/.venv')).distributions).toHaveLength(1);
        },
      ),
    );
  });
});

describe('layouts', () => {
  test('Windows', async () => {
    const files = {
      '/w/pyvenv.cfg': 'home = C:\\Python311\nversion_info = 3.11.2.final.0\nimplementation = CPython\n',
      ...wheel('/w/Lib/site-packages', 'a', '1', { requires: ["b; sys_platform == 'win32'", "c; os_name == 'posix'"] }),
    };
    const inventory = await load(files, '/w');
    expect(inventory.target).toEqual({
      implementation: 'CPython',
      version: '3.11.2',
      platform: 'win32',
      machine: null,
    });
    expect(inventory.distributions[0]?.requires.map(({ name }) => name)).toEqual(['b']);
  });

  test('an environment that sees the interpreter’s own packages', async () => {
    const config = 'home = /usr/bin\ninclude-system-site-packages = true\nversion = 3.12.4\n';
    const files = {
      '/p/.venv/pyvenv.cfg': config,
      ...wheel(SITE, 'a', '1'),
      ...wheel('/usr/lib/python3/dist-packages', 'b', '1'),
      ...wheel('/usr/lib/python3.9/site-packages', 'other', '1'),
    };
    expect(pins(await load(files, '/p/.venv'))).toEqual(['a==1', 'b==1']);
  });
});

describe('a container', () => {
  const root = mkdtempSync(join(tmpdir(), 'theriac-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const put = (files: MemoryFiles): void => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
  };

  test('every folder of distributions is found; links do not lead out', async () => {
    const image = join(root, 'image');
    put({
      'image/etc/os-release': '',
      ...wheel('image/usr/lib/python3/dist-packages', 'debian', '1'),
      ...wheel('image/usr/local/lib/python3.12/site-packages', 'local', '1'),
      ...wheel('image/opt/venv/lib/python3.12/site-packages', 'venv', '1'),
      ...wheel('image/home/u/app/.venv/lib/python3.12/site-packages', 'home', '1'),
      ...wheel('image/opt/conda/pkgs/x/lib/python3.12/site-packages', 'cached', '1'),
      'image/opt/conda/conda-meta/history': '',
      ...wheel('outside/lib/python3.12/site-packages', 'outside', '1'),
      'outside/secret': 'Name: stolen\nVersion: 9\n',
    });
    symlinkSync(join(root, 'outside'), join(image, 'opt/escape'));
    symlinkSync('/', join(image, 'opt/slash'));
    mkdirSync(join(image, 'usr/local/lib/python3.12/site-packages/stolen-1.dist-info'));
    symlinkSync(
      join(root, 'outside/secret'),
      join(image, 'usr/local/lib/python3.12/site-packages/stolen-1.dist-info/METADATA'),
    );
    const inventory = await loadInventory(nodeHost(), image, NOTHING);
    if ('error' in inventory) throw new Error(inventory.error.message);
    expect(pins(inventory)).toEqual(['debian==1', 'home==1', 'local==1', 'stolen==1', 'venv==1']);
    expect(inventory.faults.map(({ file }) => file)).toEqual([
      'usr/local/lib/python3.12/site-packages/stolen-1.dist-info/METADATA',
    ]);
  });

  test('a whole system whose bin and lib are links into usr is no environment', async () => {
    put({
      'merged/etc/passwd': '',
      'merged/usr/bin/python3': '',
      'merged/requirements.txt': 'stray==1\n',
      ...wheel('merged/usr/lib/python3/dist-packages', 'debian', '1'),
      ...wheel('merged/usr/local/lib/python3.12/site-packages', 'local', '1'),
    });
    for (const name of ['bin', 'lib']) symlinkSync(`usr/${name}`, join(root, 'merged', name));
    const inventory = await loadInventory(nodeHost(), join(root, 'merged'), NOTHING);
    if ('error' in inventory) throw new Error(inventory.error.message);
    expect(pins(inventory)).toEqual(['debian==1', 'local==1']);
    expect(inventory.faults).toMatchObject([
      { effect: 'note', message: expect.stringContaining('what is installed was read; requirements.txt was passed') },
    ]);
  });

  test('lib64 that is a link to lib is read once', async () => {
    put({ 'v/pyvenv.cfg': 'version = 3.12.1\n', ...wheel('v/lib/python3.12/site-packages', 'a', '1') });
    symlinkSync('lib', join(root, 'v/lib64'));
    const inventory = await loadInventory(nodeHost(), join(root, 'v'), NOTHING);
    expect('error' in inventory ? inventory.error : pins(inventory)).toEqual(['a==1']);
  });
});

describe('folders that may not be listed', () => {
  const refusing = (files: MemoryFiles, refused: RegExp) => {
    const host = memoryHost(files);
    const list = (folder: string) => {
      if (refused.test(folder)) throw new HostError('unreadable', folder, 'permission was denied');
      return host.files.list(folder);
    };
    return { ...host, files: { ...host.files, list } };
  };
  const faultsOf = async (files: MemoryFiles, path: string, refused: RegExp) => {
    const inventory = await loadInventory(refusing(files, refused), path, NOTHING);
    return 'error' in inventory ? inventory.error : inventory.faults;
  };

  test('an environment’s own, and those above it', async () => {
    const files = { '/v/pyvenv.cfg': 'version = 3.12.1\n', ...wheel('/v/lib/python3.12/site-packages', 'a', '1') };
    expect(await faultsOf(files, '/v', /site-packages$/)).toMatchObject([
      { code: 'file-unreadable', effect: 'incomplete', file: 'lib/python3.12/site-packages' },
    ]);
    expect(await faultsOf(files, '/v', /\/lib$/)).toMatchObject([{ code: 'file-absent', effect: 'incomplete' }]);
    expect(await faultsOf(files, '/v', /never/)).toEqual([]);
  });

  test('a container’s', async () => {
    const files = {
      ...wheel('/c/usr/lib/python3/dist-packages', 'a', '1'),
      ...wheel('/c/root/venv/lib/python3.12/site-packages', 'b', '1'),
      ...wheel('/c/home/x/venv/lib/python3.12/site-packages', 'c', '1'),
      '/c/etc/os-release': '',
    };
    expect(await faultsOf(files, '/c', /root$|home$/)).toMatchObject([
      { code: 'file-unreadable', effect: 'incomplete', file: 'home', message: expect.stringContaining('1 more') },
    ]);
  });
});

describe('discovery', () => {
  const lock =
    'version = 1\n[[package]]\nname = "p"\nsource = { virtual = "." }\ndependencies = [{ name = "a" }, { name = "b" }]\n';
  const locked = (name: string, version: string): string =>
    `[[package]]\nname = "${name}"\nversion = "${version}"\nsource = { registry = "https://index.example/simple" }\n`;

  test('a lock before requirements before an environment; what disagrees is said', async () => {
    const files = {
      ...VENV,
      '/p/uv.lock': lock + locked('a', '1') + locked('b', '1'),
      '/p/requirements.txt': 'z==1\n',
      ...wheel(SITE, 'a', '2'),
      ...wheel(SITE, 'c', '3'),
      ...wheel(SITE, 'pip', '23'),
    };
    const inventory = await load(files, '/p');
    expect(inventory).toMatchObject({ source: 'uv.lock', target: { version: '3.12.4' } });
    expect(pins(inventory)).toEqual(['a==1', 'b==1']);
    const notes = inventory.faults.filter(({ effect }) => effect === 'note').map(({ message }) => message);
    expect(notes).toHaveLength(2);
    expect(notes[0]).toContain('requirements.txt was passed over');
    expect(notes[1]).toContain(
      'a is locked as 1, installed as 2; c 3 is installed, not locked; b 1 is locked, not installed',
    );
    expect(await load({ ...files, '/p/uv.lock': '' }, '/p/requirements.txt')).toMatchObject({
      source: 'requirements.txt',
    });
  });

  test('the active environment where the folder has nothing else', async () => {
    const files = { ...wheel('/e/lib/python3.11/site-packages', 'a', '1'), '/e/pyvenv.cfg': '', '/q/readme': '' };
    expect(await load(files, '/q', {}, { VIRTUAL_ENV: '/e' })).toMatchObject({
      kind: 'environment',
      source: '/e',
      root: '/q',
    });
  });

  test('a workspace’s lock above a member is named', async () => {
    const files = {
      '/w/uv.lock': lock,
      '/w/packages/a/pyproject.toml': '[project]\nname = "a"\ndependencies = ["b==1"]\n',
    };
    const inventory = await load(files, '/w/packages/a/');
    expect(inventory).toMatchObject({ kind: 'pyproject', root: '/w/packages/a' });
    expect(inventory.faults).toMatchObject([
      { effect: 'note', message: expect.stringContaining('/w/uv.lock was passed over') },
    ]);
  });

  test('errors, never an empty inventory', async () => {
    const code = async (path: string, options: Partial<LoadOptions> = {}) => {
      const result = await loadInventory(memoryHost({ '/p/readme.md': '', '/p/uv.lock': '', '/q/x': '' }), path, {
        ...NOTHING,
        ...options,
      });
      return 'error' in result ? result.error.code : 'loaded';
    };
    expect(await code('/gone')).toBe('absent');
    expect(await code('/q')).toBe('nothing-found');
    expect(await code('/p/readme.md')).toBe('not-supported');
    expect(await code('/p', { environment: '/q' })).toBe('not-an-environment');
    expect(await code('/p', { python: '3' })).toBe('python-invalid');
    expect(await code('/p', { platform: 'beos' })).toBe('platform-invalid');
    expect(await code('/p', { platform: 'linux' })).toBe('python-missing');
    expect(await code('/p')).toBe('loaded');
  });

  test('what may not be looked at does not pass for absent', async () => {
    const host = memoryHost({ '/p/uv.lock': '' });
    const refuse = (path: string): never => {
      throw new HostError('unreadable', path, 'permission is denied');
    };
    for (const files of [
      { ...host.files, list: refuse },
      { ...host.files, status: refuse },
    ]) {
      const result = await loadInventory({ ...host, files }, '/p', NOTHING);
      expect(result).toEqual({ error: { code: 'unreadable', message: '/p: permission is denied' } });
    }
  });
});
