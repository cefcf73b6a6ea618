// Findings of whole runs against an independent evaluation in Python by `packaging`: none missing, none extra, none twice.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { DATA, readMembers, syncInto } from '../advisory/database/data.ts';
import { capturedHost } from '../host/captured-host.ts';

const RECORDED = resolve(import.meta.dirname, '../recorded/audit');
const PYTHON = process.env['THERIAC_ORACLE_PYTHON'];

/** What the oracle says of one source: name, version, and the identifiers of the alias group, as one text. */
interface Answer {
  readonly distributions: number;
  readonly matches: readonly (readonly [name: string, version: string, identifiers: string])[];
}

interface Printed {
  readonly findings: readonly {
    readonly id: string;
    readonly aliases: readonly string[];
    readonly distribution: { readonly name: string; readonly version: string };
  }[];
}

const recorded = JSON.parse(readFileSync(join(RECORDED, 'locks.json'), 'utf8')) as Record<string, Answer>;

describe.skipIf(DATA === null)('findings of whole runs (needs THERIAC_DATA)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'theriac-independent-'));
  const zip = join(DATA ?? '', 'pypi-osv.zip');
  const database = join(folder, 'advisories.sqlite');
  beforeAll(async () => {
    await syncInto(database, [zip]);
    for (const [name, text] of readMembers(join(DATA ?? '', 'locks.zip'))) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Each finding as the oracle writes it: the group that shares an identifier with it. */
  async function findings(path: string, answer: Answer): Promise<string[]> {
    const captured = capturedHost({}, {}, folder);
    await run(captured.host, ['audit', path, '--no-reach', '--database', database, '--format', 'json']);
    const printed = JSON.parse(captured.output()) as Printed;
    return printed.findings.map(({ id, aliases, distribution: { name, version } }) => {
      const group = answer.matches.find(
        ([theirs, at, identifiers]) =>
          theirs === name &&
          at === version &&
          identifiers.split(' ').some((one) => one === id || aliases.includes(one)),
      );
      return `${name} ${version} ${group?.[2] ?? `${id}, which packaging does not match`}`;
    });
  }

  const written = ({ matches }: Answer): string[] => matches.map((match) => match.join(' ')).sort();

  it.each(Object.keys(recorded))('%s', async (name) => {
    const answer = recorded[name] as Answer;
    expect((await findings(join(folder, name), answer)).sort()).toEqual(written(answer));
  });

  it.skipIf(PYTHON === undefined)('the environment of the oracles (needs THERIAC_ORACLE_PYTHON)', async () => {
    const environment = resolve(dirname(PYTHON ?? ''), '..');
    const printed = execFileSync(PYTHON ?? '', [join(RECORDED, 'evaluate.py'), zip, environment], { encoding: 'utf8' });
    const { distributions, matches } = JSON.parse(printed) as {
      distributions: number;
      matches: [string, string, string[]][];
    };
    const answer = {
      distributions,
      matches: matches.map(([name, version, group]) => [name, version, group.join(' ')] as const),
    };
    expect(distributions).toBeGreaterThan(2);
    expect((await findings(environment, answer)).sort()).toEqual(written(answer));
  });
});
