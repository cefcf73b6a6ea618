// A one-line title out of an advisory's Markdown: its first sentence that says something about the vulnerability.

const MOST_READ = 6_000;
const LONGEST = 120;
const MOST_SENTENCES = 5;

/** Words that end in a full stop without ending a sentence. */
const ABBREVIATION =
  /(?:^|[\s("'[])(?:e\.?g|i\.?e|etc|vs|cf|viz|al|approx|ca|incl|excl|resp|aka|a\.k\.a|no|nos|ver|v|rev|fig|sec|ch|pp?|dr|mr|mrs|ms|st|jr|sr|inc|ltd|corp|co|dept|u\.s|[A-Z])\.$/i;

/** `TensorFlow is an open source platform …` tells what the software is, not what is wrong with it. */
const INTRODUCTION =
  /^(?!(?:this|there|it|that|these|here|an?|the (?:issue|problem|bug|flaw|attack))\b).{1,80}?\b(?:is|are|provides|offers) (?:an? |the |both |used |[a-z-]+ing )?/i;
/** Says that there is a fault, and not which. */
const EMPTY =
  /^(?:(?:an? )?(?:security )?(?:issue|flaw|vulnerability|problem|bug)s? (?:was|were|has been|have been) (?:discovered|found|identified|reported) (?:in|on|by) (?!.*\b(?:where|that|which|whose|when|allow\w*|via|because|due|during|lead\w*|caus\w*|could|can|may|might)\b)[^;:]*|this (?:issue )?affects (?:all versions of )?(?:the )?package [^,;:]*|impact|summary)$/i;
const FAULT =
  /vulnerab|attack|inject|overflow|out[- ]of[- ]bounds|allow(?:s|ed|ing) (?:an?|remote|local|for|un|arbitrary)|bypass|denial|\bdos\b|redos|\bxss\b|csrf|ssrf|\brce\b|cross-site|disclos|leak|exploit|flaw|\bbugs?\b|\bissues?\b|arbitrary|malicious|improper|incorrect|unsafe|insecur|crash|traversal|forg|spoof|hijack|exhaust|unauthori[sz]ed|untrusted|sanitiz|poison|affected|susceptible|prior to|not (?:properly|correctly)|race condition|use[- ]after|null pointer|compromis|malware|missing|fail/i;

/**
 * A title of at most 120 characters from Markdown: headings, code blocks, links, list signs and HTML are taken away,
 * then the first sentence is given without its full stop, cut at a word with `…` where it is longer. A sentence that
 * only introduces the software is passed over when another follows. Empty for text without words.
 */
export function firstSentence(markdown: string): string {
  const { text, headings } = plainText(markdown.slice(0, MOST_READ));
  let first: string | null = null;
  let rest = text;
  for (let count = 0; count < MOST_SENTENCES && rest !== ''; count++) {
    const end = sentenceEnd(rest);
    const sentence = withoutPlace(rest.slice(0, end).trim());
    rest = rest.slice(end).trim();
    if (sentence.endsWith('?') && rest !== '') continue;
    first ??= sentence;
    if (EMPTY.test(withoutStop(sentence))) continue;
    if (!INTRODUCTION.test(sentence) || FAULT.test(sentence)) return shorten(sentence);
  }
  return shorten(first ?? headings);
}

/** The offset behind the first sentence's end. */
function sentenceEnd(text: string): number {
  const stops = /[.!?]+["')\]’”]*(?=\s|$|(?:This|These|The|Users|In|It) )|\n/g;
  for (let stop = stops.exec(text); stop !== null; stop = stops.exec(text)) {
    if (stop[0] === '\n') return stop.index + 1;
    const end = stop.index + stop[0].length;
    const before = text.slice(Math.max(0, end - 16), end);
    if (stop[0] === '.' && end < text.length && (ABBREVIATION.test(before) || /^\s*\d+\.$/.test(text.slice(0, end)))) {
      continue;
    }
    return end;
  }
  return text.length;
}

function withoutStop(sentence: string): string {
  return sentence.endsWith('.') ? sentence.slice(0, -1) : sentence;
}

const VERSION = 'v?\\d[\\w.*+-]{0,30}';
const AROUND = `(?:versions?|releases?|all|before|prior|to|through|up|until|from|and|or|below|earlier|older|lower|the|${VERSION})`;
/** `In Django 3.2 before 3.2.16, and 4.0 before 4.0.8, `: up to four words, then versions and what stands around them. */
const PLACE = new RegExp(
  `^In (?:\\S{1,60} ){1,4}?(?:${AROUND},? )*${VERSION}(?:,? ${AROUND})*, (?!(?:and|or|v?\\d)[ \\d.])(?=\\S)`,
  'i',
);

/** Where and in which versions stands beside every title anyway, and would be all that is left of a long one. */
function withoutPlace(sentence: string): string {
  const place = PLACE.exec(sentence.slice(0, 250))?.[0].length ?? 0;
  const rest = sentence.slice(place);
  if (place === 0 || rest.length < 25) return sentence;
  return /^[a-z]+(?=[ ,])/.test(rest) ? `${rest.slice(0, 1).toUpperCase()}${rest.slice(1)}` : rest;
}

function shorten(sentence: string): string {
  const text = sentence.endsWith('..') ? sentence : withoutStop(sentence).trim();
  if (text.length <= LONGEST) return text;
  const room = text.slice(0, LONGEST);
  const space = room.lastIndexOf(' ', LONGEST - 1);
  const cut = room.slice(0, space > LONGEST / 2 ? space : LONGEST - 1);
  return `${cut.replace(/[\uD800-\uDBFF]$/, '').replace(/[\s,;:.(–—-]+$/, '')}…`;
}

/** No heading, list, quote, fence or table: most lines. */
const STARTS_PLAINLY = /^[A-Za-z]/;

/** Markdown without its signs, one paragraph a line; and the headings, for texts that have nothing else. */
function plainText(markdown: string): { readonly text: string; readonly headings: string } {
  const paragraphs: string[] = [];
  const headings: string[] = [];
  let open: string[] = [];
  let fence: string | null = null;
  const close = () => {
    if (open.length > 0) paragraphs.push(open.join(' '));
    open = [];
  };
  for (const raw of withoutHtml(markdown).split(/\r\n|[\r\n\u2028\u2029]/)) {
    // Each sentence that is considered ends with its paragraph at the latest.
    if (paragraphs.length > MOST_SENTENCES) break;
    if (fence === null && STARTS_PLAINLY.test(raw)) {
      open.push(inline(raw));
      continue;
    }
    const mark = /^\s{0,3}(?:>\s?)*(`{3,}|~{3,})/.exec(raw)?.[1];
    if (mark !== undefined) {
      if (fence === null) fence = mark;
      else if (mark.startsWith(fence)) fence = null;
      close();
      continue;
    }
    if (fence !== null) continue;
    const line = raw.replace(/^[\s>]+/, '');
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1] ?? /^\*\*([^*]+?):?\*\*:?$/.exec(line)?.[1];
    if (heading !== undefined) {
      headings.push(inline(heading));
      close();
    } else if (/^(?:[=*_|:\s-]*)$/.test(line)) {
      if (/^[=-]{3,}\s*$/.test(line) && open.length > 0) headings.push(...open.splice(0));
      close();
    } else {
      const item = /^(?:[*+-]|\d{1,3}[.)])\s+(.*)$/.exec(line)?.[1];
      if (item !== undefined) close();
      const words = inline(item ?? line);
      if (words !== '') open.push(words);
    }
  }
  close();
  return { text: paragraphs.join('\n'), headings: headings[0] ?? '' };
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' };

function withoutHtml(text: string): string {
  if (!text.includes('<')) return text;
  return text
    .replace(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replace(/<br\s*\/?>|<\/?(?:p|div|li|ul|ol|tr|h[1-6])\b[^<>]{0,200}>/gi, '\n');
}

/** What a line needs to hold for any of the patterns below to change it: most lines hold none of it. */
const MARKS = /[`*_<&\\[(]/;
const UNEVEN = /[^\x20-\x7e]/;

/** One line's Markdown as plain text; what stands between code ticks is kept as it is. */
function inline(text: string): string {
  const plain = MARKS.test(text) ? withoutSigns(text) : text;
  if (!plain.includes('  ') && !UNEVEN.test(plain)) return plain.trim();
  return plain
    .replace(/[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function withoutSigns(text: string): string {
  let linked = text;
  if (linked.startsWith('**')) linked = linked.replace(/^(?:\*\* ?([A-Z][A-Z ]{2,40}?) ?\*\* ?)+/, '$1: ');
  if (linked.includes('[')) {
    linked = linked
      .replace(/!\[[^[\]]{0,500}\]\([^()\s]{0,1000}\)/g, ' ')
      .replace(/\[([^[\]]{1,500})\](?:\((?:[^()]|\([^()]{0,200}\)){0,1000}\)|\[[^[\]]{0,200}\])/g, '$1');
  }
  if (linked.includes('://')) {
    linked = linked
      .replace(/ ?\(<?https?:\/\/[^\s()<>]{0,1000}>?\)/g, '')
      .replace(/<(https?:\/\/[^\s<>]{0,1000})>/g, '$1');
  }
  if (!linked.includes('`')) return withoutMarks(linked);
  const parts = linked.split(/`+/);
  // An odd number of ticks: the last one opens nothing.
  return parts.map((part, index) => (index % 2 === 1 && index < parts.length - 1 ? part : withoutMarks(part))).join('');
}

/** Underscores mark words only where there are several: `__init__` is a name. */
function withoutMarks(text: string): string {
  let plain = text;
  if (plain.includes('<')) plain = plain.replace(/<\/?[a-zA-Z][^<>]{0,300}>/g, '');
  if (plain.includes('*')) {
    plain = plain.replace(/(^|[\s("'])(\*{1,3})([^*\s](?:[^*]{0,500}?[^*\s])?)\2(?=$|[\s.,;:!?)"'])/g, '$1$3');
  }
  if (plain.includes('_')) {
    plain = plain.replace(/(^|[\s(])(_{1,2})([^_\s][^_]{0,500}? [^_]{0,500}?[^_\s])\2(?=$|[\s.,;:!?)])/g, '$1$3');
  }
  if (plain.includes('&')) {
    plain = plain.replace(/&(lt|gt|amp|quot|apos|nbsp|#39);/g, (_, name: string) => ENTITIES[name] ?? "'");
  }
  return plain.includes('\\') ? plain.replace(/\\([!-/:-@[-`{-~])/g, '$1') : plain;
}
