// Realistic runs for the renderers' tests and for looking at pages; everything follows from a seed.
import type { Fault } from '../../src/finding/fault.ts';
import type { Finding, Severity, Step } from '../../src/finding/finding.ts';
import type { Distribution, Inventory } from '../../src/finding/inventory.ts';
import type { Message } from '../../src/finding/message.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/finding/policy.ts';
import type { Reach } from '../../src/finding/reach.ts';
import { summarise } from '../../src/report/summarise.ts';
import { normaliseDistributionName } from '../../src/standard/distribution-name.ts';

const NAMES = [
  'pillow',
  'jinja2',
  'flask',
  'werkzeug',
  'pyyaml',
  'requests',
  'urllib3',
  'certifi',
  'sqlalchemy',
  'cryptography',
  'lxml',
  'django',
  'aiohttp',
  'numpy',
  'setuptools',
  'gunicorn',
  'tornado',
  'idna',
  'markdown',
  'paramiko',
  'python-multipart',
  'opentelemetry-instrumentation-fastapi',
  'blinker',
  'itsdangerous',
  'click',
  'markupsafe',
];

const TITLES = [
  'Heap buffer overflow when decoding a crafted WebP image',
  'Unbounded text length lets ImageFont use all memory',
  'Regular expression denial of service in the header parser',
  'Cookies are sent to another host after a redirect',
  'Sandbox breakout through indirect references to format',
  'Path traversal in the static file route on Windows allows reading of any file that the process may read',
  'Arbitrary code execution when loading untrusted input with full_load',
  'Request smuggling through a malformed chunk extension',
  'Timing side channel in RSA decryption',
  'Server-side request forgery by a crafted URL, 特別に細工された要求 ✨',
];

const LEVELS: readonly Severity[] = [
  { score: 9.8, level: 'critical', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' },
  { score: 8.8, level: 'high', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H' },
  { score: 7.5, level: 'high', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' },
  { score: 5.3, level: 'medium', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N' },
  { score: 3.7, level: 'low', vector: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N' },
];

/** A generator of numbers from 0 to 1 that gives the same ones for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface SampleOptions {
  readonly seed?: number;
  readonly distributions?: number;
  readonly findings?: number;
  /** Whether reachability was analysed; else every reach is unknown for the same reason. */
  readonly reachability?: boolean;
  readonly faults?: readonly Fault[];
  readonly builtIn?: boolean;
  readonly policy?: Policy;
  readonly ignored?: number;
}

/** All messages of an audit. */
export function sampleRun(options: SampleOptions = {}): Message[] {
  const { seed = 1, distributions = 41, findings = 9, reachability = true, faults = [], builtIn = false } = options;
  const random = createRandom(seed);
  const inventory = sampleInventory(random, distributions);
  const policy = options.policy ?? DEFAULT_POLICY;
  const list: Finding[] = [];
  for (let index = 0; index < findings; index += 1) {
    const of = inventory.distributions[Math.floor(random() ** 2 * Math.min(distributions, findings / 2 + 1))];
    if (of === undefined) continue;
    list.push(sampleFinding(random, of, index, reachability, index < (options.ignored ?? 0)));
  }
  return [
    { kind: 'config', version: '0.1.0', started: '2026-11-22T08:00:00.000Z', policy },
    { kind: 'inventory', inventory: { ...inventory, faults } },
    {
      kind: 'advisory',
      builtIn,
      sources: builtIn
        ? [{ name: 'built in', modified: '2026-11-20T00:00:00Z', advisories: 27 }]
        : [{ name: 'pypi-osv.zip', modified: '2024-10-10T12:00:00Z', advisories: 2661 }],
    },
    ...list.map((finding): Message => ({ kind: 'finding', finding })),
    ...faults.map((fault): Message => ({ kind: 'incomplete', fault })),
    { kind: 'summary', summary: summarise(list, faults, policy) },
  ];
}

/** The messages as a stream. */
export async function* stream(messages: Iterable<Message>): AsyncIterable<Message> {
  yield* messages;
}

/** Faults of the kinds that a first run meets. */
export const SAMPLE_FAULTS: readonly Fault[] = [
  fault('distribution-unpinned', 'requirements.txt', 4, 'flask>=2.0 pins no version; lock it, or name the environment'),
  fault('distribution-unpinned', 'requirements.txt', 9, 'celery pins no version; lock it, or name the environment'),
  fault('distribution-unpinned', 'requirements.txt', 11, 'redis<6 pins no version; lock it, or name the environment'),
  fault('distribution-unpinned', 'requirements.txt', 12, 'boto3 pins no version; lock it, or name the environment'),
  fault('distribution-unchecked', 'uv.lock', 88, 'internal-tools comes from a local path, which no advisory speaks of'),
  fault(
    'file-absent',
    'constraints/production.txt',
    1,
    'named by requirements.txt:1, but not there; add it or drop the -c',
  ),
  { code: 'database-stale', effect: 'note', file: 'pypi-osv.zip', message: 'the newest advisory is 773 days old' },
];

function fault(code: Fault['code'], file: string, line: number, message: string): Fault {
  return { code, effect: 'incomplete', file, line, message };
}

function sampleInventory(random: () => number, count: number): Inventory {
  const distributions = Array.from({ length: count }, (_, index): Distribution => {
    const base = NAMES[index % NAMES.length] ?? 'name';
    const name = normaliseDistributionName(index < NAMES.length ? base : `${base}-${Math.floor(index / NAMES.length)}`);
    const version = `${1 + Math.floor(random() * 9)}.${Math.floor(random() * 20)}.${Math.floor(random() * 5)}`;
    return {
      name,
      version,
      source: { kind: 'index', url: 'https://index.example/simple' },
      artifacts: [
        {
          fileName: `${name.replaceAll('-', '_')}-${version}-py3-none-any.whl`,
          build: null,
          hashes: [`sha256:${index.toString(16).padStart(64, '0')}`],
        },
      ],
      installed: false,
      extras: [],
      marker: index % 17 === 3 ? "sys_platform == 'win32'" : null,
      groups: index % 9 === 5 ? ['dev'] : [],
      requires: [],
      location: { file: 'uv.lock', line: 10 + index * 12 },
      folder: null,
    };
  });
  return {
    kind: 'uv.lock',
    source: 'uv.lock',
    root: '/home/someone/storefront',
    project: 'storefront',
    target: { implementation: 'CPython', version: '3.12', platform: 'linux', machine: 'x86_64' },
    distributions,
    requires: [],
    faults: [],
  };
}

function sampleFinding(
  random: () => number,
  of: Distribution,
  index: number,
  reachability: boolean,
  ignored: boolean,
): Finding {
  const pick = <T>(items: readonly T[], fallback: T): T => items[Math.floor(random() * items.length)] ?? fallback;
  const reach: Reach = reachability
    ? pick(
        ['reached', 'reached', 'possibly-reached', 'unknown', 'loaded', 'installed', 'installed'] as const,
        'unknown',
      )
    : 'unknown';
  const year = 2021 + Math.floor(random() * 5);
  const cve = `CVE-${year}-${20_000 + index}`;
  const ghsa = `GHSA-${(index * 7919 + 100_000).toString(36).padStart(4, 'c').slice(-4)}-x9q2-${(index + 2000).toString(36).padStart(4, 'h').slice(-4)}`;
  const pysec = random() < 0.7;
  const id = pysec ? `PYSEC-${year}-${100 + index}` : ghsa;
  const why = random() < 0.4 ? ['storefront', of.name] : ['storefront', 'thumbnails', of.name];
  return {
    id,
    aliases: pysec ? [cve, ghsa] : [cve],
    title: pick(TITLES, ''),
    link: `https://advisories.example/${id}`,
    distribution: {
      name: of.name,
      version: of.version ?? '',
      purl: `pkg:pypi/${of.name}@${of.version ?? ''}`,
      fileName: of.artifacts[0]?.fileName ?? null,
    },
    reach,
    precision: pick(['function', 'module', 'package'] as const, 'package'),
    reason: reach === 'unknown' ? (reachability ? 'native code' : 'reachability was not analysed') : null,
    severity: random() < 0.8 ? pick(LEVELS, { score: 0, level: 'none', vector: '' }) : null,
    weaknesses: random() < 0.5 ? ['CWE-787'] : [],
    published: `${year}-03-01T00:00:00Z`,
    modified: `${year}-04-01T00:00:00Z`,
    matched: { by: 'range', detail: '>=1.0, <10.0.1' },
    units: [{ module: `${of.name}.codec`, attribute: 'decode' }],
    fixed: random() < 0.9 ? ['10.0.1'] : [],
    upgrade: '10.0.1',
    why: random() < 0.3 ? [why, ['storefront', 'reports', 'charts', of.name]] : [why],
    witness: reach === 'reached' || reach === 'possibly-reached' ? sampleWitness(random, of.name, reach) : [],
    location: of.location,
    ignored: ignored ? { reason: 'images come from our own camera only', until: '2027-01-31' } : null,
  };
}

function sampleWitness(random: () => number, name: string, reach: Reach): Step[] {
  const length = random() < 0.2 ? 12 : 2;
  const steps: Step[] = [
    {
      kind: 'root',
      module: 'shop.thumbs',
      function: 'thumbnail',
      file: 'shop/thumbs.py',
      line: 12,
      firstParty: true,
      resolved: true,
    },
    {
      kind: 'call',
      module: `${name}.api`,
      function: 'open',
      file: 'shop/thumbs.py',
      line: 18,
      firstParty: true,
      resolved: true,
    },
  ];
  for (let step = 0; step < length; step += 1) {
    const last = step === length - 1;
    steps.push({
      kind: last && reach === 'possibly-reached' ? 'dynamic' : 'call',
      module: last ? `${name}.codec` : `${name}.plugin${step}`,
      function: last ? 'decode' : `Loader.step${step}`,
      file: `${name}/api.py`,
      line: 40 + step,
      firstParty: false,
      resolved: !(last && reach === 'possibly-reached'),
    });
  }
  return steps;
}
