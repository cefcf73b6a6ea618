// The Atom feed of a database (RFC 4287): one entry a record, the newest change first.
import { createHash } from 'node:crypto';
import type { OsvRecord } from '../../standard/osv.ts';
import { firstSentence } from '../../standard/osv.ts';

/** What a feed says of itself. */
export interface FeedOptions {
  readonly title: string;
  /** Where the export is published; null: the feed then has no links of its own. */
  readonly url: string | null;
  readonly author: string;
}

const MOST_ENTRIES = 500;

/** The feed of the records, as XML. */
export function formatAtomFeed(records: readonly OsvRecord[], { title, url, author }: FeedOptions): string {
  const sorted = [...records].sort((left, right) => {
    const [ours, theirs] = [timeOf(left), timeOf(right)];
    return ours > theirs ? -1 : ours < theirs ? 1 : left.id < right.id ? -1 : 1;
  });
  const updated = sorted[0] === undefined ? '1970-01-01T00:00:00Z' : timeOf(sorted[0]);
  const lines = [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `  <id>${escapeXml(url === null ? urn(title) : `${url}/feed.atom`)}</id>`,
    `  <title>${escapeXml(title)}</title>`,
    `  <updated>${escapeXml(updated)}</updated>`,
    `  <author><name>${escapeXml(author)}</name></author>`,
    ...(url === null
      ? []
      : [`  <link rel="self" type="application/atom+xml" href="${escapeXml(`${url}/feed.atom`)}"/>`]),
    ...sorted.slice(0, MOST_ENTRIES).flatMap((record) => entry(record, url)),
    '</feed>',
  ];
  return `${lines.join('\n')}\n`;
}

function timeOf({ modified, published }: OsvRecord): string {
  return modified ?? published ?? '1970-01-01T00:00:00Z';
}

function entry(record: OsvRecord, url: string | null): string[] {
  const { id, summary, details, withdrawn, published, aliases } = record;
  const title = summary?.trim() || firstSentence(details ?? '') || id;
  const link = url === null ? null : `${url}/${encodeURIComponent(id)}.json`;
  const names = aliases.length === 0 ? '' : ` (${aliases.join(', ')})`;
  return [
    '  <entry>',
    `    <id>${escapeXml(link ?? urn(id))}</id>`,
    `    <title>${escapeXml(`${id}: ${withdrawn === null ? '' : 'withdrawn: '}${title}`)}</title>`,
    `    <updated>${escapeXml(timeOf(record))}</updated>`,
    ...(published === null ? [] : [`    <published>${escapeXml(published)}</published>`]),
    ...(link === null ? [] : [`    <link rel="alternate" type="application/json" href="${escapeXml(link)}"/>`]),
    `    <summary>${escapeXml(`${title}${names}`)}</summary>`,
    '  </entry>',
  ];
}

/** An identifier that stays the same without an address: a UUID made from the name (RFC 9562, version 8). */
function urn(name: string): string {
  const hash = createHash('sha256').update(`theriac:${name}`).digest('hex');
  return `urn:uuid:${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/** Characters that XML 1.0 has no way to write become U+FFFD. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
