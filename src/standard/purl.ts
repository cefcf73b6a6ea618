// Package URLs of Python distributions (purl specification, type `pypi`), with `file_name` for one build.
// By hand: packageurl-js 2.0.1 takes 11 ms to load, decodes `%25` in qualifiers twice and leaves `+` and `!` bare.
import { type DistributionName, isValidDistributionName, normaliseDistributionName } from './distribution-name.ts';
import { type Parsed, parsed, unparsable } from './parsed.ts';

/** What a `pkg:pypi/` URL names: a distribution, one of its versions, one of that version's files. */
export interface Purl {
  readonly name: DistributionName;
  /** As written, not normalised. */
  readonly version: string | null;
  readonly fileName: string | null;
}

const LONGEST = 8192;

/** The URL in its canonical form ("How to build a purl string from its components"). */
export function formatPurl(purl: Purl): string {
  const version = purl.version === null || purl.version === '' ? '' : `@${encode(purl.version)}`;
  const file = purl.fileName === null || purl.fileName === '' ? '' : `?file_name=${encode(purl.fileName)}`;
  return `pkg:pypi/${encode(purl.name)}${version}${file}`;
}

/** Percent-encodes all but letters, digits, `.-_~` and the colon ("Character encoding"). */
function encode(text: string): string {
  if (/^[\w.~:-]*$/.test(text)) return text;
  const encoded = encodeURIComponent(text.toWellFormed()).replaceAll('%3A', ':');
  return encoded.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * Parses a URL of type `pypi` ("How to parse a purl string to its components"); other types, a namespace, and what
 * breaks the specification are faults. Other qualifiers and the subpath are passed over.
 */
export function parsePurl(text: string): Parsed<Purl> {
  if (text.length > LONGEST) return unparsable(`a package URL has at most ${LONGEST} characters`);
  const [, scheme, rest = ''] = /^([^:]*):(.*)$/s.exec(text.trim()) ?? [];
  if (scheme?.toLowerCase() !== 'pkg') return unparsable('a package URL begins with pkg:');
  const [beforeSubpath] = splitRight(rest, '#');
  const [path, qualifiers] = splitRight(beforeSubpath, '?');
  const [, type = '', remainder = ''] = /^\/*([^/]*)\/(.*?)\/*$/s.exec(path) ?? [];
  if (type.toLowerCase() !== 'pypi') return unparsable(`its type is ${JSON.stringify(type.toLowerCase())}, not pypi`);
  const [nameText, versionText] = splitRight(remainder, '@');
  if (nameText.replace(/^\/+/, '').includes('/')) return unparsable('a package URL of type pypi has no namespace');
  const name = decode(nameText.replace(/^\/+/, ''));
  const version = decode(versionText ?? '');
  const fileName = decode(qualifier(qualifiers ?? '', 'file_name'));
  if (name === null || version === null || fileName === null) return unparsable('its percent-encoding is damaged');
  if (!isValidDistributionName(name)) return unparsable(`${JSON.stringify(name)} is no distribution’s name`);
  return parsed({ name: normaliseDistributionName(name), version: version || null, fileName: fileName || null });
}

/** What stands before and after the last `separator`; the latter is null where there is none. */
function splitRight(text: string, separator: string): readonly [string, string | null] {
  const at = text.lastIndexOf(separator);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}

/** The value of a qualifier, still encoded; empty where it is absent. Keys are not case-sensitive. */
function qualifier(text: string, key: string): string {
  for (const pair of text.split('&')) {
    const equals = pair.indexOf('=');
    if (equals >= 0 && pair.slice(0, equals).toLowerCase() === key) return pair.slice(equals + 1);
  }
  return '';
}

/** Decodes once; null where an escape is no UTF-8. */
function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
