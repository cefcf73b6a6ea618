// Tells what a source is from how it is named and what is there, and makes it ready to be read.
import { createHash } from 'node:crypto';
import { basename, isAbsolute, join } from 'node:path';
import { type Host, HostError, type OpenFile } from '../../host/host.ts';
import { formOf, type TextForm } from '../parse-document.ts';
import { download } from './download.ts';
import type { PreviousDatabase } from './previous-database.ts';
import type { FailedSource, PreparedSource, ReadySource, SourceItem, SyncBudget } from './source.ts';
import { fetchFromApi } from './source-api.ts';
import { readFolder } from './source-folder.ts';
import { openZip, readZip } from './source-zip.ts';

/** What preparing a source needs to know besides its name. */
export interface PrepareOptions {
  /** The database that is being built; downloads lie beside it. */
  readonly path: string;
  /** The distributions to ask an OSV API for. */
  readonly names: readonly string[];
  readonly budget: SyncBudget;
  readonly previous: PreviousDatabase | null;
}

/** A source's name as it is kept and shown: without the credentials of its URL. */
export function sourceName(source: string): string {
  return /^[a-z+]+:\/\//i.test(source) ? source.replace(/^([a-z+]+:\/\/)[^/?#]*@/i, '$1') : source;
}

/**
 * Makes a source ready: `osv+https://…` is an OSV API, `https://…` a download, anything else a file or folder, relative
 * to the working directory. Never throws for what lies outside; that is a failed source.
 */
export async function prepareSource(host: Host, source: string, options: PrepareOptions): Promise<PreparedSource> {
  const name = sourceName(source);
  try {
    if (/^(?:osv\+)?https?:/i.test(source) && !URL.canParse(source.replace(/^osv\+/i, ''))) {
      return { kind: 'failed', name, code: 'option-unsupported', message: 'is no valid address' };
    }
    if (/^osv\+https?:\/\//i.test(source)) return await fetchFromApi(host, name, source.slice(4), options);
    if (/^https?:\/\//i.test(source)) return await prepareDownload(host, name, source, options);
    if (/^[a-z][a-z0-9+.-]+:\/\//i.test(source)) {
      const message = 'is no address that can be read; give a file, a folder, http(s):// or osv+https://';
      return { kind: 'failed', name, code: 'option-unsupported', message };
    }
    return prepareLocal(host, name, source, options);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return { kind: 'failed', name, code: codeOf(error), message: `cannot be read: ${error.message}` };
  }
}

function codeOf(error: HostError): FailedSource['code'] {
  if (error.code === 'absent') return 'file-absent';
  if (error.code === 'too-large') return 'budget-exceeded';
  return error.code === 'network' || error.code === 'timeout' ? 'source-unreachable' : 'file-unreadable';
}

function prepareLocal(host: Host, name: string, source: string, options: PrepareOptions): PreparedSource {
  const path = isAbsolute(source) ? source : join(host.environment.directory, source);
  const status = host.files.status(path);
  if (status === null) throw new HostError('absent', path, 'there is no such file or folder');
  if (status.kind === 'directory') {
    const items = () => readFolder(host, path, options.budget);
    return { kind: 'ready', name, state: '', items, done: () => {} };
  }
  if (status.kind === 'other') throw new HostError('not-a-file', path, 'it is no regular file or folder');
  if (status.size > options.budget.sourceBytes) {
    throw new HostError('too-large', path, `it has more than ${options.budget.sourceBytes} bytes`);
  }
  const file = host.files.open(path);
  const state = hashFile(file);
  if (state === options.previous?.state(name)) {
    file.close();
    return { kind: 'unchanged', name };
  }
  return readySource(name, basename(path), state, file, options.budget, () => {});
}

async function prepareDownload(
  host: Host,
  name: string,
  url: string,
  options: PrepareOptions,
): Promise<PreparedSource> {
  const state = options.previous?.state(name) ?? '';
  const answer = await download(host, url, { beside: options.path, state, limit: options.budget.sourceBytes });
  if (answer.kind === 'unchanged') return { kind: 'unchanged', name };
  if (answer.kind === 'failed') return { kind: 'failed', name, code: answer.code, message: answer.message };
  const file = host.files.open(answer.path);
  return readySource(name, fileNameOf(url), answer.state, file, options.budget, answer.remove);
}

function fileNameOf(url: string): string {
  return basename(new URL(url).pathname) || 'download';
}

/** A file that is an archive or one advisory, whatever its name: the bytes tell. */
function readySource(
  name: string,
  fileName: string,
  state: string,
  file: OpenFile,
  budget: SyncBudget,
  remove: () => void,
): ReadySource | FailedSource {
  const start = file.read(0, 4);
  const isZip = start[0] === 0x50 && start[1] === 0x4b;
  let items: () => Iterable<SourceItem>;
  if (isZip || /\.zip$/i.test(fileName)) {
    const archive = openZip(file, budget);
    if (typeof archive === 'string') {
      file.close();
      remove();
      return {
        kind: 'failed',
        name,
        code: 'archive-damaged',
        message: `cannot be read as a zip archive: it ${archive}`,
      };
    }
    items = () => readZip(archive);
  } else {
    if (file.size > budget.fileBytes) {
      file.close();
      remove();
      const message = `has more than ${budget.fileBytes} bytes, which is too much for one advisory`;
      return { kind: 'failed', name, code: 'budget-exceeded', message };
    }
    items = function* () {
      const bytes = file.read(0, file.size);
      yield {
        kind: 'file',
        file: fileName,
        form: formOfBytes(fileName, bytes),
        bytes,
        packed: null,
        mayBeOther: false,
      };
    };
  }
  const done = (succeeded: boolean) => {
    file.close();
    if (succeeded) remove();
  };
  return { kind: 'ready', name, state, items, done };
}

function formOfBytes(fileName: string, bytes: Uint8Array): TextForm {
  const byName = formOf(fileName);
  if (byName !== null) return byName;
  return /^\ufeff?\s*[[{]/.test(new TextDecoder().decode(bytes.subarray(0, 1024))) ? 'json' : 'yaml';
}

const PIECE = 2 ** 20;

function hashFile(file: OpenFile): string {
  const hash = createHash('sha256');
  for (let offset = 0; offset < file.size; offset += PIECE) hash.update(file.read(offset, PIECE));
  return `sha256:${hash.digest('hex')}`;
}
