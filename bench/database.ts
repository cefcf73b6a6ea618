// Opening and matching: 130 distributions, a database of eight times the size (at most 1.2 times), 20,000 matches.
// node bench/database.ts [RUNS]; the data is found through THERIAC_DATA.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DATA, readMembers, syncInto, writeZip } from '../test/advisory/database/data.ts';
import { bundle } from './bundle.ts';
import { best, measure } from './measure.ts';

interface Plain {
  id: string;
  aliases?: string[];
  affected: { package: { name: string }; versions?: string[] }[];
}

const zip = join(DATA ?? resolve('.'), 'pypi-osv.zip');
const folder = mkdtempSync(join(tmpdir(), 'theriac-bench-'));
const runs = Number(process.argv[2] ?? 9);
const script = await bundle(join(import.meta.dirname, 'advisory-process.ts'));
const records = [...readMembers(zip).values()].map((text) => JSON.parse(text) as Plain);

/** The same records about other distributions, seven times more. */
function copies(): Record<string, string> {
  const members: Record<string, string> = {};
  for (let copy = 0; copy < 8; copy++) {
    const mark = copy === 0 ? '' : `-copy${copy}`;
    for (const value of records) {
      const changed = {
        ...value,
        id: value.id + mark,
        aliases: (value.aliases ?? []).map((alias) => alias + mark),
        affected: value.affected.map((entry) => ({
          ...entry,
          package: { ...entry.package, name: entry.package.name + mark },
        })),
      };
      members[`${changed.id}.json`] = JSON.stringify(changed);
    }
  }
  return members;
}

/** Distributions as an environment has them: a third with advisories, the newest version that one lists. */
function environment(): [string, string][] {
  const listed = new Map<string, string>();
  for (const { affected } of records) {
    for (const entry of affected) listed.set(entry.package.name, entry.versions?.at(-1) ?? '1.0');
  }
  const known = [...listed].filter((_, index) => index % 15 === 0).slice(0, 43);
  return [
    ...known,
    ...Array.from({ length: 130 - known.length }, (_, index): [string, string] => [`plain-${index}`, '1.0']),
  ];
}

/** A thousand distributions, twenty findings each. */
function crowded(): Record<string, string> {
  const members: Record<string, string> = {};
  for (let index = 0; index < 20_000; index++) {
    const source = records[index % records.length];
    const entry = {
      package: { ecosystem: 'PyPI', name: `crowd-${index % 1000}` },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.0' }] }],
      versions: ['1.0', '1.1', '1.2'],
    };
    members[`X-${index}.json`] = JSON.stringify({
      ...source,
      id: `X-${index}`,
      aliases: [],
      affected: [entry],
      withdrawn: undefined,
    });
  }
  return members;
}

writeZip(join(folder, 'eight.zip'), copies());
writeZip(join(folder, 'crowd.zip'), crowded());
const path = (name: string) => join(folder, `${name}.sqlite`);
await syncInto(path('one'), [zip]);
await syncInto(path('eight'), [join(folder, 'eight.zip')]);
await syncInto(path('crowd'), [join(folder, 'crowd.zip')]);
writeFileSync(join(folder, 'environment.json'), JSON.stringify(environment()));
writeFileSync(
  join(folder, 'crowd.json'),
  JSON.stringify(Array.from({ length: 1000 }, (_, index) => [`crowd-${index}`, '1.0'])),
);

const [one, eight, crowd] = [[], [], []] as ReturnType<typeof measure>[][];
for (let run = 0; run < runs; run++) {
  one?.push(measure(script, 'match', path('one'), join(folder, 'environment.json')));
  eight?.push(measure(script, 'match', path('eight'), join(folder, 'environment.json')));
  crowd?.push(measure(script, 'match', path('crowd'), join(folder, 'crowd.json')));
}
rmSync(folder, { recursive: true });
const [small, large, many] = [best(one ?? []), best(eight ?? []), best(crowd ?? [])];
console.log(`open and match 130 distributions: ${small.milliseconds.toFixed(1)} ms, ${small.result} matches`);
const ratio = (large.milliseconds / small.milliseconds).toFixed(2);
console.log(`in a database eight times the size: ${large.milliseconds.toFixed(1)} ms, ${ratio} times (at most 1.2)`);
console.log(
  `1,000 distributions, ${many.result} matches: ${many.milliseconds.toFixed(0)} ms, ${many.megabytes.toFixed(0)} MB`,
);
