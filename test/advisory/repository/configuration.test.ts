// The configuration of a database: what init writes is read again; mistakes are named.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { afterAll, describe, expect, it } from 'vitest';
import { findConfiguration, parseConfiguration } from '../../../src/advisory/repository/configuration.ts';
import { databaseFiles } from '../../../src/advisory/repository/repository-template.ts';
import { capturedHost } from '../../host/captured-host.ts';

const folder = mkdtempSync(join(tmpdir(), 'theriac-configuration-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function parseText(text: string): ReturnType<typeof parseConfiguration> {
  const { advisory } = parse(text);
  return parseConfiguration('/db', typeof advisory === 'object' ? (advisory as Record<string, unknown>) : {});
}

describe('the configuration', () => {
  it('that init writes is read as it was given', () => {
    const files = databaseFiles({
      prefix: 'x_A',
      records: 'data/our "own"',
      form: 'json',
      licence: 'CC0-1.0',
      url: 'https://a.example/db',
      contact: 'mailto:s@a.example',
      products: [
        { name: 'pip', ecosystem: 'PyPI', repository: 'https://git.example/pip' },
        { name: 'cpython', ecosystem: null, repository: null },
      ],
      now: '2026-01-01T00:00:00Z',
    });
    const read = parseText(files.get('theriac.toml') ?? '');
    expect(read).toEqual({
      ok: true,
      value: {
        root: '/db',
        prefix: 'x_A',
        records: '/db/data/our "own"',
        form: 'json',
        licence: 'CC0-1.0',
        url: 'https://a.example/db',
        contact: 'mailto:s@a.example',
        products: [
          { name: 'pip', ecosystem: 'PyPI', package: 'pip', repository: 'https://git.example/pip' },
          { name: 'cpython', ecosystem: null, package: null, repository: null },
        ],
        ignore: [],
      },
    });
    expect(files.get('.github/workflows/advisories.yml')).toContain(`git add -A 'data/our "own"' identifiers`);
  });

  it.each([
    ['', /“prefix”/],
    ['prefix = "PSF-1"', /“prefix”/],
    ['prefix = "PSF"\nrecords = "../x"', /“records”/],
    ['prefix = "PSF"\nrecords = "/etc"', /“records”/],
    ['prefix = "PSF"\nform = "xml"', /“form”/],
    ['prefix = "PSF"\ncolour = "red"', /no key “colour”/],
    ['prefix = "PSF"\nlicence = 1', /“licence” of \[advisory\] must be a text/],
    ['prefix = "PSF"\nproducts = ["pip"]', /“products”/],
    ['prefix = "PSF"\n[[advisory.products]]\necosystem = "PyPI"', /needs a “name”/],
  ])('%j is refused', (lines, says) => {
    const read = parseText(`[advisory]\n${lines}\n`);
    expect(read.ok ? '' : read.fault.message).toMatch(says);
  });

  it('is found from inside, past other files of that name', async () => {
    mkdirSync(join(folder, 'db/advisories/2026'), { recursive: true });
    writeFileSync(join(folder, 'db/theriac.toml'), '[advisory]\nprefix = "PSF"\n');
    writeFileSync(join(folder, 'db/advisories/theriac.toml'), 'fail-on = "loaded"\n');
    const { host } = capturedHost();
    const found = await findConfiguration(host, join(folder, 'db/advisories/2026'));
    expect(found?.ok && found.value.records).toBe(join(folder, 'db/advisories'));
    writeFileSync(join(folder, 'db/theriac.toml'), '[advisory\n');
    const broken = await findConfiguration(host, join(folder, 'db'));
    expect(broken?.ok).toBe(false);
    expect(await findConfiguration(host, '/')).toBeNull();
  });
});
