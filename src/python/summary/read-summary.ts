// Reads one file under its budget and summarises it; what fails is a value.
import { hash } from 'node:crypto';
import { type Files, HostError } from '../../host/host.ts';
import { summarise } from './summarise.ts';
import { SUMMARY_VERSION } from './summary.ts';

/** Larger files are not read. */
export const MAX_SOURCE = 20 * 2 ** 20;

/** A file to summarise. `source` are its bytes where they are at hand already (a wheel's member), else it is read. */
export interface SummaryRequest {
  readonly path: string;
  readonly source?: Uint8Array;
}

/**
 * A stored summary for `decodeSummary` and the key of the source that was read, or why there is none. A file with syntax
 * faults has both a summary and faults.
 */
export interface SummaryReply {
  readonly path: string;
  readonly key: string | null;
  readonly summary: Uint8Array | null;
  readonly problem: string | null;
}

/** The key of a source: SHA-256 of its bytes, and the version of summaries. */
export function sourceKey(source: Uint8Array): string {
  return `${SUMMARY_VERSION}-${hash('sha256', source, 'hex')}`;
}

/** Never throws for what a file holds or for a file that cannot be read. */
export function readSummary(files: Files, request: SummaryRequest): SummaryReply {
  const { path } = request;
  try {
    const source = request.source ?? files.readBytes(path, MAX_SOURCE);
    if (source.length > MAX_SOURCE) return { path, key: null, summary: null, problem: 'it is too large to be read' };
    return { path, key: sourceKey(source), summary: summarise(source), problem: null };
  } catch (error) {
    if (error instanceof HostError) return { path, key: null, summary: null, problem: error.message };
    // A defect of ours on one hostile file must not end the run.
    const reason = error instanceof Error ? error.message : String(error);
    return { path, key: null, summary: null, problem: `it could not be summarised (${reason})` };
  }
}
