// Rows of the advisory database as values.
import { createRequire } from 'node:module';
import type { DatabaseSync } from 'node:sqlite';
import type { Fault, FaultCode } from '../../finding/fault.ts';
import type { DatabaseSource } from '../../finding/message.ts';
import type { TextForm } from '../parse-document.ts';

/** A fault as the `fault` table holds it. */
export function readFault(row: Readonly<Record<string, unknown>>): Fault {
  const { code, effect, file, line, message } = row;
  return {
    code: String(code) as FaultCode,
    effect: effect === 'note' ? 'note' : 'incomplete',
    file: String(file),
    ...(typeof line === 'number' ? { line } : {}),
    message: String(message),
  };
}

/** The identifiers that a column of the `record` table holds. */
export function readNames(column: unknown): readonly string[] {
  return JSON.parse(String(column)) as readonly string[];
}

/** The most characters one kept record unpacks to: a database may come from elsewhere. */
const LARGEST = 2 ** 26;

/** The text of a kept record and how it is written; null where the row is damaged. */
export function readOriginal(form: unknown, body: unknown): { readonly text: string; readonly form: TextForm } | null {
  const [written, packing] = String(form).split('/');
  if (!(body instanceof Uint8Array) || (written !== 'json' && written !== 'yaml')) return null;
  try {
    // Loaded here: an audit reads no whole record.
    const { inflateRawSync, zstdDecompressSync } = createRequire(import.meta.url)(
      'node:zlib',
    ) as typeof import('node:zlib');
    const options = { maxOutputLength: LARGEST };
    const bytes =
      packing === 'deflate'
        ? inflateRawSync(body, options)
        : packing === 'zstd'
          ? zstdDecompressSync(body, options)
          : body;
    return { text: new TextDecoder().decode(bytes), form: written };
  } catch {
    return null;
  }
}

/** The sources in the order in which they were given. */
export function readSources(database: DatabaseSync): readonly DatabaseSource[] {
  return database
    .prepare('SELECT name, modified, advisories FROM source ORDER BY number')
    .all()
    .map(({ name, modified, advisories }) => {
      const newest = typeof modified === 'string' ? modified : null;
      return { name: String(name), modified: newest, advisories: Number(advisories) };
    });
}
