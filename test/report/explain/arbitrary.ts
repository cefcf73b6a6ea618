// Arbitrary explanations with hostile text in every field, and ways that meet, part and turn back.
import fc from 'fast-check';
import type { Excerpt, Explanation, WayStep } from '../../../src/finding/explanation.ts';
import { STEP_KINDS } from '../../../src/finding/finding.ts';
import { finding, text } from '../arbitrary.ts';

const MARKUP = fc.constantFrom(
  '</style><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onload='alert(1)",
  '<!--',
  '-->',
  ']]>',
  '&lt;script&gt;',
  '&#0;',
  '</title></svg>',
  'javascript:alert(1)',
  '"]; evil [label="',
  'ends with \\',
  '\\" -> x',
  '\ufffe\uffff',
  '<wbr>',
);
export const hostile = fc.oneof(
  text,
  MARKUP,
  fc.tuple(text, MARKUP, text).map((parts) => parts.join('')),
);
const line = fc.integer({ min: -1, max: 9999 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
// Few names, so that ways share nodes and modules.
const module = fc.oneof({ weight: 3, arbitrary: fc.constantFrom('a', 'b', 'b.c', 'd') }, hostile);
const place = fc.record({ file: hostile, line });

const step: fc.Arbitrary<WayStep> = fc.record({
  kind: fc.constantFrom(...STEP_KINDS),
  module,
  function: maybe(fc.oneof(fc.constantFrom('f', 'g', 'K.m'), hostile)),
  file: hostile,
  line,
  firstParty: fc.boolean(),
  resolved: fc.boolean(),
  distribution: maybe(hostile),
  ownCode: fc.boolean(),
  defined: place,
});

const excerpt: fc.Arbitrary<Excerpt> = fc.record({
  file: hostile,
  line,
  firstParty: fc.boolean(),
  first: line,
  lines: maybe(fc.array(hostile, { maxLength: 7 })),
  missing: maybe(hostile),
});

export const explanation: fc.Arbitrary<Explanation> = fc
  .record({
    finding,
    units: fc.array(
      fc.record({ module: hostile, attribute: maybe(hostile), defined: maybe(hostile), loaded: fc.boolean() }),
      { maxLength: 3 },
    ),
    searched: maybe(
      fc.record({
        roots: fc.nat(),
        modules: fc.nat(),
        calls: fc.boolean(),
        own: fc.nat(),
        ownNames: fc.array(hostile, { maxLength: 3 }),
      }),
    ),
    trail: maybe(
      fc.record({
        loadedBy: fc.array(step, { maxLength: 4 }),
        neighbours: fc.array(
          fc.record({
            ...{ file: hostile, line, how: fc.constantFrom('calls' as const, 'loads' as const), module },
            ...{ function: maybe(hostile), runs: fc.boolean(), ownCode: fc.boolean() },
          }),
          { maxLength: 3 },
        ),
        more: fc.nat(),
      }),
    ),
    unseen: fc.array(hostile, { maxLength: 3 }),
    ways: fc.array(fc.array(step, { maxLength: 8 }), { maxLength: 4 }),
    excerpts: fc.array(excerpt, { maxLength: 4 }),
  })
  .map((made) => {
    // Some excerpts are those of steps, so that they are shown.
    const shown = made.ways.flat().flatMap((each, index): Excerpt[] => {
      const known = made.excerpts[index];
      return known === undefined ? [] : [{ ...known, file: each.file, line: each.line, firstParty: each.firstParty }];
    });
    return { ...made, excerpts: [...shown, ...made.excerpts] };
  });
