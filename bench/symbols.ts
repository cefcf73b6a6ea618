// How many of the known vulnerable functions of data/advisories, or of a list, are among the first proposals.
//
//   node bench/symbols.ts [--half 0|1] [--verbose] [--upstream]
//   node bench/symbols.ts --list bench/symbols-known.json [--verbose]
//
// Wheels are read from the cache of scripts/check-advisories.py; nothing is fetched. Records whose fix is in no Python
// code are left out. --upstream takes the words of the Python Packaging Advisory Database's own record (THERIAC_DATA)
// where it has one, since ours were written by people who knew the functions. bench/symbols-known.json was written down
// from memory of the fixes before it was first measured; its wheels lie in the same cache as NAME/VERSION/*.whl
// (pip download --no-deps --only-binary :all: -d NAME/VERSION NAME==VERSION).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseDocument } from '../src/advisory/parse-document.ts';
import { compareTrees } from '../src/advisory/symbol/compare-trees.ts';
import { mergeProposals } from '../src/advisory/symbol/merge-proposals.ts';
import { rankChange } from '../src/advisory/symbol/rank.ts';
import { openReleaseTree, readUnits, type SourceTree } from '../src/advisory/symbol/source-tree.ts';
import { type AdvisoryWords, readWords } from '../src/advisory/symbol/words.ts';
import { nodeHost } from '../src/host/node-host.ts';
import { type OsvRecord, parseOsvRecord, readImports } from '../src/standard/osv.ts';
import { compareVersions, parseLooseVersion } from '../src/standard/version.ts';
import { readMembers } from '../test/advisory/database/data.ts';

const { values: flags } = parseArgs({
  options: {
    half: { type: 'string' },
    verbose: { type: 'boolean' },
    upstream: { type: 'boolean' },
    only: { type: 'string' },
    list: { type: 'string' },
  },
});
const host = nodeHost();
const folder = resolve(import.meta.dirname, '../data/advisories');
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'theriac/wheels');
const data = process.env['THERIAC_DATA'] ?? resolve(import.meta.dirname, '../../shared/data');
const upstream = new Map<string, OsvRecord>();
if (flags.upstream === true || flags.list !== undefined) {
  for (const text of readMembers(join(data, 'pypi-osv.zip')).values()) {
    const { record } = parseOsvRecord(JSON.parse(text));
    if (record !== null) for (const id of [record.id, ...record.aliases]) upstream.set(id, record);
  }
}

/** An advisory whose functions are known: one list of names for each, any of which is right. */
interface Item {
  readonly label: string;
  readonly words: AdvisoryWords;
  /** The last affected release and the first fixed one, for each branch. */
  readonly trees: readonly (readonly [SourceTree, SourceTree])[];
  readonly known: readonly (readonly string[])[];
}

let absent = 0;
const totals = { records: 0, known: 0, first: 0, five: 0, all: 0, candidates: 0, without: 0 };
for await (const item of flags.list === undefined ? shippedItems() : listedItems(flags.list)) measure(item);

function measure({ label, words, trees, known }: Item): void {
  // Older releases had some of the units elsewhere: only those that a compared release defines can be found in it.
  const present = known.filter((names) => trees.some(([old]) => names.some((unit) => defines(old, unit))));
  absent += known.length - present.length;
  const proposals = mergeProposals(
    trees.map(([old, now]) => rankChange(compareTrees(old, now), words, old)),
    'all',
  );
  const places = present.map((names) => {
    const at = proposals.findIndex(({ module, attribute }) => names.includes(`${module}:${attribute}`));
    return at < 0 ? Number.POSITIVE_INFINITY : at + 1;
  });
  if (proposals.length === 0) {
    totals.without += 1;
    console.log(`${label}: no Python code changed`);
    return;
  }
  totals.records += 1;
  totals.known += present.length;
  totals.first += places.filter((place) => place === 1).length;
  totals.five += places.filter((place) => place <= 5).length;
  totals.all += places.filter((place) => place < Number.POSITIVE_INFINITY).length;
  totals.candidates = Math.max(totals.candidates, proposals.length);
  const missed = places.some((place) => place > 5);
  console.log(`${missed ? 'MISS' : 'ok  '} ${label} ${places.join(' ')} of ${proposals.length}`);
  if (flags.verbose !== true || !missed) return;
  for (const [at, names] of present.entries()) {
    const place = places[at] ?? 0;
    if (place > 5)
      console.log(`       wanted ${names.join(' ')} at ${place} ${JSON.stringify(proposals[place - 1] ?? null)}`);
  }
  for (const { module, attribute, score, reason } of proposals.slice(0, 6))
    console.log(`       ${score} ${module}:${attribute} ${reason}`);
}

/** The records that ship. */
async function* shippedItems(): AsyncGenerator<Item> {
  for (const [index, file] of readdirSync(folder).sort().entries()) {
    if (flags.half !== undefined && index % 2 !== Number(flags.half)) continue;
    if (flags.only !== undefined && !file.includes(flags.only)) continue;
    const [value] = parseDocument(readFileSync(join(folder, file), 'utf8'), 'yaml').values;
    const { record } = parseOsvRecord(value);
    if (record === null) continue;
    const told = [record.id, ...record.aliases].map((id) => upstream.get(id)).find((found) => found !== undefined);
    const own = record.databaseSpecific?.['theriac'] as
      | { native?: unknown; checked?: string[]; compared?: string[] }
      | undefined;
    if (own?.native !== undefined || (own?.compared ?? []).length === 0) continue;
    const words = readWords(withoutSymbols(told ?? record));
    for (const affected of record.affected) {
      const name = affected.package?.name ?? '';
      const known = readImports(affected).map(({ attribute, modules }) =>
        modules.map((module) => `${module}:${attribute}`),
      );
      const trees: (readonly [SourceTree, SourceTree])[] = [];
      for (const version of (own?.compared ?? []).filter((each) => existsSync(join(cache, name, each)))) {
        const before = (own?.checked ?? [])
          .filter(
            (each) =>
              compareVersions(parseLooseVersion(each), parseLooseVersion(version)) < 0 &&
              existsSync(join(cache, name, each)),
          )
          .sort((a, b) => compareVersions(parseLooseVersion(b), parseLooseVersion(a)))[0];
        const pair = before === undefined ? null : await pairOf(name, before, version);
        if (pair !== null) trees.push(pair);
      }
      if (trees.length === 0 || known.length === 0) continue;
      yield { label: `${record.id} ${name}${told === undefined ? '' : ' (upstream)'}`, words, trees, known };
    }
  }
}

/** Those of a list, each with the words of the published record (THERIAC_DATA); what is not at hand is left out. */
async function* listedItems(list: string): AsyncGenerator<Item> {
  const rows = JSON.parse(readFileSync(list, 'utf8')) as readonly {
    readonly id: string;
    readonly name: string;
    readonly before: string;
    readonly after: string;
    readonly known: readonly (readonly string[])[];
  }[];
  for (const { id, name, before, after, known } of rows) {
    const record = upstream.get(id);
    const pair = await pairOf(name, before, after);
    if (record === undefined || pair === null) console.log(`left out: ${id} ${name}`);
    else yield { label: `${id} ${name}`, words: readWords(withoutSymbols(record)), trees: [pair], known };
  }
}

const share = (part: number): string => `${part} (${Math.round((100 * part) / totals.known)} %)`;
console.log(
  `${totals.records} advisories, ${totals.known} known units: first ${share(totals.first)}, first five ${share(totals.five)}, ` +
    `anywhere ${share(totals.all)}; ${absent} units that no compared release defines itself; up to ${totals.candidates} candidates; ${totals.without} without a change in Python`,
);

async function pairOf(name: string, before: string, after: string): Promise<readonly [SourceTree, SourceTree] | null> {
  const [old, now] = await Promise.all([tree(name, before), tree(name, after)]);
  return old === null || now === null ? null : [old, now];
}

async function tree(name: string, version: string): Promise<SourceTree | null> {
  if (!existsSync(join(cache, name, version))) return null;
  const wheel = readdirSync(join(cache, name, version)).find((file) => file.endsWith('.whl'));
  const opened =
    wheel === undefined ? null : await openReleaseTree(host, join(cache, name, version, wheel), `${name} ${version}`);
  return opened?.ok === true ? opened.value : null;
}

function defines(old: SourceTree, unit: string): boolean {
  const [module = '', attribute = ''] = unit.split(':');
  return readUnits(old.read(module))?.units.has(attribute) === true;
}

/** What is asked for must not be told. */
function withoutSymbols(record: OsvRecord): OsvRecord {
  return { ...record, affected: record.affected.map((affected) => ({ ...affected, ecosystemSpecific: null })) };
}
