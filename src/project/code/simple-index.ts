// Asks a package index which files a project has (the "Simple repository API": PEP 503 as HTML, PEP 691 as JSON).
import { Buffer } from 'node:buffer';
import { type Host, HostError } from '../../host/host.ts';
import type { DistributionName } from '../../standard/distribution-name.ts';
import { type Parsed, parsed, unparsable } from '../../standard/parsed.ts';
import { withoutCredentials } from '../safe-url.ts';

/** A file that an index offers. */
export interface IndexFile {
  readonly fileName: string;
  readonly url: string;
  /** `sha256:…`; null where the index gives none. */
  readonly hash: string | null;
  /** Bytes; null where the index does not say. */
  readonly size: number | null;
}

const PAGE_LIMIT = 1 << 26;
const SILENCE = 30_000;
const ACCEPT = 'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1';

/** The files of a project on an index. `index` may hold credentials, which are sent to it and never shown. */
export async function listIndexFiles(
  host: Host,
  index: string,
  name: DistributionName,
): Promise<Parsed<readonly IndexFile[]>> {
  const url = projectUrl(index, name);
  if (url === null) return unparsable(`${withoutCredentials(index)} is no address of a package index`);
  try {
    const response = await host.http.fetch({
      method: 'GET',
      url: url.address,
      headers: { accept: ACCEPT, ...url.headers },
      body: null,
      timeout: SILENCE,
    });
    const body = await readBody(response.body, PAGE_LIMIT);
    if (response.status === 404) return unparsable(`${url.address} has no such project`);
    if (response.status !== 200) return unparsable(`${url.address} answered ${response.status}`);
    if (body === null) return unparsable(`${url.address} answered with more than ${PAGE_LIMIT} bytes`);
    const text = new TextDecoder().decode(body);
    const files = /json/i.test(response.headers['content-type'] ?? '') ? parseJsonPage(text) : parseHtmlPage(text);
    if (files === null) return unparsable(`${url.address} answered with no list of files`);
    return parsed(files.flatMap((file) => resolveFile(file, url.address)));
  } catch (error) {
    if (error instanceof HostError) return unparsable(`${url.address}: ${error.message}`);
    throw error;
  }
}

/** All of a body; null past the limit. */
export async function readBody(body: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The address without credentials, and the header that carries them. */
export function splitCredentials(
  address: string,
): { readonly address: string; readonly headers: Readonly<Record<string, string>> } | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  const { username, password } = url;
  url.username = '';
  url.password = '';
  if (username === '' && password === '') return { address: url.href, headers: {} };
  const pair = `${decode(username)}:${decode(password)}`;
  return { address: url.href, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function projectUrl(index: string, name: DistributionName): ReturnType<typeof splitCredentials> {
  const split = splitCredentials(index);
  return split === null
    ? null
    : { ...split, address: `${split.address.replace(/[?#].*$/s, '').replace(/\/+$/, '')}/${name}/` };
}

interface WrittenFile {
  readonly fileName: string;
  readonly href: string;
  readonly hash: string | null;
  readonly size: number | null;
}

/** PEP 691, "Project Detail". */
function parseJsonPage(text: string): readonly WrittenFile[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const files = isTable(value) ? value['files'] : null;
  if (!Array.isArray(files)) return null;
  return (files as unknown[]).flatMap((file) => {
    if (!isTable(file)) return [];
    const { filename, url, hashes, size } = file;
    if (typeof filename !== 'string' || typeof url !== 'string') return [];
    const digest = isTable(hashes) ? hashes['sha256'] : null;
    const hash = typeof digest === 'string' && /^[0-9a-f]{64}$/i.test(digest) ? `sha256:${digest.toLowerCase()}` : null;
    return [{ fileName: filename, href: url, hash, size: typeof size === 'number' ? size : null }];
  });
}

/** PEP 503: one anchor a file; the hash in its fragment. */
function parseHtmlPage(text: string): readonly WrittenFile[] {
  const files: WrittenFile[] = [];
  for (const [, attributes = ''] of text.matchAll(/<a\s([^<>]{1,8192})>/gi)) {
    const [, double, single] = /(?:^|\s)href\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(attributes) ?? [];
    const href = unescapeHtml(double ?? single ?? '');
    const [path = '', fragment = ''] = href.split('#');
    const last = path.replace(/\?.*$/s, '').split('/').at(-1) ?? '';
    const digest = /(?:^|&)sha256=([0-9a-f]{64})/i.exec(fragment)?.[1];
    if (last === '') continue;
    const hash = digest === undefined ? null : `sha256:${digest.toLowerCase()}`;
    files.push({ fileName: decode(last), href: path, hash, size: null });
  }
  return files;
}

function unescapeHtml(text: string): string {
  return text
    .replace(/&(?:amp|#38|#x26);/gi, '&')
    .replace(/&quot;/gi, '"')
    .trim();
}

function resolveFile({ fileName, href, hash, size }: WrittenFile, page: string): readonly IndexFile[] {
  if (!URL.canParse(href, page) || /[/\\\0]/.test(fileName)) return [];
  const url = new URL(href, page);
  return url.protocol === 'https:' || url.protocol === 'http:' ? [{ fileName, url: url.href, hash, size }] : [];
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
