// Whether what a project locks is all at hand: only then is what is not there nowhere.
import { expect, it } from 'vitest';
import { isComplete } from '../../../src/audit/reach/requirements.ts';
import type { Distribution, Inventory } from '../../../src/finding/inventory.ts';

function locked(name: string, groups: readonly string[] = [], path?: string): Distribution {
  return {
    name: name as Distribution['name'],
    version: '1.0',
    source: path === undefined ? { kind: 'index' } : { kind: 'path', path, editable: false },
    artifacts: [],
    installed: false,
    extras: [],
    marker: null,
    groups,
    requires: [],
    location: null,
    folder: null,
  } as Distribution;
}

const installed = [['django', '5.0', true]] as never;

it.each([
  [[locked('django')], true],
  [[locked('django'), locked('shop', [], '.')], true],
  [[locked('django'), locked('psycopg')], false],
  [[locked('django'), locked('psycopg', ['extra:postgres'])], false],
  [[locked('django'), locked('psycopg', ['postgres', 'dev'])], false],
  [[locked('django'), locked('mypy', ['dev'])], true],
  [[locked('django'), locked('mypy', ['extra:typing', 'all'])], true],
  [[locked('django'), locked('mypy', ['all'])], false],
])('%#: %s', (distributions, complete) => {
  expect(isComplete({ distributions } as unknown as Inventory, [], installed)).toBe(complete);
});

it('is not where the code of something is missing', () => {
  const inventory = { distributions: [locked('django')] } as unknown as Inventory;
  expect(isComplete(inventory, [{ distribution: 'django', reason: 'gone' }], installed)).toBe(false);
});
