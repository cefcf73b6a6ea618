// Another OSV API as a source: it cannot list what it has, so it is asked for names, then for each advisory.
import type { Host } from '../../host/host.ts';
import { HostError } from '../../host/host.ts';
import type { PrepareOptions } from './prepare-source.ts';
import type { PreparedSource, SourceItem } from './source.ts';

const SILENCE = 30_000;
/** How many names one question may hold (OSV API, `POST /v1/querybatch`: at most 1,000). */
const BATCH = 500;
const MOST_QUESTIONS = 10_000;
const MOST_ADVISORIES = 200_000;
const LARGEST_ANSWER = 2 ** 26;
/** Advisories asked for at once. */
const TOGETHER = 8;

/**
 * Asks for all advisories about the names, and fetches each that is new or has changed since the last sync. This is the
 * only source that learns which distributions are in use; it is never used unasked.
 */
export async function fetchFromApi(
  host: Host,
  name: string,
  url: string,
  options: PrepareOptions,
): Promise<PreparedSource> {
  if (options.names.length === 0) {
    const message = 'is an OSV API, which cannot list its advisories; say which distributions to ask it for';
    return { kind: 'failed', name, code: 'option-unsupported', message };
  }
  const base = url.replace(/\/+$/, '').replace(/\/v1(?:\/query(?:batch)?)?$/, '');
  const found = await askForNames(host, base, options.names);
  const known = options.previous?.modified(name) ?? new Map<string, string | null>();
  const items: SourceItem[] = [];
  let bytes = 0;
  const queue = [...found];
  const worker = async (): Promise<void> => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const [id, modified] = next;
      const file = `${encodeURIComponent(id)}.json`;
      const kept = modified !== null && sameTime(known.get(id), modified) ? options.previous?.original(name, id) : null;
      try {
        const text = kept?.text ?? (await fetchText(host, `${base}/v1/vulns/${encodeURIComponent(id)}`, null));
        bytes += text.length;
        if (bytes > options.budget.sourceBytes / 4)
          throw new HostError('too-large', base, 'the advisories are too large');
        const encoded = new TextEncoder().encode(text);
        items.push({ kind: 'file', file, form: kept?.form ?? 'json', bytes: encoded, packed: null, mayBeOther: false });
      } catch (error) {
        if (!(error instanceof HostError)) throw error;
        const message = `cannot be fetched: ${error.message}`;
        items.push({ kind: 'fault', code: 'source-unreachable', file, message, loses: true });
      }
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, worker));
  // The answers come in any order; a database built twice from the same answers is the same.
  items.sort((left, right) => ((left.file ?? '') < (right.file ?? '') ? -1 : 1));
  return { kind: 'ready', name, state: '', items: () => items, done: () => {} };
}

function sameTime(left: string | null | undefined, right: string): boolean {
  return left !== null && left !== undefined && Date.parse(left) === Date.parse(right);
}

/** The identifiers of all advisories about the names, each with its `modified`, page by page. */
async function askForNames(
  host: Host,
  base: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const found = new Map<string, string | null>();
  let open = names.map((name) => ({ name, token: '' }));
  for (let question = 0; open.length > 0; question += 1) {
    if (question >= MOST_QUESTIONS || found.size > MOST_ADVISORIES) {
      throw new HostError('too-large', base, 'it never ends its pages');
    }
    const asked = open.slice(0, BATCH);
    open = open.slice(BATCH);
    const queries = asked.map(({ name, token }) => {
      return { package: { ecosystem: 'PyPI', name }, ...(token === '' ? {} : { page_token: token }) };
    });
    const answer = parseAnswer(await fetchText(host, `${base}/v1/querybatch`, JSON.stringify({ queries })), base);
    const results = listIn(answer, 'results');
    if (results.length < asked.length) throw new HostError('network', base, 'its answer is no OSV API’s');
    for (const [index, { name, token }] of asked.entries()) {
      const result = results[index];
      for (const vulnerability of listIn(result, 'vulns')) {
        const [id, modified] = [fieldOf(vulnerability, 'id'), fieldOf(vulnerability, 'modified')];
        if (typeof id === 'string' && id !== '') found.set(id, typeof modified === 'string' ? modified : null);
      }
      const next = fieldOf(result, 'next_page_token');
      if (typeof next === 'string' && next !== '' && next !== token) open.push({ name, token: next });
    }
  }
  return found;
}

async function fetchText(host: Host, url: string, body: string | null): Promise<string> {
  const headers = { accept: 'application/json', ...(body === null ? {} : { 'content-type': 'application/json' }) };
  const method = body === null ? 'GET' : 'POST';
  const response = await host.http.fetch({ method, url, headers, body, timeout: SILENCE });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body) {
    if (response.status !== 200) break;
    text += decoder.decode(chunk, { stream: true });
    if (text.length > LARGEST_ANSWER) throw new HostError('too-large', url, 'its answer is too large');
  }
  if (response.status !== 200) throw new HostError('network', url, `the server answered ${response.status}`);
  return text + decoder.decode();
}

function parseAnswer(text: string, base: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HostError('network', base, 'its answer is not JSON, so it is no OSV API');
  }
}

function listIn(value: unknown, key: string): readonly unknown[] {
  const list = fieldOf(value, key);
  return Array.isArray(list) ? list : [];
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
