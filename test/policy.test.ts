// The rules of the house, enforced: layers, the host's monopoly, headers, sizes, pages and what may not be written.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/cli/run.ts';
import { FORMATS } from '../src/report/render.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** Imports go only to a folder with a lower number, or stay within their own. */
const LAYERS: Readonly<Record<string, number>> = {
  standard: 0,
  host: 0,
  finding: 1,
  python: 1,
  project: 2,
  advisory: 2,
  audit: 3,
  license: 3,
  wheel: 3,
  publishing: 3,
  sbom: 3,
  cna: 3,
  survey: 3,
  report: 4,
  cli: 5,
  server: 5,
};

/** Folders that may see less than their number allows. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  report: ['standard', 'finding'],
  finding: ['standard'],
};

/** Node's modules that are pure, or that a folder needs for the job it is named after. */
const PURE_MODULES = [
  'node:path',
  'node:zlib',
  'node:crypto',
  'node:util',
  'node:url',
  'node:buffer',
  'node:string_decoder',
  'node:module',
];
const MODULES_BY_FOLDER: Readonly<Record<string, readonly string[]>> = {
  cli: ['node:os'],
  host: ['node:fs', 'node:os', 'node:url', 'node:child_process'],
  advisory: ['node:sqlite'],
  python: ['node:sqlite', 'node:worker_threads'],
};

interface Import {
  readonly file: string;
  readonly specifier: string;
}

const sources = listFiles(join(ROOT, 'src')).filter((file) => file.endsWith('.ts'));
const imports = sources.flatMap(readImports);
const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
  maxBuffer: 1 << 26,
})
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(ROOT, file)));

describe('layers', () => {
  it('every folder of src has a number', () => {
    for (const folder of readdirSync(join(ROOT, 'src'))) expect(LAYERS, folder).toHaveProperty(folder);
  });

  it('imports go only downwards', () => {
    const crossing = imports.flatMap(({ file, specifier }) => {
      if (!specifier.startsWith('.')) return [];
      const from = folderOf(file);
      const to = folderOf(resolve(file, '..', specifier));
      if (from === to) return [];
      const lower = (LAYERS[to] ?? Number.NaN) < (LAYERS[from] ?? Number.NaN);
      const allowed = ONLY[from]?.includes(to) ?? true;
      return lower && allowed ? [] : [`${relative(ROOT, file)} imports ${specifier}`];
    });
    expect(crossing).toEqual([]);
  });

  it('would notice an import upwards', () => {
    expect(folderOf(join(ROOT, 'src/standard/version.ts'))).toBe('standard');
    expect(imports.length).toBeGreaterThan(sources.length);
  });
});

describe('the host', () => {
  it('is the only way to the outside world', () => {
    const direct = imports.flatMap(({ file, specifier }) => {
      if (!specifier.startsWith('node:')) return [];
      const known = [...PURE_MODULES, ...(MODULES_BY_FOLDER[folderOf(file)] ?? [])];
      return known.includes(specifier) ? [] : [`${relative(ROOT, file)} imports ${specifier}`];
    });
    expect(direct).toEqual([]);
  });

  it('is not gone round through globals', () => {
    const pattern = /(?<![.\w'"`@-])(process\.|console\.|globalThis\.fetch|fetch\(|Date\.now\(|new Date\(\))/;
    const allowed = ['src/host/', 'src/cli/main.ts'];
    const found = sources.flatMap((file) => {
      const name = relative(ROOT, file);
      if (allowed.some((prefix) => name.startsWith(prefix))) return [];
      return readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, index) => (pattern.test(stripComment(line)) ? [`${name}:${index + 1} ${line.trim()}`] : []));
    });
    expect(found).toEqual([]);
  });

  it('is asked through named dependencies only', () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const known = Object.keys(manifest.dependencies);
    const foreign = imports.flatMap(({ file, specifier }) => {
      if (specifier.startsWith('.') || specifier.startsWith('node:')) return [];
      return known.some((name) => specifier === name || specifier.startsWith(`${name}/`))
        ? []
        : [`${relative(ROOT, file)} imports ${specifier}`];
    });
    expect(foreign).toEqual([]);
    const unused = known.filter((name) => !imports.some(({ specifier }) => specifier.split('/')[0] === name));
    expect(unused).toEqual([]);
  });
});

describe('files', () => {
  it('begin with a sentence that says what they are for', () => {
    const bare = sources.filter((file) => {
      const lines = readFileSync(file, 'utf8').split('\n');
      return !/^\/\/ \S/.test((lines[0]?.startsWith('#!') ? lines[1] : lines[0]) ?? '');
    });
    expect(bare.map((file) => relative(ROOT, file))).toEqual([]);
  });

  it('stay under 400 lines, or say why at their top', () => {
    const long = sources.filter((file) => {
      const lines = readFileSync(file, 'utf8').split('\n');
      return lines.length > 401 && !lines.slice(0, 5).some((line) => /^\/\/ .*\blong\b/i.test(line));
    });
    expect(long.map((file) => relative(ROOT, file))).toEqual([]);
  });

  it('have kebab-case names and no vague ones', () => {
    const odd = sources.filter((file) => {
      const parts = relative(join(ROOT, 'src'), file).split('/');
      return parts.some(
        (part) =>
          !/^[a-z0-9-]+(\.generated)?(\.ts)?$/.test(part) || /^(util|common|helper|manager|service)s?\b/.test(part),
      );
    });
    expect(odd.map((file) => relative(ROOT, file))).toEqual([]);
  });

  it('hold no machine path, no registry address and no download address', () => {
    // Written in pieces so that this file does not find itself.
    const hosts = [
      'py' + 'pi.org',
      'python' + 'hosted.org',
      'registry.np' + 'mjs',
      'crates' + '.io',
      'proxy.gol' + 'ang.org',
    ];
    const found = tracked.flatMap((name) => {
      const text = readFileSync(join(ROOT, name));
      if (text.includes(0)) return [];
      const content = text.toString('utf8');
      const bad = hosts.filter((host) => content.includes(host));
      if (/(^|[^A-Za-z0-9_.])\/(work|farm)\//m.test(content)) bad.push('a path of one machine');
      if (name.endsWith('package-lock.json') && /"resolved": *"https?:/.test(content)) bad.push('resolved');
      return bad.map((what) => `${name}: ${what}`);
    });
    expect(found).toEqual([]);
  });
});

describe('pages', () => {
  it('each command has its page and its transcript', () => {
    for (const name of Object.keys(COMMANDS)) {
      expect(existsSync(join(ROOT, 'docs/commands', `${name}.md`)), `docs/commands/${name}.md`).toBe(true);
      const transcripts = readdirSync(join(ROOT, 'test/transcripts')).filter((file) => file.startsWith(`${name}`));
      expect(transcripts.length, `test/transcripts/${name}*`).toBeGreaterThan(0);
    }
  });

  it('each format is described', () => {
    const page = readFileSync(join(ROOT, 'docs/formats.md'), 'utf8');
    for (const format of FORMATS) expect(page).toContain(`\`${format}\``);
  });

  it('each fault code is described', () => {
    const codes = [...readFileSync(join(ROOT, 'src/finding/fault.ts'), 'utf8').matchAll(/\| '([a-z-]+)'/g)];
    const page = readFileSync(join(ROOT, 'docs/faults.md'), 'utf8');
    expect(codes.length).toBeGreaterThan(10);
    for (const [, code] of codes) expect(page).toContain(`\`${code}\``);
  });
});

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? listFiles(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

function readImports(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const pattern =
    /(?:^|[\s;])(?:import|export)\s[^'"]*?from\s+'([^']+)'|(?:^|\s)import\s+'([^']+)'|(?:import|require)\('([^']+)'\)/g;
  return [...text.matchAll(pattern)].map((match) => ({ file, specifier: match[1] ?? match[2] ?? match[3] ?? '' }));
}

function folderOf(file: string): string {
  return relative(join(ROOT, 'src'), file).split('/')[0] ?? '';
}

function stripComment(line: string): string {
  return line.replace(/^\s*(\/\/|\*|\/\*).*$/, '').replace(/\s\/\/ .*$/, '');
}

describe('variables of the environment', () => {
  it('that tests read are told in CONTRIBUTING.md', () => {
    const files = listFiles(join(ROOT, 'test')).filter((file) => file.endsWith('.ts'));
    const read = files.flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(/process\.env\['((?:THERIAC|UPDATE)_\w+)'\]/g),
    ]);
    const told = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
    const names = new Set(read.map(([, name = '']) => name));
    expect(names.size).toBeGreaterThan(5);
    expect([...names].filter((name) => !told.includes(`\`${name}\``))).toEqual([]);
  });
});
