// What an advisory's own words name: identifiers, files and modules outright, and what it is about.
import type { OsvRecord } from '../../standard/osv.ts';

/** The words of an advisory, prepared for many comparisons. */
export interface AdvisoryWords {
  /** Names written as code: in backquotes, with parentheses, dotted, with underscores or inner capitals. */
  readonly code: ReadonlySet<string>;
  /** Each part of those names. */
  readonly codeParts: ReadonlySet<string>;
  /** How often each plain word occurs, as its stem. */
  readonly plain: ReadonlyMap<string, number>;
  /** A word of the text for each stem, to be shown. */
  readonly spoken: ReadonlyMap<string, string>;
  /** Names of files and folders of source code. */
  readonly files: readonly string[];
  /** Words that its weaknesses are about. */
  readonly topic: ReadonlySet<string>;
  /** Whether it is about regular expressions that take too long. */
  readonly isAboutPatterns: boolean;
}

const STOP = new Set(
  (
    'the a an and or of to in on is are was be been by for from with as at this that it its not no can could may might ' +
    'will would which when where who what if then than into via has have had do does did all any some such use uses used ' +
    'using user users version versions before after prior allow allows allowed attacker attackers vulnerability ' +
    'vulnerable vulnerabilities issue issues discovered found fixed fix fixes patched upgrade python package library ' +
    'software project affected affects remote arbitrary malicious crafted specially cause causes lead leads result ' +
    'code execute execution security advisory exploit service denial information also there these those their they ' +
    'other only more most through during between because one two new def self return none true false get set http https ' +
    'www com org github commit pull cve ghsa details function method class module parameter argument value values ' +
    'release released e g i ie eg so but up out over about how however same should without within while between'
  ).split(' '),
);

/** Words of code that speak of each weakness (CWE), by the start of the stem. */
const TOPICS: readonly (readonly [RegExp, string])[] = [
  [
    /^CWE-(?:22|23|29|35|36|59|73|98|434)$/,
    'path join realpath abspath normpath commonprefix commonpath startswith relative symlink follow directory extract archive member filename sep isfile islink root parent travers',
  ],
  [
    /^CWE-(?:79|80|83|116)$/,
    'escape html markup attribute attr tag script quote sanitiz clean url scheme render template xml',
  ],
  [/^CWE-(?:89|564)$/, 'sql query execute quote param lookup column order alias annotate extract'],
  [/^CWE-(?:77|78|88)$/, 'shell popen subprocess command args quote shlex system call exec option'],
  [
    /^CWE-(?:94|95|96|1336)$/,
    'eval exec compile sandbox builtins globals expression template render format import attr',
  ],
  [/^CWE-(?:502)$/, 'pickle load loads unpickl marshal yaml deserializ dill joblib constructor safe'],
  [/^CWE-(?:611|776|827)$/, 'xml parser entity dtd sax etree resolve external'],
  [/^CWE-(?:1333|185|186|730|625|407)$/, 're regex compile match sub pattern search findall limit length backtrack'],
  [
    /^CWE-(?:400|770|789|834|835|674|1050|409|1284|606|920)$/,
    'limit max size length depth count recursion loop memory decompress chunk parts buffer timeout bound',
  ],
  [/^CWE-(?:444|113|93|644)$/, 'header transfer encoding chunked content length smuggl crlf newline parse field line'],
  [
    /^CWE-(?:200|201|209|212|522|532|523|359)$/,
    'header authorization cookie auth credential password token redirect proxy host log strip remove netrc leak',
  ],
  [/^CWE-(?:601|918)$/, 'redirect url host netloc scheme urlparse location domain ip address resolve private'],
  [
    /^CWE-(?:287|284|285|862|863|306|288|294|303|304|305)$/,
    'auth permission user login check token session verify password require',
  ],
  [
    /^CWE-(?:295|297|345|347|327|326|328|330|338|203|208|310)$/,
    'verify cert hostname ssl tls key sign signature algorithm hmac digest compare random token rsa padding',
  ],
  [/^CWE-(?:352|346|384|565|614|1275)$/, 'csrf origin referer host cookie session token trusted header secure vary'],
  [
    /^CWE-(?:362|367|377|378|379|276|732|281)$/,
    'open mode chmod umask permission temp tempfile race lock file write mkdir',
  ],
  [
    /^CWE-(?:119|120|122|125|787|190|191|476|416|131|680)$/,
    'size length buffer bound width height load decode stride overflow',
  ],
  [/^CWE-(?:20|1287|1286|754|755|703|248)$/, 'valid validate check raise error parse'],
];

/** Reads the words of summary, details, references and weaknesses. */
export function readWords(record: OsvRecord): AdvisoryWords {
  const text = `${record.summary ?? ''}\n${record.details ?? ''}`.slice(0, 100_000);
  const code = new Set<string>();
  const files: string[] = [];
  const addCode = (name: string): void => {
    if (name.length > 1 && name.length < 200 && !/^\d/.test(name)) code.add(name);
  };
  const withoutAddresses = text.replace(/https?:\/\/\S+/g, ' ');
  for (const [, path] of text.matchAll(/([\w./-]+\.py)\b/g)) if (path !== undefined) files.push(path);
  for (const { url } of record.references) {
    for (const [, path] of url.matchAll(/\/([\w./-]+\.py)\b/g)) if (path !== undefined) files.push(path);
  }
  for (const [, span] of withoutAddresses.matchAll(/`([^`]{1,200})`/g)) {
    for (const [name] of (span ?? '').matchAll(/[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/g)) addCode(name);
  }
  for (const [, name] of withoutAddresses.matchAll(/([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s?\(\)?/g))
    addCodeIf(name, addCode);
  for (const [name] of withoutAddresses.matchAll(/[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+/g))
    if (!/^(?:e\.g|i\.e|\w+\.(?:com|org|io|net|md|txt|html|py))$/.test(name)) addCode(name);
  for (const [name] of withoutAddresses.matchAll(
    /\b[A-Za-z]*_\w+\b|\b[a-z]+[A-Z]\w*\b|\b[A-Z][a-z]+[A-Z]\w*\b|\b[A-Z]{2,}[a-z]+\w*\b/g,
  ))
    addCode(name);
  const codeParts = new Set([...code].flatMap((name) => name.split('.')));
  const plain = new Map<string, number>();
  const spoken = new Map<string, string>();
  for (const word of listWords(withoutAddresses)) {
    const stemmed = stem(word);
    plain.set(stemmed, (plain.get(stemmed) ?? 0) + 1);
    if (!spoken.has(stemmed)) spoken.set(stemmed, word);
  }
  const isAboutPatterns = /ReDoS|regular expression|regex|backtrack|polynomial/i.test(text);
  for (const affected of record.affected) {
    // What everything in a package is about tells nothing.
    for (const word of splitWords(affected.package?.name ?? '')) plain.delete(word);
  }
  return { code, codeParts, plain, spoken, files, topic: topicOf(record, text), isAboutPatterns };
}

/** `name(` counts as code where it closes at once, or is no plain English word before a parenthesis. */
function addCodeIf(name: string | undefined, add: (name: string) => void): void {
  if (name !== undefined && /[_.]|[a-z][A-Z]/.test(name)) add(name);
}

/** Weaknesses by what the text calls them, for records that name none. */
const CALLED: readonly (readonly [RegExp, string])[] = [
  [/(?:path|directory) traversal|\.\.\/|symlink|symbolic link|zip slip/i, 'CWE-22'],
  [/\bXSS\b|cross[- ]site scripting|\bHTML\b/i, 'CWE-79'],
  [/SQL injection/i, 'CWE-89'],
  [/command injection|shell|inject .*(?:command|option|argument)/i, 'CWE-78'],
  [/\beval\b|sandbox|code injection|template injection|arbitrary (?:python )?code/i, 'CWE-94'],
  [/deseriali[sz]|unpickl|pickle|yaml/i, 'CWE-502'],
  [/\bXXE\b|external entit|billion laughs/i, 'CWE-611'],
  [/ReDoS|regular expression|regex|backtracking/i, 'CWE-1333'],
  [/denial[- ]of[- ]service|\bDoS\b|memory|recursion|quadratic|exhaust|infinite loop|decompression/i, 'CWE-400'],
  [/smuggl|\bCRLF\b|header injection/i, 'CWE-444'],
  [/leak|disclos|sensitive|credential|authorization header/i, 'CWE-200'],
  [/open redirect|\bSSRF\b|request forgery/i, 'CWE-601'],
  [/certificate|signature|timing|side[- ]channel|padding|hostname verif|algorithm/i, 'CWE-347'],
  [/\bCSRF\b|cross[- ]site request/i, 'CWE-352'],
  [/race condition|world[- ]readable|file permission|temporary file/i, 'CWE-362'],
  [/overflow|out[- ]of[- ]bounds|buffer/i, 'CWE-120'],
  [/authenti|permission|privilege|access control/i, 'CWE-287'],
];

function topicOf(record: OsvRecord, text: string): ReadonlySet<string> {
  const called = CALLED.filter(([pattern]) => pattern.test(text)).map(([, cwe]) => cwe);
  const named = [record.databaseSpecific, ...record.affected.map((affected) => affected.databaseSpecific)]
    .flatMap((specific) => specific?.['cwe_ids'] ?? specific?.['cwes'] ?? [])
    .filter((cwe): cwe is string => typeof cwe === 'string');
  const cwes = [...named, ...called];
  const words = TOPICS.filter(([pattern]) => cwes.some((cwe) => pattern.test(cwe))).flatMap(([, text]) =>
    text.split(' '),
  );
  return new Set(words.map(stem));
}

/** The words of a text or of code: identifiers fall into their parts, each as its stem; common words are left out. */
export function splitWords(text: string): readonly string[] {
  return listWords(text).map(stem);
}

function listWords(text: string): readonly string[] {
  const words: string[] = [];
  for (const [run] of text.matchAll(/[A-Za-z][A-Za-z0-9]*/g)) {
    for (const part of run
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
      .split(' ')) {
      const word = part.toLowerCase();
      if (word.length > 1 && word.length < 40 && !STOP.has(word)) words.push(word);
    }
  }
  return words;
}

/** A word without the common endings of English, so that `redirects` is `redirected`. */
export function stem(word: string): string {
  if (word.length < 5) return word.length === 4 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, 3) : word;
  return word.replace(/(?:ations?|ators?|ating|ated?|izing|izers?|ized?|ises?|ings?|ers?|ors?|edly|ed|es|s|ly|e)$/, '');
}
