// The options of a requirements line, split and recognised as pip does with shlex and optparse.

/** What a line holds beside its requirement. */
export interface LineOptions {
  readonly requirements: readonly string[];
  readonly constraints: readonly string[];
  readonly editables: readonly string[];
  readonly hashes: readonly string[];
  readonly indexUrl: string | null;
  readonly noIndex: boolean;
  readonly requireHashes: boolean;
  /** What pip would refuse, one sentence each; empty: the line is sound. */
  readonly problems: readonly string[];
}

const WITH_VALUE = [
  '--index-url',
  '--pypi-url',
  '--extra-index-url',
  '--constraint',
  '--requirement',
  '--editable',
  '--find-links',
  '--no-binary',
  '--only-binary',
  '--all-releases',
  '--only-final',
  '--trusted-host',
  '--use-feature',
  '--hash',
  '--config-settings',
  '--config-setting',
];
const FLAGS = ['--no-index', '--prefer-binary', '--require-hashes', '--no-require-hashes', '--pre'];
/** Options of earlier releases of pip: harmless, and still found in files. */
const FORMER_WITH_VALUE = [
  '--global-option',
  '--install-option',
  '--build-option',
  '--allow-external',
  '--allow-unverified',
];
const FORMER_FLAGS = [
  '--use-wheel',
  '--no-use-wheel',
  '--always-unzip',
  '--process-dependency-links',
  '--allow-all-external',
];
const SHORT: Readonly<Record<string, string>> = {
  i: '--index-url',
  c: '--constraint',
  r: '--requirement',
  e: '--editable',
  f: '--find-links',
  C: '--config-settings',
  Z: '--always-unzip',
};
const STRONG_HASH = /^(?:sha256|sha384|sha512):./;

/** Splits a line into the requirement and its options: these begin with the first word that starts with a dash. */
export function breakLine(line: string): { requirement: string; options: string } {
  const dash = line.startsWith('-') ? 0 : line.indexOf(' -') + 1;
  if (dash === 0 && !line.startsWith('-')) return { requirement: line, options: '' };
  return { requirement: line.slice(0, Math.max(dash - 1, 0)), options: line.slice(dash) };
}

/** Recognises the options of a line; never fails: what is wrong is in `problems`. */
export function parseOptions(text: string): LineOptions {
  const requirements: string[] = [];
  const constraints: string[] = [];
  const editables: string[] = [];
  const hashes: string[] = [];
  const problems: string[] = [];
  let indexUrl: string | null = null;
  let noIndex = false;
  let requireHashes = false;

  const take = (option: string, value: string): void => {
    if (option === '--requirement') requirements.push(value);
    else if (option === '--constraint') constraints.push(value);
    else if (option === '--editable') editables.push(value);
    else if (option === '--index-url' || option === '--pypi-url') indexUrl = value;
    else if (option === '--hash') {
      hashes.push(value);
      if (!STRONG_HASH.test(value)) problems.push('--hash needs sha256, sha384 or sha512, a colon and the digest');
    }
  };
  const raise = (option: string): void => {
    if (option === '--no-index') noIndex = true;
    else if (option === '--require-hashes') requireHashes = true;
  };

  const words = splitWords(text);
  if (words === null) {
    problems.push('a quotation mark is not closed');
    return { requirements, constraints, editables, hashes, indexUrl, noIndex, requireHashes, problems };
  }
  for (let next = 0; next < words.length; next += 1) {
    const word = words[next] ?? '';
    if (word === '--') break;
    if (!word.startsWith('-') || word === '-') continue;
    const isLong = word.startsWith('--');
    const equals = isLong ? word.indexOf('=') : -1;
    const written = isLong ? (equals === -1 ? word : word.slice(0, equals)) : word.slice(0, 2);
    const option = isLong ? longOption(written) : SHORT[word.charAt(1)];
    if (option === undefined || option === null) {
      problems.push(
        option === null
          ? `the option ${shorten(written)} is ambiguous`
          : `pip knows no option ${shorten(written)} here`,
      );
      continue;
    }
    if (WITH_VALUE.includes(option) || FORMER_WITH_VALUE.includes(option)) {
      let value: string | undefined = isLong
        ? equals === -1
          ? undefined
          : word.slice(equals + 1)
        : word.slice(2) || undefined;
      if (value === undefined) {
        next += 1;
        value = words[next];
      }
      if (value === undefined) problems.push(`the option ${option} lacks its value`);
      else take(option, value);
    } else if (equals !== -1 || (!isLong && word.length > 2)) problems.push(`the option ${option} takes no value`);
    else raise(option);
  }
  return { requirements, constraints, editables, hashes, indexUrl, noIndex, requireHashes, problems };
}

/** The option that a word means, whole or by a prefix that only it has; null for several, undefined for none. */
function longOption(word: string): string | null | undefined {
  const known = [...WITH_VALUE, ...FLAGS];
  if (known.includes(word) || FORMER_WITH_VALUE.includes(word) || FORMER_FLAGS.includes(word)) return word;
  const possible = known.filter((option) => option.startsWith(word));
  return possible.length > 1 ? null : possible[0];
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** Splits as Python's `shlex.split` does in its POSIX mode; null where a quotation or an escape is not closed. */
export function splitWords(text: string): string[] | null {
  const words: string[] = [];
  // Runs of plain characters are taken whole, so that a long line costs its length only.
  const token = /[ \t\r\n]+|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^ \t\r\n'"\\]+)/y;
  let word: string[] | null = null;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match === null) return null;
    const [, single, double, escaped, plain] = match;
    const part = single ?? double?.replace(/\\(["\\])/g, '$1') ?? escaped ?? plain;
    if (part === undefined) {
      if (word !== null) words.push(word.join(''));
      word = null;
    } else {
      word ??= [];
      word.push(part);
    }
  }
  if (word !== null) words.push(word.join(''));
  return words;
}
