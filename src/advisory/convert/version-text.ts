// Reads what people write into the `version` of CVE records: comparisons, wildcards, words such as "before" or "all".
import { EVERY, type Interval } from './version-line.ts';

/** What a text says: intervals, versions one by one, every version, or nothing that can be known. */
export type VersionText =
  | { readonly kind: 'intervals'; readonly intervals: readonly Interval[] }
  | { readonly kind: 'versions'; readonly versions: readonly string[] }
  | { readonly kind: 'unknown' };

const VERSION = 'v?[0-9][0-9A-Za-z.+!_~:-]*';
const UNKNOWN = /^(?:n\/?a|not applicable|unspecified|unknown|none|tbd|-|\?)?$/i;
const ALL = /^(?:\*|all|all versions|any|any version|every version)$/i;
const COMPARISON = new RegExp(
  `^(>=|<=|=<|=>|==|=|<|>|≤|≥)\\s*(${VERSION})(?:\\s*(?:,|;|&&|and)\\s*|\\s+(?=[<>=≤≥])|$)`,
  'i',
);

/** Each form with what it gives from the versions found in it. */
const FORMS: readonly (readonly [RegExp, (found: readonly string[]) => Interval])[] = [
  [
    form('(?:from|between)?\\s*(V),?\\s+(?:before|prior to|until|up to \\(excluding\\))\\s+(V)'),
    ([a, b]) => half(a, b),
  ],
  [
    form('(?:from|between)?\\s*(V)\\s+(?:-|–|to|through|thru|up to|and|up to \\(including\\))\\s+(V)'),
    ([a, b]) => closed(a, b),
  ],
  [
    form('(?:before|prior to|prior|earlier than|lower than|less than|fixed in|below|up to \\(excluding\\))\\s*(V)'),
    ([a]) => half(null, a),
  ],
  [
    form('(?:through|thru|up to|up to and including|up to \\(including\\)|till|until)\\s*(V)(?:\\s*\\(inclusive\\))?'),
    ([a]) => closed(null, a),
  ],
  [
    form('(V)(?:,|\\s+and|\\s+or)?\\s+(?:all )?(?:earlier|prior|below|lower|older|previous|before)(?: versions?)?'),
    ([a]) => closed(null, a),
  ],
  [form('(V)\\s*(?:\\+|(?:and|or)\\s*(?:later|above|newer|higher|up|greater))(?: versions?)?'), ([a]) => half(a, null)],
  [form('(?:since|starting (?:from|with)|from)\\s*(V)(?: onwards?)?'), ([a]) => half(a, null)],
];

function form(pattern: string): RegExp {
  return new RegExp(`^(?:all )?(?:versions?\\s+)?${pattern.replaceAll('V', VERSION)}$`, 'i');
}

function half(low: string | null | undefined, high: string | null | undefined): Interval {
  return { ...EVERY, low: clean(low), high: clean(high) };
}

function closed(low: string | null | undefined, high: string | null | undefined): Interval {
  return { ...half(low, high), highClosed: true };
}

function clean(version: string | null | undefined): string | null {
  return version?.replace(/^v(?=\d)/i, '') ?? null;
}

const LONGEST = 1024;

/** Reads a text that stands for affected or unaffected versions by itself, without an end beside it. */
export function readVersionText(written: string): VersionText {
  const text = written.trim().replace(/\s+/g, ' ');
  if (text.length > LONGEST || UNKNOWN.test(text)) return { kind: 'unknown' };
  if (ALL.test(text)) return { kind: 'intervals', intervals: [EVERY] };
  const comparison = readComparisons(text);
  if (comparison !== null) return comparison;
  const prefix = prefixOf(text);
  if (prefix !== null) return { kind: 'intervals', intervals: [{ ...EVERY, low: prefix, high: afterPrefix(prefix) }] };
  for (const [pattern, make] of FORMS) {
    const found = pattern.exec(text);
    if (found !== null) return { kind: 'intervals', intervals: [make(found.slice(1))] };
  }
  const list = text.split(/\s*[,;]\s*|\s+(?:and|or)\s+/i).filter((part) => part !== '');
  if (list.length > 1 && list.every((part) => new RegExp(`^${VERSION}$`).test(part))) {
    return { kind: 'versions', versions: list.map((part) => clean(part) ?? part) };
  }
  return { kind: 'versions', versions: [text] };
}

/** `>= 1.0, < 1.2`, and several of them parted by `||`. */
function readComparisons(text: string): VersionText | null {
  const intervals: Interval[] = [];
  for (const part of text.split(/\s*\|\|\s*/)) {
    let rest = part.trim();
    let interval = EVERY;
    if (rest === '') return null;
    while (rest !== '') {
      const [whole, operator = '', version] = COMPARISON.exec(rest) ?? [];
      const bound = clean(version);
      if (whole === undefined || bound === null) return null;
      rest = rest.slice(whole.length);
      if (operator === '=' || operator === '==')
        interval = { low: bound, lowOpen: false, high: bound, highClosed: true };
      else if (/^[>≥]|=>/.test(operator)) interval = { ...interval, low: bound, lowOpen: operator === '>' };
      else interval = { ...interval, high: bound, highClosed: operator !== '<' };
    }
    intervals.push(interval);
  }
  return { kind: 'intervals', intervals };
}

/** `1.2` of `1.2.*` and `1.2.x`; null for a text without a wildcard. */
export function prefixOf(text: string): string | null {
  return /^v?(\d+(?:\.\d+)*)\.(?:\*|x)(?:\.(?:\*|x))*$/i.exec(text)?.[1] ?? null;
}

/** The first version after all that begin with a prefix. */
function afterPrefix(prefix: string): string {
  return prefix.replace(/\d+$/, (digits) => String(BigInt(digits) + 1n));
}

/** The lower end of a range as CVE records write it; null: the very first version. */
export function readLow(written: string): string | null {
  const text = written.trim();
  if (text === '0' || UNKNOWN.test(text) || ALL.test(text)) return null;
  const prefix = prefixOf(text);
  if (prefix !== null) return prefix;
  const found = /^(?:>=|≥|from|since)\s*(.+)$/i.exec(text)?.[1] ?? text;
  return clean(found);
}

/** The upper end of a range; `closed` says that the field is `lessThanOrEqual`. */
export function readHigh(written: string, closed: boolean): Pick<Interval, 'high' | 'highClosed'> {
  const text = written.trim();
  if (ALL.test(text) || UNKNOWN.test(text)) return { high: null, highClosed: false };
  const prefix = prefixOf(text);
  if (prefix !== null) return { high: afterPrefix(prefix), highClosed: false };
  const found = /^(<=|<|≤)\s*(.+)$/.exec(text);
  return { high: clean(found?.[2] ?? text), highClosed: found === null ? closed : found[1] !== '<' };
}
