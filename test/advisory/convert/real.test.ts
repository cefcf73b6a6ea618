// Every record of three real databases as a CVE record: each derives, validates, and comes back with what both formats say.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { convertRecord } from '../../../src/advisory/convert/convert-record.ts';
import { DATA, readMembers } from '../database/data.ts';
import { cveFaults, SCHEMA } from './cve-schema.ts';
import { comparePython, isCveAffected, isOsvAffected, namedVersions } from './evaluate.ts';
import { OPTIONS } from './options.ts';

type Json = Readonly<Record<string, unknown>>;

const ajv = new Ajv.default({ strict: false, allErrors: false });
addFormats.default(ajv);
const isOsv = ajv.compile(
  JSON.parse(readFileSync(join(import.meta.dirname, '../../recorded/osv/schema-1.7.5.json'), 'utf8')),
);

function* records(file: string, step: number): Generator<[string, Json]> {
  let count = 0;
  for (const [name, text] of readMembers(join(DATA ?? '', file))) {
    count += 1;
    if (name.endsWith('.json') && count % step === 0) yield [name, JSON.parse(text) as Json];
  }
}

describe.skipIf(DATA === null)('real databases (need THERIAC_DATA or ../shared/data)', () => {
  it.each([
    ['pypi-osv.zip', 5],
    ['psf-osv.zip', 1],
    ['oss-fuzz-osv.zip', 40],
  ])(
    '%s',
    (file, step) => {
      const wrong: string[] = [];
      let compared = 0;
      for (const [name, osv] of records(file, step)) {
        const cve = convertRecord(osv, 'cve', OPTIONS);
        if (typeof cve === 'string') {
          wrong.push(`${name}: ${cve}`);
          continue;
        }
        // A record without a CVE identifier cannot come back under its own name.
        const named = cve.value as {
          cveMetadata: Record<string, unknown>;
          containers: { cna: { affected: readonly Json[] } };
        };
        const whole = { ...named, cveMetadata: { cveId: 'CVE-2026-99999', ...named.cveMetadata } };
        if (SCHEMA !== null) for (const fault of cveFaults(whole)) wrong.push(`${name} as CVE: ${fault}`);
        const back = convertRecord(whole, 'osv', OPTIONS);
        if (typeof back === 'string') {
          wrong.push(`${name} back: ${back}`);
          continue;
        }
        if (!isOsv(back.value)) wrong.push(`${name} back: ${ajv.errorsText(isOsv.errors)}`);
        for (const key of ['summary', 'details', 'withdrawn'] as const) {
          const [before, after] = [osv[key], back.value[key]];
          const text = typeof before === 'string' ? before.trim() : before;
          if (typeof text === 'string' && text.length > 4000) continue;
          if (text !== (typeof after === 'string' ? after.trim() : after) && !(key === 'details' && text === undefined))
            wrong.push(`${name} ${key}`);
        }
        const affected = osv['affected'] as readonly Json[];
        const again = (back.value['affected'] ?? []) as readonly Json[];
        const products = named.containers.cna.affected;
        const commits = gitEvents(affected);
        if (JSON.stringify(gitEvents(again)) !== JSON.stringify(commits)) wrong.push(`${name} commits`);
        compared += commits.length;
        const versions = namedVersions(...affected, ...again).slice(0, 60);
        for (const version of versions) {
          const truth = affected.some((entry) => isOsvAffected(entry, version, comparePython));
          if (products.some((product) => isCveAffected(withoutGit(product), version, comparePython)) !== truth)
            wrong.push(`${name} as CVE ${version}`);
          if (again.some((entry) => isOsvAffected(entry, version, comparePython)) !== truth)
            wrong.push(`${name} back ${version}`);
          compared += 1;
        }
      }
      expect(wrong.slice(0, 20)).toEqual([]);
      expect(compared).toBeGreaterThan(50);
    },
    120_000,
  );
});

/** Every commit that a record names, with what it says of it. */
function gitEvents(affected: readonly Json[]): readonly string[] {
  const ranges = affected.flatMap((entry) => (entry['ranges'] ?? []) as readonly Json[]);
  const events = ranges.flatMap((range) => {
    if (range['type'] !== 'GIT') return [];
    // A short commit is the record's own fault; it is listed as a loss.
    const events = (range['events'] as readonly Json[]).filter((event) =>
      Object.values(event).every((value) => /^(?:0|[0-9a-f]{40})$/.test(String(value))),
    );
    return events.map((event) => `${range['repo']} ${JSON.stringify(event)}`);
  });
  return [...new Set(events)].sort();
}

/** Commits have no order that this evaluator knows. */
function withoutGit(product: Json): Json {
  const versions = (product['versions'] ?? []) as readonly Json[];
  return versions.some((entry) => entry['versionType'] === 'git') ? { defaultStatus: 'unaffected' } : product;
}
