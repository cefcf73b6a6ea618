// Arbitrary messages for the renderers' property tests: every field of every message, with hostile text in each.
import fc from 'fast-check';
import type { Fault } from '../../src/finding/fault.ts';
import { type Finding, SEVERITY_LEVELS, STEP_KINDS } from '../../src/finding/finding.ts';
import {
  type Distribution,
  type DistributionSource,
  INVENTORY_KINDS,
  type Inventory,
} from '../../src/finding/inventory.ts';
import type { Message } from '../../src/finding/message.ts';
import type { Policy } from '../../src/finding/policy.ts';
import { PRECISIONS, REACHES } from '../../src/finding/reach.ts';
import { FAULT_HEADINGS } from '../../src/report/public-fault.ts';
import { normaliseDistributionName } from '../../src/standard/distribution-name.ts';

const HOSTILE = [
  '\x1b[2J\x1b[31m',
  '\x1b]8;;https://evil.example\x07',
  '\x9b31m',
  '\x00',
  '\x7f',
  '\r\n::error::',
  '\u202edeg',
  '\u2066',
  '\u200b',
  '\ufeff',
  '\u2028',
  '\ud800',
  '\udc00',
  '[x](https://evil.example)',
  '{0}',
  '}}',
  '<script>',
  '**b**',
  '@someone',
  '特別',
  '👩‍👩‍👧',
  'e\u0301\u0301',
  '\u{e0041}',
  '\t\t',
  '   ',
  '`code`',
  '../..',
  'C:\\x',
  '%41',
  'a'.repeat(300),
  '',
];

/** Text of every kind: plain, any UTF-16 unit, or with hostile pieces. */
export const text = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc
    .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 6 })), { maxLength: 4 })
    .map((parts) => parts.join('')),
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const texts = fc.array(text, { maxLength: 3 });
const oneOf = <T>(values: readonly T[]) => fc.constantFrom(...values);
const line = fc.oneof(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: -1, max: 1 }));
const location = fc.record({ file: text, line });
const name = text.map(normaliseDistributionName);
const score = fc.integer({ min: 0, max: 100 }).map((tenths) => tenths / 10);

const link = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  text.map((part) => `https://advisories.example/${part}`),
  text.map((part) => `http://${part}`),
  text,
);

export const finding: fc.Arbitrary<Finding> = fc.record({
  id: fc.oneof(
    text,
    fc.integer({ min: 1, max: 5 }).map((number) => `PYSEC-2024-${number}`),
  ),
  aliases: fc.array(fc.oneof(text, fc.constant('CVE-2024-12345')), { maxLength: 3 }),
  title: text,
  link: maybe(link),
  distribution: fc.record({ name: text, version: text, purl: text, fileName: maybe(text) }),
  reach: oneOf(REACHES),
  precision: oneOf(PRECISIONS),
  reason: maybe(fc.oneof(text, fc.constant('reachability was not analysed'))),
  severity: maybe(fc.record({ score, level: oneOf(SEVERITY_LEVELS), vector: text })),
  weaknesses: fc.array(fc.oneof(text, fc.constant('CWE-79')), { maxLength: 3 }),
  published: maybe(text),
  modified: maybe(text),
  matched: fc.record({ by: oneOf(['versions', 'range', 'wheel'] as const), detail: text }),
  units: fc.array(fc.record({ module: text, attribute: maybe(text) }), { maxLength: 2 }),
  fixed: texts,
  upgrade: maybe(text),
  why: fc.array(texts, { maxLength: 3 }),
  witness: fc.array(
    fc.record({
      kind: oneOf(STEP_KINDS),
      module: text,
      function: maybe(text),
      file: text,
      line,
      firstParty: fc.boolean(),
      resolved: fc.boolean(),
    }),
    { maxLength: 6 },
  ),
  location: maybe(location),
  ignored: maybe(fc.record({ reason: text, until: maybe(text) })),
});

export const fault: fc.Arbitrary<Fault> = fc
  .record({
    code: oneOf(Object.keys(FAULT_HEADINGS) as Fault['code'][]),
    effect: oneOf(['incomplete', 'note'] as const),
    file: text,
    line: fc.option(line, { nil: undefined }),
    message: text,
  })
  .map(({ line: number, ...rest }) => (number === undefined ? rest : { ...rest, line: number }));

const source: fc.Arbitrary<DistributionSource> = fc.oneof(
  fc.record({ kind: fc.constant('index' as const), url: maybe(text) }),
  fc.record({ kind: fc.constant('url' as const), url: text }),
  fc.record({ kind: fc.constant('vcs' as const), system: text, url: text, commit: maybe(text) }),
  fc.record({ kind: fc.constant('path' as const), path: text, editable: fc.boolean() }),
);

const dependency = fc.record({
  name,
  version: maybe(text),
  extras: texts,
  marker: maybe(text),
  extra: maybe(text),
  group: maybe(text),
  member: maybe(name),
});

const distribution: fc.Arbitrary<Distribution> = fc.record({
  name,
  version: maybe(text),
  source,
  artifacts: fc.array(fc.record({ fileName: maybe(text), build: maybe(text), hashes: texts }), { maxLength: 3 }),
  installed: fc.boolean(),
  extras: texts,
  marker: maybe(text),
  groups: texts,
  requires: fc.array(dependency, { maxLength: 3 }),
  location: maybe(location),
  folder: maybe(text),
});

export const inventory: fc.Arbitrary<Inventory> = fc.record({
  kind: oneOf(INVENTORY_KINDS),
  source: text,
  root: text,
  project: text,
  target: maybe(fc.record({ implementation: text, version: text, platform: text, machine: maybe(text) })),
  distributions: fc.array(distribution, { maxLength: 5 }),
  requires: fc.array(dependency, { maxLength: 3 }),
  faults: fc.array(fault, { maxLength: 2 }),
});

const policy: fc.Arbitrary<Policy> = fc.record({
  failOn: fc.uniqueArray(oneOf(REACHES)),
  severity: maybe(oneOf(SEVERITY_LEVELS)),
  ignore: fc.array(
    fc.record({
      id: text,
      reason: text,
      package: maybe(text),
      until: maybe(text),
      unlessFixed: fc.boolean(),
      origin: text,
    }),
    { maxLength: 2 },
  ),
});

const count = fc.nat(1000);
const summary = fc.record({
  counts: fc.record({ reached: count, 'possibly-reached': count, unknown: count, loaded: count, installed: count }),
  ignored: count,
  failing: count,
  exitCode: oneOf([0, 1, 2, 3] as const),
});

/** A run: its preamble, findings and faults in any mixture, its sum; any part but the sum may be missing. */
export const run: fc.Arbitrary<Message[]> = fc
  .record({
    config: maybe(
      fc.record({ version: text, started: fc.oneof(text, fc.constant('2026-11-22T08:00:00.000Z')), policy }),
    ),
    inventory: maybe(inventory),
    advisory: maybe(
      fc.record({
        builtIn: fc.boolean(),
        sources: fc.array(fc.record({ name: text, modified: maybe(text), advisories: count }), { maxLength: 5 }),
      }),
    ),
    body: fc.array(
      fc.oneof(
        finding.map((value): Message => ({ kind: 'finding', finding: value })),
        fault.map((value): Message => ({ kind: 'incomplete', fault: value })),
        fc.record({ kind: fc.constant('progress' as const), phase: text, done: count, total: count }),
      ),
      { maxLength: 8 },
    ),
    summary,
  })
  .map((parts) => [
    ...(parts.config === null ? [] : [{ kind: 'config' as const, ...parts.config }]),
    ...(parts.inventory === null ? [] : [{ kind: 'inventory' as const, inventory: parts.inventory }]),
    ...(parts.advisory === null ? [] : [{ kind: 'advisory' as const, ...parts.advisory }]),
    ...parts.body,
    { kind: 'summary', summary: parts.summary },
  ]);
