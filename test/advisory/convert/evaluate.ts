// A second evaluator of both formats, written from the two specifications alone, that asks version after version.
import { compareVersions, parseLooseVersion } from '../../../src/standard/version.ts';

type Json = Readonly<Record<string, unknown>>;
type Compare = (left: string, right: string) => number;

/** Semantic Versioning 2.0.0, section 11, on well-formed versions. */
export function compareSemver(left: string, right: string): number {
  const parse = (text: string) => {
    const [core = '', ...pre] = text.replace(/\+.*$/, '').split('-');
    return { core: core.split('.').map(Number), pre: pre.length === 0 ? null : pre.join('-').split('.') };
  };
  const [a, b] = [parse(left), parse(right)];
  for (let i = 0; i < 3; i++) {
    const order = (a.core[i] ?? 0) - (b.core[i] ?? 0);
    if (order !== 0) return order;
  }
  if (a.pre === null || b.pre === null) return a.pre === b.pre ? 0 : a.pre === null ? 1 : -1;
  for (let i = 0; ; i++) {
    const [x, y] = [a.pre[i], b.pre[i]];
    if (x === undefined || y === undefined) return x === y ? 0 : x === undefined ? -1 : 1;
    const numeric = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (numeric[0] && numeric[1]) {
      if (Number(x) !== Number(y)) return Number(x) - Number(y);
    } else if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
    else if (x !== y) return x < y ? -1 : 1;
  }
}

export const comparePython: Compare = (left, right) =>
  compareVersions(parseLooseVersion(left), parseLooseVersion(right));

const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as Json[]) : []);
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** The CVE schema's algorithm for one product (JSON 5.1, `versions`). */
export function isCveAffected(product: Json, version: string, compare: Compare): boolean {
  const reaches = (bound: string) => bound === '0' || compare(bound, version) <= 0;
  for (const entry of list(product['versions'])) {
    const start = text(entry['version']) ?? '0';
    const [below, upTo] = [text(entry['lessThan']), text(entry['lessThanOrEqual'])];
    let inside: boolean;
    if (below === null && upTo === null) inside = compare(start, version) === 0;
    else if (below !== null) inside = reaches(start) && (below === '*' || compare(version, below) < 0);
    else inside = reaches(start) && (upTo === '*' || compare(version, upTo ?? '') <= 0);
    if (!inside) continue;
    let status = entry['status'];
    const changes = [...list(entry['changes'])].sort((a, b) => compare(String(a['at']), String(b['at'])));
    for (const change of changes) if (reaches(String(change['at']))) status = change['status'];
    return status === 'affected';
  }
  return product['defaultStatus'] === 'affected';
}

/** OSV's algorithm for one affected entry ("Evaluation"). */
export function isOsvAffected(affected: Json, version: string, compare: Compare): boolean {
  const versions = Array.isArray(affected['versions']) ? (affected['versions'] as string[]) : [];
  if (versions.some((listed) => compare(listed, version) === 0)) return true;
  return list(affected['ranges']).some((range) => {
    if (range['type'] === 'GIT') return false;
    const events = list(range['events']).map((event) => Object.entries(event)[0] as [string, string]);
    // Where one interval ends and the next begins at one version, it is affected: `fixed` comes first.
    const rank = ([kind, bound]: [string, string], other: [string, string]) =>
      (bound === '0' ? -1 : other[1] === '0' ? 1 : compare(bound, other[1])) || (kind === 'fixed' ? -1 : 1);
    events.sort(rank);
    let vulnerable = false;
    for (const [kind, bound] of events) {
      if (kind === 'introduced' && (bound === '0' || compare(version, bound) >= 0)) vulnerable = true;
      else if (kind === 'fixed' && compare(version, bound) >= 0) vulnerable = false;
      else if (kind === 'last_affected' && compare(version, bound) > 0) vulnerable = false;
    }
    return vulnerable;
  });
}

/** Every version that two records name, in each format. */
export function namedVersions(...entries: readonly Json[]): readonly string[] {
  const found = new Set<string>();
  for (const entry of entries) {
    for (const item of list(entry['versions'])) {
      if (typeof item === 'string') found.add(item);
      else {
        for (const key of ['version', 'lessThan', 'lessThanOrEqual'])
          if (text(item[key]) !== null) found.add(String(item[key]));
        for (const change of list(item['changes'])) found.add(String(change['at']));
      }
    }
    for (const range of list(entry['ranges'])) {
      if (range['type'] === 'GIT') continue;
      for (const event of list(range['events'])) for (const bound of Object.values(event)) found.add(String(bound));
    }
  }
  found.delete('*');
  found.delete('0');
  return [...found];
}
