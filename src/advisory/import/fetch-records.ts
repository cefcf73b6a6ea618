// Records from an address: one record of CVE Services, a list of them, an OSV record, or a zip of records.
import { basename } from 'node:path';
import { type Host, HostError } from '../../host/host.ts';
import { readZipDirectory, ZIP_BUDGET, zipSource } from '../../standard/zip.ts';
import { SYNC_BUDGET } from '../database/source.ts';
import { readZip } from '../database/source-zip.ts';
import { parseDocument } from '../parse-document.ts';
import { type FoundRecord, readItems, type UnreadRecord } from './read-records.ts';

const LARGEST = 2 ** 28;
const SILENCE = 60_000;

/** Fetches; every failure is a fault. */
export async function* fetchRecords(host: Host, url: string): AsyncGenerator<FoundRecord | UnreadRecord> {
  const fault = (message: string): UnreadRecord => ({ kind: 'fault', file: url, line: null, message });
  let bytes: Uint8Array;
  try {
    const headers = { accept: 'application/json, application/zip;q=0.5' };
    const response = await host.http.fetch({ method: 'GET', url, headers, body: null, timeout: SILENCE });
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body) {
      size += chunk.length;
      if (size > LARGEST) throw new HostError('too-large', url, `it answered with more than ${LARGEST} bytes`);
      chunks.push(chunk);
    }
    if (response.status !== 200) {
      yield fault(response.status === 404 ? 'there is no such record' : `it answered ${response.status}`);
      return;
    }
    bytes = Buffer.concat(chunks);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    yield fault(`cannot be fetched: ${error.message}`);
    return;
  }
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    yield* readItems(
      url,
      readZip(readZipDirectory(zipSource(bytes), { ...ZIP_BUDGET, entryBytes: SYNC_BUDGET.fileBytes })),
    );
    return;
  }
  const { values, faults } = parseDocument(new TextDecoder().decode(bytes), 'json');
  for (const { line, message } of faults) yield { kind: 'fault', file: basename(url), line, message };
  for (const value of values.flatMap(listed)) yield { kind: 'record', file: url, value };
}

/** The records of a list as CVE Services answers one: `{ "cveRecords": […] }`. */
function listed(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null || !('cveRecords' in value)) return [value];
  return Array.isArray(value.cveRecords) ? value.cveRecords : [value];
}
