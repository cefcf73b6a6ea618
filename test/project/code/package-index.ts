// A package index on this machine for tests: simple pages as HTML or JSON, files with ranges, and what was asked of it.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { basename } from 'node:path';
import { parseArtifactName } from '../../../src/project/code/candidate.ts';
import { hashOf } from './artifacts.ts';

export interface PackageIndex {
  /** The address to name; ends in `/simple`. */
  readonly url: string;
  /** `GET /path` with the range that was asked for. */
  readonly requests: string[];
  /** The authorization headers that came. */
  readonly credentials: (string | undefined)[];
  close(): Promise<void>;
}

export interface IndexOptions {
  readonly format?: 'json' | 'html';
  /** Whether files can be read in parts. */
  readonly ranges?: boolean;
  /** Replaces the answer to some paths. */
  readonly answer?: (path: string, response: ServerResponse) => boolean;
}

/** Serves these archives. */
export async function serveIndex(paths: readonly string[], options: IndexOptions = {}): Promise<PackageIndex> {
  const requests: string[] = [];
  const credentials: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push([request.method, path, request.headers.range].filter((each) => each !== undefined).join(' '));
    credentials.push(request.headers.authorization);
    if (options.answer?.(path, response) === true) return;
    const [, kind, name = ''] = path.split('/');
    if (kind === 'simple') sendPage(response, name, paths, options.format ?? 'json');
    else
      sendFile(
        request,
        response,
        paths.find((each) => basename(each) === decodeURIComponent(name)),
        options,
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/simple`,
    requests,
    credentials,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function sendPage(response: ServerResponse, name: string, paths: readonly string[], format: 'json' | 'html'): void {
  const files = paths.filter((path) => parseArtifactName(basename(path))?.name === name);
  if (files.length === 0) {
    response.writeHead(404).end();
    return;
  }
  const lines = files.map((path) => ({ name: basename(path), sha256: hashOf(path).slice('sha256:'.length) }));
  if (format === 'json') {
    const list = lines.map(({ name, sha256 }) => ({ filename: name, url: `../../files/${name}`, hashes: { sha256 } }));
    response.writeHead(200, { 'content-type': 'application/vnd.pypi.simple.v1+json' });
    response.end(JSON.stringify({ meta: { 'api-version': '1.1' }, name, files: [...list, null, { url: 7 }] }));
    return;
  }
  const anchors = lines.map(
    ({ name, sha256 }) => `<a class="x" href='../../files/${name}#sha256=${sha256}'>${name}</a><br/>`,
  );
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end(`<!DOCTYPE html><html><body><a href="">up</a>${anchors.join('\n')}</body></html>`);
}

function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  path: string | undefined,
  options: IndexOptions,
): void {
  if (path === undefined) {
    response.writeHead(404).end();
    return;
  }
  const bytes = readFileSync(path);
  const headers = { 'content-type': 'application/octet-stream', 'cache-control': 'max-age=31536000', etag: '"1"' };
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  if (options.ranges !== true || (first === '' && last === '')) {
    response.writeHead(200, { ...headers, 'content-length': bytes.length }).end(bytes);
    return;
  }
  const start = first === '' ? Math.max(0, bytes.length - Number(last)) : Number(first);
  const end = first === '' || last === '' ? bytes.length : Math.min(bytes.length, Number(last) + 1);
  response.writeHead(206, { ...headers, 'content-range': `bytes ${start}-${end - 1}/${bytes.length}` });
  response.end(bytes.subarray(start, end));
}
