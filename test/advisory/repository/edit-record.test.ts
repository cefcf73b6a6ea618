// Editing one field changes no other byte; whatever is edited, the record then means what it should.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Document } from 'yaml';
import { type Path, RecordEditor } from '../../../src/advisory/repository/edit-record.ts';
import { changedAt } from '../../../src/advisory/repository/record-tree.ts';

const YAML = `# A comment at the top.
id: PSF-2024-1   # its name
modified: '2024-01-01T00:00:00Z'
aliases: [CVE-2024-1, "CVE-2024-2"] # two

summary: Quotes "inside" are fine
details: >-
  Folded text
  of two lines.

  And a paragraph.
affected:
  # The first entry.
  - package: {ecosystem: PyPI, name: pip}
    ranges:
    - type: ECOSYSTEM
      events:
      - introduced: '0'
      - fixed: '1.10'   # not 1.1
    x_unknown: ~
  - package:
      ecosystem: PyPI
      name: other
    versions: []
references:
- type: WEB
  url: https://example.org/#fragment
database_specific:
  cwe_ids: []
`;

const JSON_TEXT = `{
\t"id": "PSF-2024-1",
\t"modified" : "2024-01-01T00:00:00Z",
\t"aliases": ["CVE-2024-1", "CVE-2024-2"],
\t"affected": [
\t\t{ "package": { "name": "pip", "ecosystem": "PyPI" },
\t\t  "ranges": [ {"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"1.10"}]} ] }
\t],
\t"x_unknown": 1.50e1,
\t"references": []
}
`;

function edited(text: string, form: 'json' | 'yaml', edit: (editor: RecordEditor) => void): string {
  const editor = new RecordEditor(text, form);
  edit(editor);
  return editor.text;
}

describe('a YAML record', () => {
  const change = (edit: (editor: RecordEditor) => void) => edited(YAML, 'yaml', edit);

  it('keeps everything but the scalar that is set, its quotes included', () => {
    expect(change((e) => e.setField(['modified'], '2026-01-01T00:00:00Z'))).toBe(
      YAML.replace('2024-01-01T00:00:00Z', '2026-01-01T00:00:00Z'),
    );
    expect(change((e) => e.setField(['id'], 'PSF-2024-2'))).toBe(YAML.replace('PSF-2024-1 ', 'PSF-2024-2 '));
    expect(change((e) => e.setField(['aliases', 0], 'CVE-2024-9'))).toBe(YAML.replace('[CVE-2024-1', '[CVE-2024-9'));
    expect(change((e) => e.setField(['affected', 0, 'ranges', 0, 'events', 1, 'fixed'], '1.20'))).toBe(
      YAML.replace("'1.10'", "'1.20'"),
    );
  });

  it('puts a new field where the schema has it', () => {
    expect(change((e) => e.setField(['withdrawn'], '2026-01-01T00:00:00Z'))).toBe(
      YAML.replace("modified: '2024-01-01T00:00:00Z'\n", "$&withdrawn: '2026-01-01T00:00:00Z'\n"),
    );
    expect(change((e) => e.setField(['schema_version'], '1.7.5'))).toBe(
      YAML.replace('id: PSF', 'schema_version: 1.7.5\nid: PSF'),
    );
    expect(change((e) => e.setField(['credits'], [{ name: 'Ann', type: 'FINDER' }]))).toBe(
      YAML.replace('database_specific:', 'credits:\n- name: Ann\n  type: FINDER\ndatabase_specific:'),
    );
  });

  it('adds to lists in their own layout', () => {
    expect(change((e) => e.insertItem(['aliases'], 'GHSA-x'))).toBe(
      YAML.replace('"CVE-2024-2"]', '"CVE-2024-2", GHSA-x]'),
    );
    expect(change((e) => e.insertItem(['references'], { type: 'FIX', url: 'https://a.example/' }))).toBe(
      YAML.replace('#fragment\n', '#fragment\n- type: FIX\n  url: https://a.example/\n'),
    );
    expect(change((e) => e.insertItem(['affected', 0, 'ranges', 0, 'events'], { introduced: '2.0' }))).toBe(
      YAML.replace('# not 1.1\n', "# not 1.1\n      - introduced: '2.0'\n"),
    );
    expect(change((e) => e.insertItem(['database_specific', 'cwe_ids'], 'CWE-79'))).toBe(
      YAML.replace('cwe_ids: []', 'cwe_ids: [CWE-79]'),
    );
    expect(change((e) => e.insertItem(['references'], { type: 'FIX', url: 'x:y' }, 0))).toBe(
      YAML.replace('- type: WEB', '- type: FIX\n  url: x:y\n- type: WEB'),
    );
  });

  it('takes fields and items out whole', () => {
    expect(change((e) => e.removeField(['summary']))).toBe(YAML.replace(/summary: .*\n/, ''));
    expect(change((e) => e.removeField(['details']))).toBe(YAML.replace(/details: >-\n(?: .*\n|\n)*(?=affected)/, ''));
    expect(change((e) => e.removeField(['aliases', 0]))).toBe(YAML.replace('CVE-2024-1, ', ''));
    expect(change((e) => e.removeField(['affected', 0, 'ranges', 0, 'type']))).toBe(
      YAML.replace('- type: ECOSYSTEM\n      events', '- events'),
    );
  });

  it('writes texts of several lines as blocks', () => {
    const text = change((e) => e.setField(['summary'], 'one\ntwo\n'));
    expect(text).toBe(YAML.replace(/summary: .*\n/, 'summary: |\n  one\n  two\n'));
  });
});

describe('a JSON record', () => {
  const change = (edit: (editor: RecordEditor) => void) => edited(JSON_TEXT, 'json', edit);

  it('keeps indentation, order and unknown fields', () => {
    expect(change((e) => e.setField(['modified'], '2026-01-01T00:00:00Z'))).toBe(
      JSON_TEXT.replace('2024-01-01', '2026-01-01'),
    );
    expect(change((e) => e.setField(['withdrawn'], '2026'))).toBe(
      JSON_TEXT.replace('00:00Z",\n', '00:00Z",\n\t"withdrawn": "2026",\n'),
    );
    expect(change((e) => e.insertItem(['aliases'], 'X-1'))).toBe(
      JSON_TEXT.replace('"CVE-2024-2"', '"CVE-2024-2", "X-1"'),
    );
    expect(change((e) => e.insertItem(['references'], { type: 'WEB', url: 'x:y' }))).toBe(
      JSON_TEXT.replace('[]', '[\n\t\t{\n\t\t\t"type": "WEB",\n\t\t\t"url": "x:y"\n\t\t}\n\t]'),
    );
    expect(change((e) => e.removeField(['x_unknown']))).toBe(JSON_TEXT.replace('\t"x_unknown": 1.50e1,\n', ''));
  });

  it('stays on one line where it was', () => {
    const compact = '{"id":"A-1","modified":"m","aliases":["B-1"]}';
    expect(edited(compact, 'json', (e) => e.insertItem(['references'], { type: 'WEB', url: 'x:y' }))).toBe(
      '{"id":"A-1","modified":"m","aliases":["B-1"],"references":[{"type":"WEB","url":"x:y"}]}',
    );
  });
});

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '1.10',
    'yes',
    '~',
    'null',
    '',
    ' a',
    'a: b',
    '- x',
    '# y',
    'a\nb',
    'a\n\nb\n',
    '2024-01-01',
    "it's",
    '*a',
    '&b',
    '>-',
    '[x',
  ),
);
const key = fc.constantFrom('id', 'summary', 'x', 'y-z', 'affected', 'versions');
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  leaf: fc.oneof({ weight: 4, arbitrary: text }, fc.boolean(), fc.constant(null)),
  node: fc.oneof(
    { maxDepth: 3 },
    tie('leaf'),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(key, tie('node'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).node;
const record = fc.dictionary(key, value, { minKeys: 1, maxKeys: 5, noNullPrototype: true });
const writers: readonly ((value: unknown) => readonly ['json' | 'yaml', string])[] = [
  (given) => ['json', JSON.stringify(given)],
  (given) => ['json', `${JSON.stringify(given, null, 2)}\n`],
  (given) => ['json', JSON.stringify(given, null, '\t')],
  (given) => ['yaml', new Document(given, { version: '1.1' }).toString()],
  (given) => ['yaml', new Document(given, { version: '1.1' }).toString({ indentSeq: false, lineWidth: 0 })],
  (given) => ['yaml', new Document(given, { version: '1.1' }).toString({ collectionStyle: 'flow' })],
];

/** Every path of a value, itself left out. */
function paths(given: unknown, at: Path = []): Path[] {
  const own = at.length > 0 ? [at] : [];
  if (Array.isArray(given)) return [...own, ...given.flatMap((item, index) => paths(item, [...at, index]))];
  if (typeof given !== 'object' || given === null) return own;
  return [...own, ...Object.entries(given).flatMap(([name, item]) => paths(item, [...at, name]))];
}

describe('any record', () => {
  const sample = fc.record({ given: record, writer: fc.constantFrom(...writers), pick: fc.nat(), item: value });

  it('means what it should after a field was set, removed or an item inserted', () => {
    fc.assert(
      fc.property(sample, ({ given, writer, pick, item }) => {
        const [form, written] = writer(given);
        const all = paths(given);
        const path = all[pick % all.length] ?? ['id'];
        const set = new RecordEditor(written, form);
        set.setField(path, item);
        expect(new RecordEditor(set.text, form).value).toEqual(changedAt(given, path, () => item));
        const removed = new RecordEditor(written, form);
        removed.removeField(path);
        expect(new RecordEditor(removed.text, form).value).toEqual(changedAt(given, path, () => undefined));
        const old = removed.get(path.slice(0, -1));
        if (!Array.isArray(old)) return;
        const inserted = new RecordEditor(written, form);
        inserted.insertItem(path.slice(0, -1), item, Number(path.at(-1)));
        expect(inserted.get(path)).toEqual(item);
      }),
      { numRuns: 600 },
    );
  });

  it('keeps every byte outside of a scalar that is replaced by a plain one', () => {
    fc.assert(
      fc.property(sample, fc.stringMatching(/^[a-z]{1,8}q$/), ({ given, writer, pick }, word) => {
        const [form, written] = writer(given);
        const all = paths(given).filter((path) => {
          const old = new RecordEditor(written, form).get(path);
          return typeof old === 'string' && /^[A-Za-z]+$/.test(old);
        });
        const path = all[pick % all.length];
        if (path === undefined) return;
        const editor = new RecordEditor(written, form);
        const old = String(editor.get(path));
        editor.setField(path, word);
        const places = [...written.matchAll(new RegExp(old, 'g'))].map(({ index }) => index);
        const possible = places.map((at) => written.slice(0, at) + word + written.slice(at + old.length));
        expect(possible).toContain(editor.text);
      }),
      { numRuns: 300 },
    );
  });
});
