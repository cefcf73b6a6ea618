// Made-up wheels, source distributions and inventories for the tests of where code is found.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Artifact, Distribution, DistributionSource, Inventory } from '../../../src/finding/inventory.ts';
import type { CodeOptions } from '../../../src/project/code/locate-code.ts';
import { normaliseDistributionName } from '../../../src/standard/distribution-name.ts';
import { writeZip } from '../../advisory/database/data.ts';
import { tarBytes } from '../../standard/tar-bytes.ts';

const folders: string[] = [];

/** A fresh folder that `removeFolders` removes. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'theriac-code-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** The files of a wheel of that name: what is given, and its metadata folder. */
export function wheelMembers(fileName: string, files: Readonly<Record<string, string>>): Record<string, string> {
  const [name = '', version = '', ...tags] = fileName.replace(/\.whl$/, '').split('-');
  const info = `${name}-${version}.dist-info`;
  return {
    ...files,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n\n`,
    [`${info}/WHEEL`]: `Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: ${tags.slice(-3).join('-')}\n`,
    [`${info}/RECORD`]: Object.keys(files)
      .map((path) => `${path},,\n`)
      .join(''),
  };
}

/** Writes a wheel; gives its `sha256:…`. */
export function writeWheel(path: string, files: Readonly<Record<string, string>> = {}, name = basename(path)): string {
  mkdirSync(dirname(path), { recursive: true });
  writeZip(path, wheelMembers(name, files));
  return hashOf(path);
}

export function hashOf(path: string): string {
  return `sha256:${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
}

/** Writes the folders and files of an unpacked archive. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Writes a `.tar.gz`; a value that begins with `->` is a symbolic link. */
export function writeTarball(path: string, files: Readonly<Record<string, string>>): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, gzipSync(tarBytes(files)));
  return hashOf(path);
}

export function distribution(
  name: string,
  version: string | null,
  artifacts: readonly Pick<Artifact, 'fileName' | 'hashes'>[] = [],
  source: DistributionSource = { kind: 'index', url: null },
): Distribution {
  return {
    name: normaliseDistributionName(name),
    version,
    source,
    artifacts: artifacts.map((artifact) => ({ ...artifact, build: null })),
    installed: false,
    extras: [],
    marker: null,
    groups: [],
    requires: [],
    location: null,
    folder: null,
  };
}

export function inventory(root: string, distributions: readonly Distribution[], target = '3.12'): Inventory {
  const known = { implementation: 'CPython', version: target, platform: 'linux', machine: 'x86_64' };
  return {
    kind: 'uv.lock',
    source: 'uv.lock',
    root,
    project: 'shop',
    target: target === '' ? null : known,
    distributions,
    requires: [],
    faults: [],
  };
}

export const NOTHING: CodeOptions = { wheels: [], summaries: [], caches: false, cacheDirectory: null, fetch: null };
