// The page as the command writes it: the source of the project, of an environment and of a wheel around each step.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { capturedHost, ROOT } from '../../host/captured-host.ts';
import { writeWheel } from '../../project/code/artifacts.ts';
import { readMarkup } from './markup-reader.ts';

const COUNTER = join(ROOT, 'test/projects/reach/counter');
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'theriac-page-'));
  cpSync(COUNTER, join(folder, 'counter'), { recursive: true });
  await theriac('sync', join(ROOT, 'test/projects/reach/advisories'), '--database', join(folder, 'a.sqlite'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function theriac(...words: string[]): Promise<string> {
  const captured = capturedHost({}, { THERIAC_CACHE: join(folder, 'cache') }, folder);
  expect(await run(captured.host, words), captured.notes()).toBe(0);
  return captured.output();
}

async function page(id: string, ...words: string[]): Promise<string> {
  const environment = ['--environment', 'counter/site-packages', '--database', 'a.sqlite'];
  await theriac('explain', id, 'counter', ...environment, '--format', 'html', '--output', 'page.html', ...words);
  return readFileSync(join(folder, 'page.html'), 'utf8');
}

/** The marked lines, as they stand in the files. */
function markedLines(html: string): readonly string[] {
  return [...html.matchAll(/<mark class="line"><i>[^<]*<\/i>([^<]*)\n<\/mark>/g)].map(([, text]) => text ?? '');
}

it('shows each step in its file, and the vulnerable code itself', async () => {
  const html = await page('CVE-2026-99101');
  const lines = (file: string): readonly string[] => readFileSync(join(COUNTER, file), 'utf8').split('\n');
  expect(markedLines(html)).toEqual([
    lines('counter/label.py')[4],
    lines('counter/label.py')[5],
    lines('site-packages/gablet/__init__.py')[6],
    lines('site-packages/gablet/picture.py')[9],
    lines('site-packages/gablet/codec.py')[0],
  ]);
  const links = readMarkup(html).elements.flatMap(({ attributes }) => attributes.get('href') ?? []);
  expect(links).toEqual(['#story', '#e1-step-1', '#e1-step-2', '#e1-step-3', '#e1-step-4']);
});

it('shows where the trail ends and what lies behind it', async () => {
  const html = await page('PYSEC-2026-9102');
  expect(html).toContain('Where the trail ends');
  expect(html).not.toContain('<svg');
  expect(markedLines(html)).toEqual(['def encode(data):']);
});

it('shows what hostile source holds, and nothing of it happens', async () => {
  const path = join(folder, 'counter/counter/label.py');
  const text = readFileSync(path, 'utf8');
  const [, , , , , call = ''] = text.split('\n');
  try {
    writeFileSync(path, text.replace(call, `${call}  # </code><script>alert(1)</script> \x1b[2J \u202e`));
    const html = await page('CVE-2026-99101');
    expect(html).toContain('# &lt;/code&gt;&lt;script&gt;alert(1)&lt;/script&gt; \\x1b[2J \\u202e');
    expect(readMarkup(html).elements.map(({ name }) => name)).not.toContain('script');
  } finally {
    writeFileSync(path, text);
  }
});

it('reads a wheel that was never installed, and says where a summary pack has no source', async () => {
  const shop = join(folder, 'shop');
  const gablet = (file: string): string => readFileSync(join(COUNTER, 'site-packages/gablet', file), 'utf8');
  cpSync(join(COUNTER, 'counter'), join(shop, 'counter'), { recursive: true });
  writeFileSync(join(shop, 'requirements.txt'), 'gablet==1.0\n');
  const files = ['__init__.py', 'codec.py', 'legacy.py', 'picture.py'].map((file) => [`gablet/${file}`, gablet(file)]);
  writeWheel(join(folder, 'wheels/gablet-1.0-py3-none-any.whl'), Object.fromEntries(files));
  const words = ['explain', 'CVE-2026-99101', 'shop', '--database', 'a.sqlite', '--no-caches', '--format', 'html'];
  const html = await theriac(...words, '--wheels', 'wheels');
  expect(markedLines(html)).toContain(gablet('picture.py').split('\n')[9]);
  await theriac('summarise', 'wheels/gablet-1.0-py3-none-any.whl', '--output', 'packs');
  const packed = await theriac(...words, '--summaries', 'packs');
  expect(packed).toContain('No source: its source is not at hand');
  expect(markedLines(packed)).toEqual(markedLines(html).slice(0, 2));
});

it('says so where nothing matches', async () => {
  expect(await page('CVE-1999-1')).toContain('<h1>CVE-1999-1: the database has no advisory of this identifier</h1>');
});
