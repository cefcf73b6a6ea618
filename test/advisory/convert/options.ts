// How records are converted in these tests: without a repository, at a set time.

export const OPTIONS = {
  packages: new Map(),
  products: new Map(),
  resolveCommit: () => null,
  now: '2026-01-01T00:00:00Z',
  dataVersion: '5.1',
  orgId: null,
  rejectWithdrawn: false,
  published: null,
} as const;

/** The same, knowing one product as a package. */
export const KNOWING_FOO = {
  ...OPTIONS,
  packages: new Map([['acme/foo', { ecosystem: 'PyPI', name: 'foo' }]]),
} as const;
