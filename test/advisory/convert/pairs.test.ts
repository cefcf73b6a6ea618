// 239 vulnerabilities that one CNA published in both formats: each way the converted record affects the same versions.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { convertRecord } from '../../../src/advisory/convert/convert-record.ts';
import { DATA, readMembers } from '../database/data.ts';
import { cveFaults, SCHEMA } from './cve-schema.ts';
import { compareSemver, isCveAffected, isOsvAffected, namedVersions } from './evaluate.ts';
import { OPTIONS } from './options.ts';

type Json = Readonly<Record<string, unknown>>;
interface OsvEntry extends Json {
  readonly package: { readonly name: string };
  readonly ecosystem_specific?: { readonly imports?: readonly { readonly path: string }[] };
}
interface CveEntry extends Json {
  readonly packageName: string;
}

function productsOf(record: unknown): readonly CveEntry[] {
  return (record as { containers: { cna: { affected: readonly CveEntry[] } } }).containers.cna.affected;
}

function affectedOf(record: unknown): readonly OsvEntry[] {
  return (record as { affected?: readonly OsvEntry[] }).affected ?? [];
}

/** A version between any two: each named one, just below it, just above it. */
function probes(named: readonly string[]): readonly string[] {
  const around = named.flatMap((version) => {
    const [core = '', pre] = version.split(/-(.*)/s);
    const [major = 0, minor = 0, patch = 0] = core.split('.').map(Number);
    const below = pre === undefined ? `${core}-rc.1` : `${core}-${pre.replace(/[^.]*$/, '')}0`;
    return [version, below, `${major}.${minor}.${patch + 1}`, `${major}.${minor + 1}.0-0`, `${core}-zzz`];
  });
  return ['0.0.0-0', '0.0.1', ...around, '999999.0.0'];
}

/** The packages of a record and, for each, whether a version of it is affected. */
function packagesOfOsv(record: unknown): Map<string, (version: string) => boolean> {
  const packages = new Map<string, (version: string) => boolean>();
  for (const entry of affectedOf(record)) {
    const parts = entry.ecosystem_specific?.imports?.map(({ path }) => path) ?? [entry.package.name];
    for (const part of parts) {
      const before = packages.get(part);
      packages.set(part, (v) => (before?.(v) ?? false) || isOsvAffected(entry, v, compareSemver));
    }
  }
  return packages;
}

function packagesOfCve(record: unknown): Map<string, (version: string) => boolean> {
  const packages = new Map<string, (version: string) => boolean>();
  for (const product of productsOf(record)) {
    const before = packages.get(product.packageName);
    packages.set(product.packageName, (v) => (before?.(v) ?? false) || isCveAffected(product, v, compareSemver));
  }
  return packages;
}

/** The versions on which two records differ, package by package. */
function differences(
  left: Map<string, (version: string) => boolean>,
  right: Map<string, (version: string) => boolean>,
  versions: readonly string[],
): readonly string[] {
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((name) =>
    versions
      .filter((version) => (left.get(name)?.(version) ?? false) !== (right.get(name)?.(version) ?? false))
      .map((version) => `${name} ${version}`),
  );
}

describe.skipIf(DATA === null)('pairs of records (needs THERIAC_DATA or ../shared/data)', () => {
  const members = DATA === null ? new Map<string, string>() : readMembers(join(DATA, 'go-cna-cve-osv-pairs.zip'));
  const names = [...members.keys()].filter((name) => /^cve\/.*\.json$/.test(name)).map((name) => name.slice(4));
  const pairs = names.map((name): [string, unknown, unknown] => [
    name,
    JSON.parse(members.get(`cve/${name}`) ?? 'null'),
    JSON.parse(members.get(`osv/${name}`) ?? 'null'),
  ]);

  it('are all there', () => expect(pairs.length).toBe(239));

  it('affect the same versions after conversion, both ways and there and back', () => {
    const wrong: string[] = [];
    for (const [name, cve, osv] of pairs) {
      const toOsv = convertRecord(cve, 'osv', OPTIONS);
      const toCve = convertRecord(osv, 'cve', OPTIONS);
      if (typeof toOsv === 'string' || typeof toCve === 'string') throw new Error(`${name} was not converted`);
      const back = convertRecord(toCve.value, 'osv', OPTIONS);
      const forth = convertRecord(toOsv.value, 'cve', OPTIONS);
      if (typeof back === 'string' || typeof forth === 'string') throw new Error(`${name} was not converted back`);
      const versions = probes(namedVersions(...productsOf(cve), ...affectedOf(osv)));
      const truth = packagesOfOsv(osv);
      const found: [string, Map<string, (version: string) => boolean>][] = [
        ['the pair itself', packagesOfCve(cve)],
        ['CVE → OSV', packagesOfOsv(toOsv.value)],
        ['OSV → CVE', packagesOfCve(toCve.value)],
        ['OSV → CVE → OSV', packagesOfOsv(back.value)],
        ['CVE → OSV → CVE', packagesOfCve(forth.value)],
      ];
      for (const [way, packages] of found) {
        for (const difference of differences(truth, packages, versions).slice(0, 3))
          wrong.push(`${name} ${way}: ${difference}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('name the same packages of the same modules', () => {
    for (const [name, cve, osv] of pairs) {
      const converted = convertRecord(cve, 'osv', OPTIONS);
      if (typeof converted === 'string') throw new Error(`${name} was not converted`);
      const modules = (record: unknown) => [...new Set(affectedOf(record).map((entry) => entry.package.name))].sort();
      expect(modules(converted.value), name).toEqual(modules(osv));
    }
  });

  it.skipIf(SCHEMA === null)('are judged by a schema that finds faults (needs THERIAC_CVE_SCHEMA)', () => {
    const record = { cveMetadata: { cveId: 'CVE-2024-1000', state: 'PUBLISHED' }, containers: { cna: { title: 'x' } } };
    expect(cveFaults(record)).not.toEqual([]);
  });

  it.skipIf(SCHEMA === null)('validate against the official schema (needs THERIAC_CVE_SCHEMA)', () => {
    const wrong: string[] = [];
    for (const [name, , osv] of pairs) {
      const converted = convertRecord(osv, 'cve', OPTIONS);
      if (typeof converted === 'string') throw new Error(`${name} was not converted`);
      for (const fault of cveFaults(converted.value)) wrong.push(`${name} ${fault}`);
    }
    expect(wrong).toEqual([]);
  });
});
