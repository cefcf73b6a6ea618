// Names as packaging normalises them.
import { describe, expect, it } from 'vitest';
import { normaliseDistributionName } from '../../src/standard/distribution-name.ts';

describe('a distribution name', () => {
  it.each([
    ['Jaraco.Text', 'jaraco-text'],
    ['a-_.b', 'a-b'],
    // Lower case comes first: what a sigma becomes depends on what follows.
    ['FooΣ.Bar', 'fooσ-bar'],
    ['FooΣ', 'fooς'],
  ])('%s is %s', (name, normalised) => {
    expect(normaliseDistributionName(name)).toBe(normalised);
  });
});
