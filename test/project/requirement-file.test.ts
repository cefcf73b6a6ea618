// Requirements files against pip's own reading of 1,500 generated ones, and what must be reported of bad ones.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRequirementFile } from '../../src/project/requirement-file.ts';
import { normaliseDistributionName } from '../../src/standard/distribution-name.ts';
import { formatMarker } from '../../src/standard/marker.ts';
import { parseLooseVersion } from '../../src/standard/version.ts';
import { type MemoryFiles, memoryHost } from './memory-host.ts';

type Found = [
  string,
  number,
  string | null,
  string | null,
  string[],
  string | null,
  string | null,
  boolean,
  boolean,
  string[],
];
interface Recorded {
  readonly fixed: Readonly<Record<string, string>>;
  readonly cases: readonly ({ readonly file: string } & ({ readonly found: Found[] } | { readonly error: string }))[];
}

const recorded: Recorded = JSON.parse(
  gunzipSync(readFileSync(new URL('../recorded/project/requirements.json.gz', import.meta.url))).toString(),
);

function read(file: string | Uint8Array, others: MemoryFiles = {}) {
  const host = memoryHost({ ...others, '/p/requirements.txt': file }, { VERSION: '9.8', HOST: 'env.example' });
  return readRequirementFile(host, '/p', '/p/requirements.txt');
}

describe('as pip reads it', () => {
  const fixed = Object.fromEntries(Object.entries(recorded.fixed).map(([name, text]) => [`/p/${name}`, text]));

  test('what pip accepts is read the same', () => {
    let compared = 0;
    for (const { file, ...answer } of recorded.cases) {
      if (!('found' in answer)) continue;
      const bytes = Buffer.from(file, 'base64');
      const found = read(bytes, fixed).requirements.map((one, position) => {
        const { name, version, extras, marker, source } = one.requirement;
        const [, , itsName, itsVersion, , , url] = answer.found[position] ?? [];
        // pip leaves name and version of an archive to its build where it has no wheel's name; they are told by the name.
        const isLink = url !== null;
        return [
          one.file,
          one.line,
          isLink && itsName === null ? null : name,
          isLink && itsVersion === null ? null : version,
          [...extras].sort(),
          marker === null ? null : formatMarker(marker),
          source.kind !== 'index',
          one.constraint,
          [...one.hashes].sort(),
        ];
      });
      const theirs = answer.found.map(([path, line, name, version, extras, marker, url, , constraint, hashes]) => [
        path,
        line,
        name === null ? null : normaliseDistributionName(name),
        version === null ? null : parseLooseVersion(version).text,
        extras.map(normaliseDistributionName).sort(),
        marker,
        url !== null,
        constraint,
        hashes,
      ]);
      expect(found, bytes.toString()).toEqual(theirs);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(700);
  });

  test('what pip refuses is a fault, or has no name and so becomes one', () => {
    // Deliberately more tolerant: options of former releases, and an `#egg=` with a stray suffix.
    const tolerated = /--global-option|#egg=[^ ]*#no-space/;
    for (const { file, ...answer } of recorded.cases) {
      if ('found' in answer) continue;
      const bytes = Buffer.from(file, 'base64');
      const { faults, requirements } = read(bytes, fixed);
      const vague = requirements.some(({ requirement: { name, source } }) => name === null || source.kind === 'path');
      expect(
        faults.length > 0 || vague || tolerated.test(bytes.toString().replaceAll('\0', '')),
        bytes.toString(),
      ).toBe(true);
    }
  });
});

describe('bad files', () => {
  const codes = (file: string | Uint8Array, others?: MemoryFiles) =>
    read(file, others).faults.map(({ code, effect, file: where, line }) => `${code} ${effect} ${where}:${line}`);
  const names = (file: string | Uint8Array, others?: MemoryFiles) =>
    read(file, others).requirements.map(({ requirement }) => `${requirement.name}==${requirement.version}`);

  test('a circle of files is cut, the rest is read', () => {
    const others = { '/p/b.txt': 'b==1\n-r requirements.txt\nc==2\n' };
    expect(names('a==1\n-r b.txt\nd==3\n', others)).toEqual(['a==1', 'b==1', 'c==2', 'd==3']);
    expect(codes('a==1\n-r b.txt\n', others)).toEqual(['file-malformed note b.txt:2']);
  });

  test('files that include each other twice over cost no exponential time', () => {
    const others = Object.fromEntries(
      Array.from({ length: 60 }, (_, n) => [`/p/f${n}.txt`, `p${n}==1\n-r f${n + 1}.txt\n-r f${n + 1}.txt\n`]),
    );
    expect(names('-r f0.txt', others)).toHaveLength(60);
  });

  test('an absent include and one on the network are faults with file and line', () => {
    expect(codes('a==1\n-r gone.txt\n-c https://user:pw@files.example/c.txt\nb==2')).toEqual([
      'file-absent incomplete requirements.txt:2',
      'distribution-unchecked incomplete requirements.txt:3',
    ]);
    expect(JSON.stringify(read('-c https://user:pw@files.example/c.txt'))).not.toContain('pw');
  });

  test('a line of 100 MB is left out, its neighbours are read', () => {
    const file = Buffer.alloc(100 * 1024 * 1024, 'x');
    file.write('a==1\n', 0);
    file.write('\nb==2\n', file.length - 6);
    expect(names(file)).toEqual(['a==1', 'b==2']);
    expect(codes(file)).toEqual(['budget-exceeded incomplete requirements.txt:2']);
  });

  test('endless continuations are one line that is left out', () => {
    expect(names(`${'x \\\n'.repeat(400_000)}\nb==2\n`)).toEqual(['b==2']);
  });

  test('invalid UTF-8 is said, sound lines are read', () => {
    const file = Buffer.concat([Buffer.from('a==1\n# caf'), Buffer.from([0xe9]), Buffer.from('\nb==2\n')]);
    expect(names(file)).toEqual(['a==1', 'b==2']);
    expect(codes(file)).toEqual(['file-malformed note requirements.txt:2']);
  });

  test('a mark, UTF-16 and UTF-32 are decoded', () => {
    const text = 'a==1\nb==2\n';
    for (const file of [
      Buffer.from(`\ufeff${text}`),
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
      Buffer.from([0xff, 0xfe, 0, 0, ...[...text].flatMap((letter) => [letter.charCodeAt(0), 0, 0, 0])]),
    ]) {
      expect(names(file)).toEqual(['a==1', 'b==2']);
      expect(codes(file)).toEqual([]);
    }
  });

  test('what a file outside the project says is not repeated', () => {
    const { faults } = read('-r /etc/secret', { '/etc/secret': 'root:$6$hash\n' });
    expect(faults.length).toBe(1);
    expect(JSON.stringify(faults)).not.toContain('hash');
  });

  test('arbitrary bytes never throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => read(bytes) !== null));
    const piece = fc.constantFrom(
      'a==1',
      ' \\\n',
      '\n',
      '#',
      ' --hash=',
      '-r ',
      'x.txt',
      '@',
      '[',
      ']',
      ';',
      '"',
      "'",
      'git+https://',
      '$' + '{A}',
      '\\',
      '=',
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => read(pieces.join('')) !== null));
  });
});
