// Missing wheels from a package index: only when asked, held to hashes and sizes, never twice.
import { randomBytes } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Distribution } from '../../../src/finding/inventory.ts';
import type { Host } from '../../../src/host/host.ts';
import { nodeHttp } from '../../../src/host/node-http.ts';
import { codeTarget } from '../../../src/project/code/code-target.ts';
import { downloadArtifact } from '../../../src/project/code/download-artifact.ts';
import { type CodeLocation, locateCode } from '../../../src/project/code/locate-code.ts';
import { capturedHost } from '../../host/captured-host.ts';
import { distribution, freshFolder, inventory, NOTHING, removeFolders, writeTarball, writeWheel } from './artifacts.ts';
import { type IndexOptions, type PackageIndex, serveIndex } from './package-index.ts';

const servers: PackageIndex[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  removeFolders();
});

const host: Host = { ...capturedHost().host, http: nodeHttp };

async function serve(paths: readonly string[], options: IndexOptions = {}): Promise<PackageIndex> {
  const server = await serveIndex(paths, options);
  servers.push(server);
  return server;
}

/** Locates one distribution with downloads allowed; its lock names the index. */
function locate(
  cacheDirectory: string,
  index: string,
  wanted: Distribution,
  named: string | null = null,
): Promise<CodeLocation> {
  const source = { kind: 'index', url: index } as const;
  const locked = inventory(cacheDirectory, [{ ...wanted, source }]);
  return locateCode(host, locked, { ...NOTHING, cacheDirectory, fetch: { indexUrl: named } });
}

describe('downloads', () => {
  it.each(['json', 'html'] as const)('take the wheel that fits from a %s page, once', async (format) => {
    const folder = freshFolder();
    const names = ['cp311-cp311-manylinux_2_17_x86_64', 'cp312-cp312-manylinux_2_17_x86_64', 'py3-none-any'];
    const wheels = names.map((tags) => join(folder, `shop_x-1.0-${tags}.whl`));
    const hashes = wheels.map((path, at) => writeWheel(path, { 'shop_x.py': names[at] ?? '' }));
    const index = await serve(wheels, { format });
    const artifacts = wheels.map((path, at) => ({
      fileName: path.split('/').at(-1) ?? '',
      hashes: [hashes[at] ?? ''],
    }));
    const cache = join(folder, 'cache');
    const found = await locate(cache, index.url, distribution('shop-x', '1.0', artifacts));
    expect(found.trees[0]).toMatchObject({ origin: 'downloaded', verified: true, hash: hashes[1] });
    expect(new TextDecoder().decode(found.trees[0]?.tree.readBytes('shop_x.py'))).toBe(names[1]);
    const file = `/files/shop_x-1.0-${names[1]}.whl`;
    expect(index.requests).toEqual(['GET /simple/shop-x/', `HEAD ${file}`, `GET ${file}`]);
    await locate(cache, index.url, distribution('shop-x', '1.0', artifacts));
    expect(index.requests.length).toBe(3);
  });

  it('read only the Python of a large wheel where the server gives ranges', async () => {
    const folder = freshFolder();
    const wheel = join(folder, 'big-1.0-py3-none-any.whl');
    const noise = (): string => randomBytes(600_000).toString('base64');
    writeWheel(wheel, {
      'big/__init__.py': 'import big.core\n',
      'big/weights.bin': noise(),
      'big/core.cpython-312-x86_64-linux-gnu.so': noise(),
      'big-1.0.data/purelib/big/late.py': 'x = 1\n',
      'big/templates/page.html': '{{ x }}',
      'big-1.0.data/scripts/run.py': 'no module',
    });
    const cache = join(folder, 'cache');
    const wanted = distribution('big', '1.0');
    const target = codeTarget(inventory(folder, [wanted]));
    const fetchBig = (url: string, below: string) =>
      downloadArtifact(host, wanted, target, {
        indexUrl: url,
        otherwise: null,
        folder: below,
        limit: 2 ** 28,
        partialAbove: 1000,
      });
    const index = await serve([wheel], { ranges: true });
    const path = await fetchBig(index.url, join(cache, 'wheels'));
    expect(path.ok && path.value).toMatch(/\.whl\.partial$/);
    const asked = index.requests.filter((request) => request.includes('bytes='));
    expect(asked.length).toBeGreaterThan(1);
    const found = await locateCode(host, inventory(folder, [wanted]), { ...NOTHING, cacheDirectory: cache });
    expect(found.trees[0]).toMatchObject({ origin: 'downloaded', form: 'unpacked', verified: false });
    const tree = found.trees[0]?.tree;
    expect([...(tree?.list('big').keys() ?? [])].sort()).toEqual([
      '__init__.py',
      'core.cpython-312-x86_64-linux-gnu.so',
      'late.py',
      'templates',
    ]);
    expect(new TextDecoder().decode(tree?.readBytes('big/late.py'))).toBe('x = 1\n');
    expect(statSync(join(found.trees[0]?.path ?? '', 'big/core.cpython-312-x86_64-linux-gnu.so')).size).toBe(0);
    // Without ranges the file is downloaded whole.
    const plain = await serve([wheel]);
    const whole = await fetchBig(plain.url, join(folder, 'other'));
    expect(whole.ok && whole.value).toMatch(/\.whl$/);
    // A server that sends other bytes than its directory promises gives nothing.
    const liar = await serve([wheel], {
      ranges: true,
      answer(path, response) {
        const lies = path.startsWith('/files/') && liar.requests.at(-1)?.includes('bytes=0-') === true;
        const [, end = 0] = /bytes=0-(\d+)/.exec(liar.requests.at(-1) ?? '') ?? [];
        if (lies) response.writeHead(206, { 'content-range': `bytes 0-${end}/${statSync(wheel).size}` });
        if (lies) response.end(Buffer.alloc(Number(end) + 1));
        return lies;
      },
    });
    const refused = await fetchBig(liar.url, join(folder, 'third'));
    expect(refused.ok && refused.value).toMatch(/\.whl$/);
  });

  it('happen only when asked for', async () => {
    const folder = freshFolder();
    const wheel = join(folder, 'shop-1.0-py3-none-any.whl');
    writeWheel(wheel);
    const index = await serve([wheel]);
    const locked = inventory(folder, [distribution('shop', '1.0', [], { kind: 'index', url: index.url })]);
    const found = await locateCode(host, locked, { ...NOTHING, caches: true, cacheDirectory: join(folder, 'cache') });
    expect(found.missing.map(({ distribution: name }) => name)).toEqual(['shop']);
    expect(index.requests).toEqual([]);
  });

  it('are refused where hash or size are not as promised', async () => {
    const folder = freshFolder();
    const wheel = join(folder, 'shop-1.0-py3-none-any.whl');
    const hash = writeWheel(wheel, { 'shop.py': 'x'.repeat(1000) });
    const cache = join(folder, 'cache');
    const wrong = [{ fileName: 'shop-1.0-py3-none-any.whl', hashes: [`sha256:${'0'.repeat(64)}`] }];
    const honest = await serve([wheel]);
    const differs = await locate(cache, honest.url, distribution('shop', '1.0', wrong));
    expect(differs.missing[0]?.reason).toMatch(/was refused: its sha256 is not the one/);
    // An index whose page promises one file and whose server sends another.
    const liar = await serve([wheel], {
      answer(path, response) {
        if (path.startsWith('/files/')) response.end('something else');
        return path.startsWith('/files/');
      },
    });
    const swapped = await locate(cache, liar.url, distribution('shop', '1.0'));
    expect(swapped.missing[0]?.reason).toMatch(/was refused/);
    const other = [{ fileName: 'shop-1.0-cp312-cp312-win_amd64.whl', hashes: [] }];
    const unlisted = await locate(cache, honest.url, distribution('shop', '1.0', other));
    expect(unlisted.missing[0]?.reason).toMatch(/none of the files that the lock names/);
    const wanted = distribution('shop', '1.0', [{ fileName: 'shop-1.0-py3-none-any.whl', hashes: [hash] }]);
    const target = codeTarget(inventory(folder, [wanted]));
    const settings = {
      indexUrl: honest.url,
      folder: join(cache, 'wheels'),
      otherwise: null,
      limit: 100,
      partialAbove: 2 ** 30,
    };
    const large = await downloadArtifact(host, wanted, target, settings);
    expect(large.ok ? '' : large.fault.message).toMatch(/has more than 100 bytes/);
    expect(() => readdirSync(join(cache, 'wheels'))).toThrow();
  });

  it('fall back to a source distribution, and say what an index lacks', async () => {
    const folder = freshFolder();
    const sdist = join(folder, 'shop-1.0.tar.gz');
    writeTarball(sdist, { 'shop-1.0/shop/__init__.py': 'source' });
    const foreign = join(folder, 'win-1.0-cp312-cp312-win_amd64.whl');
    writeWheel(foreign);
    const index = await serve([sdist, foreign]);
    const cache = join(folder, 'cache');
    const found = await locate(cache, index.url, distribution('shop', '1.0'));
    expect(found.trees[0]).toMatchObject({ form: 'sdist', origin: 'downloaded' });
    const reason = async (name: string, version: string): Promise<string | undefined> =>
      (await locate(cache, index.url, distribution(name, version))).missing[0]?.reason;
    expect(await reason('win', '1.0')).toBe('no file of win 1.0 on the index fits the interpreter and platform');
    expect(await reason('shop', '2.0')).toBe('the index has no file of shop 2.0');
    expect(await reason('none', '1.0')).toMatch(/has no such project$/);
  });

  it('survive indexes that answer with anything', async () => {
    const folder = freshFolder();
    const answers: Readonly<Record<string, [number, string, string]>> = {
      broken: [200, 'application/json', '{"files": ['],
      odd: [200, 'application/json', '[]'],
      page: [200, 'text/html', '<a href="javascript:x">shop-1.0-py3-none-any.whl</a><a href="%zz">'],
      error: [503, 'text/plain', 'busy'],
    };
    const index = await serve([], {
      answer(path, response) {
        const [status, type, body] = answers[path.split('/')[2] ?? ''] ?? [404, 'text/plain', ''];
        response.writeHead(status, { 'content-type': type }).end(body);
        return true;
      },
    });
    for (const name of Object.keys(answers)) {
      const found = await locate(join(folder, 'cache'), index.url, distribution(name, '1.0'));
      expect(found.missing.length, name).toBe(1);
    }
    const nowhere = await locate(join(folder, 'cache'), 'http://127.0.0.1:9/simple', distribution('shop', '1.0'));
    expect(nowhere.missing[0]?.reason).toContain('http://127.0.0.1:9/simple/shop/');
    const file = await locate(join(folder, 'cache'), 'file:///simple', distribution('shop', '1.0'));
    expect(file.missing[0]?.reason).toMatch(/is no address of a package index/);
  });

  it('send credentials to the named index alone, and never show them', async () => {
    const folder = freshFolder();
    const wheel = join(folder, 'shop-1.0-py3-none-any.whl');
    writeWheel(wheel);
    const index = await serve([wheel]);
    const named = index.url.replace('http://', 'http://ada:pass%40word@');
    const cache = join(folder, 'cache');
    await locate(cache, 'https://index.example/simple', distribution('shop', '1.0'), named);
    const basic = `Basic ${Buffer.from('ada:pass@word').toString('base64')}`;
    expect(new Set(index.credentials)).toEqual(new Set([basic]));
    const elsewhere = await serve([wheel]);
    const pages = await serve([], {
      answer(_path, response) {
        const url = `${elsewhere.url.replace(/simple$/, 'files')}/shop-1.0-py3-none-any.whl`;
        response.end(`<a href="${url}">shop</a>`);
        return true;
      },
    });
    const fresh = await locate(
      join(folder, 'other'),
      '',
      distribution('shop', '1.0'),
      pages.url.replace('://', '://ada:pass%40word@'),
    );
    expect(fresh.trees.length).toBe(1);
    expect(new Set(pages.credentials)).toEqual(new Set([basic]));
    expect(new Set(elsewhere.credentials)).toEqual(new Set([undefined]));
    const missing = await locate(cache, '', distribution('none', '1.0'), named);
    expect(missing.missing[0]?.reason).not.toContain('pass');
  });
});
