// Titles out of Markdown: the forms in which databases write details, and hostile texts.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstSentence } from '../../src/standard/first-sentence.ts';

test.each([
  ['Plain text. More of it.', 'Plain text'],
  ['One sentence without an end', 'One sentence without an end'],
  ['', ''],
  ['### Impact', 'Impact'],
  [
    '### Impact\nA crafted file crashes the parser. It is bad.\n\n### Patches\nUpgrade.',
    'A crafted file crashes the parser',
  ],
  ['### Impact\n_What kind of vulnerability is it? Who is impacted?_\n\nThe parser crashes.', 'The parser crashes'],
  ['Impact\n======\nThe parser crashes.', 'The parser crashes'],
  ['**Impact:**\n\nThe parser crashes.', 'The parser crashes'],
  ['Versions of foo, e.g. v1.2.3, read setup.py. Then stop.', 'Versions of foo, e.g. v1.2.3, read setup.py'],
  ['Fixed in 1.2. Before that, all are affected.', 'Fixed in 1.2'],
  ['Django before 1.7.x before 1.7.11, i.e. all, allow XSS.', 'Django before 1.7.x before 1.7.11, i.e. all, allow XSS'],
  ['Reported by J. Smith of Foo Inc. in May. Fixed.', 'Reported by J. Smith of Foo Inc. in May'],
  [
    'Use of `os.system()` in [the `run` helper](https://a.example/x_(y)) is bad!',
    'Use of os.system() in the run helper is bad!',
  ],
  ['The implementation(https://a.example/b) of **x** and *y* fails.', 'The implementation of x and y fails'],
  [
    'The `__init__` of foo_bar_baz and __init__.py are unsafe.',
    'The __init__ of foo_bar_baz and __init__.py are unsafe',
  ],
  ['- first item is unsafe\n- second', 'first item is unsafe'],
  ['1. first item is unsafe\n2. second', 'first item is unsafe'],
  ['> quoted text\n> goes on. End.', 'quoted text goes on'],
  ['```python\nimport os\n```\nThe code above crashes.', 'The code above crashes'],
  ['<p>Some &lt;b&gt; <b>bold</b> text.</p><p>More.</p>', 'Some <b> bold text'],
  ['<!-- a comment -->\nText.', 'Text'],
  ['![badge](https://a.example/b.svg) Text here.', 'Text here'],
  ['** DISPUTED ** foo has a bug. The vendor disagrees.', 'DISPUTED: foo has a bug'],
  ['line one\nline two. Then more.', 'line one line two'],
  ['Is it bad? Yes, a buffer overflow.', 'Yes, a buffer overflow'],
  ['TensorFlow is an open source platform. Wrong shapes crash the kernel.', 'Wrong shapes crash the kernel'],
  ['aiohttp is an HTTP framework for asyncio.', 'aiohttp is an HTTP framework for asyncio'],
  ['There is an XSS in foo. More.', 'There is an XSS in foo'],
  ['foo is vulnerable to XSS. More.', 'foo is vulnerable to XSS'],
  [
    'An issue was discovered in Django 1.11.x before 1.11.23, and 2.2.x before 2.2.4. The parser loops.',
    'The parser loops',
  ],
  [
    'In Django 3.2 before 3.2.16, 4.0 before 4.0.8, and 4.1 before 4.1.2, internationalized URLs were slow to match.',
    'Internationalized URLs were slow to match',
  ],
  ['In Apache Airflow, prior to version 2.2.4, some `DAGs` did not escape.', 'Some DAGs did not escape'],
  ['In foo before 1.0, `a.b` runs whatever it is handed.', 'a.b runs whatever it is handed'],
  ['In foo before 1.0, it breaks.', 'In foo before 1.0, it breaks'],
  [
    'In eager mode, foo before 1.1, 1.2 and 1.3 does not set the state of its session.',
    'In eager mode, foo before 1.1, 1.2 and 1.3 does not set the state of its session',
  ],
  ['In CKAN, versions 2.9.0 to 2.9.3 have an XSS.', 'In CKAN, versions 2.9.0 to 2.9.3 have an XSS'],
  ['An issue was discovered in aubio 0.4.6.', 'An issue was discovered in aubio 0.4.6'],
  ['Bell \u0007 and \u001b[31mred\u001b[0m text\u202e.', 'Bell and [31mred [0m text'],
])('%j', (markdown, title) => {
  expect(firstSentence(markdown)).toBe(title);
});

test('a long sentence is cut at a word', () => {
  const title = firstSentence(`${'some words, '.repeat(30)}end.`);
  expect(title.length).toBeLessThanOrEqual(120);
  expect(title).toMatch(/^(?:some words, )*some words…$/);
  expect(firstSentence('x'.repeat(500))).toBe(`${'x'.repeat(119)}…`);
  expect(firstSentence(`${'x'.repeat(118)}💊💊💊`)).toBe(`${'x'.repeat(118)}…`);
});

test('any text gives one short line, in time', () => {
  const part = fc.constantFrom(
    '`',
    '*',
    '_',
    '[',
    ']',
    '(',
    ')',
    '<',
    '>',
    '!',
    '\n',
    '#',
    '. ',
    'e.g.',
    'word ',
    '&lt;',
    '\u001b',
    '> ',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(part, { maxLength: 60 }).map((list) => list.join('')),
  );
  fc.assert(
    fc.property(text, (markdown) => {
      const title = firstSentence(markdown);
      expect(title.length).toBeLessThanOrEqual(120);
      expect(title).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202e]/);
    }),
    { numRuns: 2000 },
  );
  const started = performance.now();
  for (const unit of [
    '*',
    '_',
    '`',
    '[',
    '](',
    '<',
    '<!--',
    '&',
    '> ',
    '# ',
    ' is a ',
    '. ',
    '\n',
    'a',
    '**a',
    '(http://',
  ]) {
    firstSentence(unit.repeat(1_000_000));
  }
  expect(performance.now() - started).toBeLessThan(2000);
});
