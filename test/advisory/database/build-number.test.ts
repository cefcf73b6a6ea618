// Advisories that name wheels: which builds they mean, and what is said where the build is not known.
import { afterAll, describe, expect, it } from 'vitest';
import type { KnownArtifact } from '../../../src/advisory/database/match.ts';
import { block, databaseOf, matchesOf, record } from './record.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const ONE = 'demo-1.0-1-py3-none-any.whl';
const TWO = 'demo-1.0-2-py3-none-any.whl';

function named(wheels: readonly unknown[], events: readonly unknown[] = [{ introduced: '0' }, { fixed: '2.0' }]) {
  return block(events, { ecosystem_specific: { wheels } });
}
const affected = (file_name: string, sha256?: string) => ({ file_name, status: 'affected', ...(sha256 && { sha256 }) });
const spared = (file_name: string, sha256?: string) => ({ file_name, status: 'unaffected', ...(sha256 && { sha256 }) });

function artifact(fileName: string | null, build: string | null = null, ...hashes: readonly string[]): KnownArtifact {
  return { fileName, build, hashes: hashes.map((hash) => `sha256:${hash}`) };
}

describe('builds', async () => {
  const { database } = await databaseOf([
    record('SPARED-1', { affected: [named([spared(TWO)])] }),
    record('ONLY-1', { affected: [named([affected(ONE)])] }),
    record('BOTH-1', { affected: [named([affected(ONE), spared(TWO)])] }),
    record('HASH-1', { affected: [named([spared(TWO, A)])] }),
    record('BARE-1', {
      affected: [{ package: { ecosystem: 'PyPI', name: 'demo' }, ecosystem_specific: { wheels: [affected(ONE)] } }],
    }),
    record('REBUILT-1', { affected: [named([affected(ONE, A)])] }),
    record('WRONG-1', { affected: [named([affected('else-1.0-1-py3-none-any.whl')], [{ introduced: '5' }])] }),
  ]);
  afterAll(() => database.close());

  /** `yes`, `no` or `doubt` for a record. */
  const verdict = (id: string, version: string, artifacts: readonly KnownArtifact[]) => {
    const match = matchesOf(database, version, artifacts).find((found) => found.id === id);
    return match === undefined ? 'no' : match.doubt === null ? 'yes' : 'doubt';
  };

  it.each<readonly [string, string, readonly KnownArtifact[], string]>([
    // Only unaffected builds are named: every other build is affected.
    ['SPARED-1', '1.0', [artifact(TWO)], 'no'],
    ['SPARED-1', '1.0', [artifact(ONE)], 'yes'],
    ['SPARED-1', '1.0', [artifact('demo-1.0.tar.gz')], 'yes'],
    ['SPARED-1', '1.0', [], 'doubt'],
    ['SPARED-1', '1.0', [artifact(null, '2')], 'no'],
    ['SPARED-1', '1.0', [artifact(null, '02')], 'no'],
    ['SPARED-1', '1.0', [artifact(null, '3')], 'yes'],
    ['SPARED-1', '1.0', [artifact(null)], 'doubt'],
    ['SPARED-1', '1.0', [artifact(ONE), artifact(TWO)], 'doubt'],
    ['SPARED-1', '1.0', [artifact(TWO), artifact('Demo-1.0.0-02-py3-none-any.whl')], 'no'],
    // They concern the version in their name alone.
    ['SPARED-1', '1.1', [], 'yes'],
    ['SPARED-1', '1.1', [artifact('demo-1.1-2-py3-none-any.whl')], 'yes'],
    ['SPARED-1', '2.0', [], 'no'],
    ['SPARED-1', '1.0.0', [artifact(TWO)], 'no'],
    // Only affected builds are named: only they are.
    ['ONLY-1', '1.0', [artifact(ONE)], 'yes'],
    ['ONLY-1', '1.0', [artifact(TWO)], 'no'],
    ['ONLY-1', '1.0', [], 'doubt'],
    ['ONLY-1', '1.1', [], 'yes'],
    // Both are named: the others are in doubt.
    ['BOTH-1', '1.0', [artifact(ONE)], 'yes'],
    ['BOTH-1', '1.0', [artifact(TWO)], 'no'],
    ['BOTH-1', '1.0', [artifact('demo-1.0-3-py3-none-any.whl')], 'doubt'],
    ['BOTH-1', '1.0', [artifact('demo-1.0-1-py3-none-win32.whl')], 'doubt'],
    // Hashes go before names.
    ['HASH-1', '1.0', [artifact(TWO, null, A)], 'no'],
    ['HASH-1', '1.0', [artifact('renamed.whl', null, A)], 'no'],
    ['HASH-1', '1.0', [artifact(null, null, A.toUpperCase())], 'no'],
    ['HASH-1', '1.0', [artifact(TWO, null, B)], 'yes'],
    ['HASH-1', '1.0', [artifact(null, null, B)], 'yes'],
    ['HASH-1', '1.0', [artifact(TWO)], 'no'],
    ['REBUILT-1', '1.0', [artifact(ONE, null, B)], 'doubt'],
    ['REBUILT-1', '1.0', [artifact(TWO, null, B)], 'no'],
    // Neither versions nor ranges: the builds alone.
    ['BARE-1', '1.0', [artifact(ONE)], 'yes'],
    ['BARE-1', '1.0', [artifact(TWO)], 'no'],
    ['BARE-1', '1.0', [], 'doubt'],
    ['BARE-1', '1.1', [], 'no'],
    // A wheel of another distribution says nothing.
    ['WRONG-1', '1.0', [artifact(ONE)], 'no'],
    ['WRONG-1', '5.0', [artifact(ONE)], 'yes'],
  ])('%s %s %j: %s', (id, version, artifacts, expected) => {
    expect(verdict(id, version, artifacts)).toBe(expected);
  });

  it('says so in the match', () => {
    const [match] = matchesOf(database, '1.0', [artifact(ONE)]).filter(({ id }) => id === 'ONLY-1');
    expect(match).toMatchObject({
      precision: 'build',
      matched: { by: 'wheel', detail: `wheel ${ONE}, listed as affected` },
    });
    const [doubt] = matchesOf(database, '1.0').filter(({ id }) => id === 'ONLY-1');
    expect(doubt?.doubt).toBe('only some builds of 1.0 are affected and it is not known which one is installed');
    const [plain] = matchesOf(database, '1.1').filter(({ id }) => id === 'ONLY-1');
    expect(plain).toMatchObject({ precision: 'package', matched: { by: 'range', detail: '<2.0' }, doubt: null });
  });
});
