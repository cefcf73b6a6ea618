// Downloads a source into a file beside the database: conditional, resumed after a break, bounded in size.
import { Buffer } from 'node:buffer';
import { createHash, randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { type Host, HostError, type HttpResponse } from '../../host/host.ts';
import type { FailedSource } from './source.ts';

export interface DownloadOptions {
  /** The path of the database. */
  readonly beside: string;
  /** The `state` of the last download that is in use; empty: none. */
  readonly state: string;
  /** The most bytes. */
  readonly limit: number;
}

export type Download =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'downloaded'; readonly path: string; readonly state: string; readonly remove: () => void }
  | Pick<FailedSource, 'kind' | 'code' | 'message'>;

/** What is known of the bytes in a partial file. */
interface Validators {
  readonly etag: string | null;
  readonly modified: string | null;
  readonly total: number | null;
}

const ATTEMPTS = 4;
const SILENCE = 30_000;
const PIECE = 2 ** 20;

/**
 * Downloads a URL. Two processes may do so at once: each writes a partial file of its own, and takes over what an
 * earlier one left behind by copying it.
 */
export async function download(host: Host, url: string, options: DownloadOptions): Promise<Download> {
  const part = new Part(host, options.beside, url);
  part.adopt();
  const { address, headers } = withoutCredentials(url);
  for (let attempt = 1; ; attempt += 1) {
    const before = part.size;
    try {
      const answer = await step(host, part, address, headers, options);
      if (answer !== 'again') return answer;
      if (attempt >= ATTEMPTS) return unreachable('the server keeps changing its answer');
    } catch (error) {
      if (!(error instanceof HostError) || (error.code !== 'network' && error.code !== 'timeout')) throw error;
      // What has come so far stays, and the next attempt or the next sync goes on from there.
      if (attempt >= ATTEMPTS || part.size <= before) return unreachable(error.message);
    }
  }
}

function unreachable(message: string): Pick<FailedSource, 'kind' | 'code' | 'message'> {
  return { kind: 'failed', code: 'source-unreachable', message: `cannot be downloaded: ${message}` };
}

async function step(
  host: Host,
  part: Part,
  url: string,
  authorization: Readonly<Record<string, string>>,
  options: DownloadOptions,
): Promise<Download | 'again'> {
  const { validators } = part;
  const complete = validators !== null && part.size > 0 && part.size === validators.total;
  const headers: Record<string, string> = { accept: '*/*', 'accept-encoding': 'identity', ...authorization };
  if (complete) Object.assign(headers, conditions(validators));
  else {
    Object.assign(headers, conditions(parseState(options.state)));
    const range = resumableBy(validators);
    if (part.size > 0 && range !== null) Object.assign(headers, { range: `bytes=${part.size}-`, 'if-range': range });
  }
  const response = await host.http.fetch({ method: 'GET', url, headers, body: null, timeout: SILENCE });
  if (response.status === 304) {
    await drain(response);
    if (!complete) {
      part.remove();
      return { kind: 'unchanged' };
    }
    const state = formatState(validators);
    if (state === options.state) {
      part.remove();
      return { kind: 'unchanged' };
    }
    return { kind: 'downloaded', path: part.path, state, remove: () => part.remove() };
  }
  if (response.status === 206 && rangeStart(response) !== part.size) {
    await drain(response);
    part.remove();
    return 'again';
  }
  if (response.status === 416) {
    await drain(response);
    part.remove();
    return 'again';
  }
  if (response.status !== 200 && response.status !== 206) {
    await drain(response);
    return unreachable(`the server answered ${response.status}`);
  }
  if (response.status === 200) part.start(validatorsOf(response));
  const tooLarge = `has more than ${options.limit} bytes`;
  if ((part.validators?.total ?? 0) > options.limit) {
    await drain(response);
    part.remove();
    return { kind: 'failed', code: 'budget-exceeded', message: tooLarge };
  }
  try {
    for await (const chunk of response.body) {
      if (part.size + chunk.length > options.limit) {
        part.remove();
        return { kind: 'failed', code: 'budget-exceeded', message: tooLarge };
      }
      part.append(chunk);
    }
  } finally {
    part.flush();
  }
  const total = part.validators?.total ?? null;
  if (total !== null && part.size < total) throw new HostError('network', url, 'the connection ended too early');
  if (total !== null && part.size > total) {
    part.remove();
    return 'again';
  }
  const state = formatState(part.validators);
  return { kind: 'downloaded', path: part.path, state, remove: () => part.remove() };
}

/** A file of this process alone that holds the beginning of a download, and what tells which version of it. */
class Part {
  path: string;
  size = 0;
  validators: Validators | null = null;
  readonly #host: Host;
  readonly #prefix: string;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;

  constructor(host: Host, beside: string, url: string) {
    this.#host = host;
    this.#prefix = `${beside}.${createHash('sha256').update(url).digest('hex').slice(0, 16)}.`;
    this.path = `${this.#prefix}${randomBytes(6).toString('hex')}.part`;
  }

  /** Takes over the longest beginning that an earlier run left, and removes those that no one writes any more. */
  adopt(): void {
    const { files, clock } = this.#host;
    const folder = dirname(this.path);
    if (files.status(folder)?.kind !== 'directory') return;
    const left = files
      .list(folder)
      .filter(({ kind, name }) => kind === 'file' && name.endsWith('.part') && name.startsWith(basename(this.#prefix)))
      .map(({ name }) => join(folder, name));
    let best: { path: string; size: number; validators: Validators } | null = null;
    for (const path of left) {
      const validators = readValidators(this.#host, `${path}.json`);
      const size = files.status(path)?.size ?? 0;
      if (validators !== null && size > (best?.size ?? 0)) best = { path, size, validators };
    }
    if (best !== null && resumableBy(best.validators) !== null) {
      this.start(best.validators);
      const file = files.open(best.path);
      try {
        for (let offset = 0; offset < best.size; offset += PIECE) {
          this.append(file.read(offset, Math.min(PIECE, best.size - offset)));
        }
      } finally {
        file.close();
      }
      this.flush();
    }
    for (const path of left) {
      const status = files.status(path);
      if (status === null || clock.now() - status.modified < ABANDONED) continue;
      files.remove(path);
      files.remove(`${path}.json`);
    }
  }

  /** Begins anew. */
  start(validators: Validators): void {
    this.#host.files.makeDirectory(dirname(this.path));
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.size = 0;
    this.validators = validators;
    this.#host.files.writeBytes(this.path, '');
    this.#host.files.writeBytes(`${this.path}.json`, JSON.stringify(validators));
  }

  append(chunk: Uint8Array): void {
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    this.size += chunk.length;
    if (this.#waitingBytes >= PIECE) this.flush();
  }

  flush(): void {
    if (this.#waitingBytes > 0) this.#host.files.appendBytes(this.path, Buffer.concat(this.#waiting));
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  remove(): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#host.files.remove(this.path);
    this.#host.files.remove(`${this.path}.json`);
    this.size = 0;
    this.validators = null;
  }
}

/** A partial file that nobody wrote to for this long, in milliseconds, belongs to nobody. */
const ABANDONED = 600_000;

function readValidators(host: Host, path: string): Validators | null {
  try {
    const value: unknown = JSON.parse(host.files.readText(path, 65_536));
    if (typeof value !== 'object' || value === null) return null;
    const { etag, modified, total } = value as Record<string, unknown>;
    return {
      etag: typeof etag === 'string' ? etag : null,
      modified: typeof modified === 'string' ? modified : null,
      total: typeof total === 'number' ? total : null,
    };
  } catch {
    return null;
  }
}

function validatorsOf(response: HttpResponse): Validators {
  const etag = response.headers['etag'] ?? null;
  const length = response.headers['content-length'];
  const encoded = (response.headers['content-encoding'] ?? 'identity') !== 'identity';
  return {
    etag,
    modified: response.headers['last-modified'] ?? null,
    total: length !== undefined && /^\d{1,15}$/.test(length) && !encoded ? Number(length) : null,
  };
}

/** What tells that the rest still fits: a weak validator does not promise the same bytes (RFC 9110, 13.1.5). */
function resumableBy(validators: Validators | null): string | null {
  const etag = validators?.etag ?? null;
  return etag === null ? (validators?.modified ?? null) : etag.startsWith('W/') ? null : etag;
}

function conditions(validators: Validators | null): Record<string, string> {
  if (validators?.etag != null) return { 'if-none-match': validators.etag };
  return validators?.modified == null ? {} : { 'if-modified-since': validators.modified };
}

function formatState(validators: Validators | null): string {
  if (validators === null || (validators.etag ?? validators.modified) === null) return '';
  return JSON.stringify({ etag: validators.etag, modified: validators.modified });
}

function parseState(state: string): Validators | null {
  if (!state.startsWith('{')) return null;
  const { etag, modified } = JSON.parse(state) as { etag: string | null; modified: string | null };
  return { etag, modified, total: null };
}

function rangeStart(response: HttpResponse): number {
  return Number(/^bytes (\d+)-/.exec(response.headers['content-range'] ?? '')?.[1] ?? -1);
}

/** Lets go of a body that is not wanted. */
async function drain(response: HttpResponse): Promise<void> {
  for await (const _ of response.body) return;
}

function withoutCredentials(url: string): { address: string; headers: Readonly<Record<string, string>> } {
  const parsed = new URL(url);
  if (parsed.username === '' && parsed.password === '') return { address: url, headers: {} };
  const pair = `${decodeURIComponent(parsed.username)}:${decodeURIComponent(parsed.password)}`;
  parsed.username = '';
  parsed.password = '';
  return { address: parsed.href, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } };
}
