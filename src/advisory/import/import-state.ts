// What was imported last of each source record, beside the database: the base of the next merge.
import { join } from 'node:path';
import { type Host, HostError } from '../../host/host.ts';
import type { Loss } from '../convert/loss.ts';

type Json = Readonly<Record<string, unknown>>;

/** The last import of a source record. */
export interface ImportState {
  /** The identifier in the source. */
  readonly source: string;
  /** The derived record as it was merged. */
  readonly value: Json;
  readonly losses: readonly Loss[];
}

const LIMIT = 2 ** 24;

/** The file of a source record's state, below the folder of theriac.toml. */
function statePath(root: string, source: string): string {
  return join(root, '.theriac', 'imported', `${encodeURIComponent(source).replaceAll('*', '%2A')}.json`);
}

/** Reads a state; null where there is none, or none that can be read: the merge then changes only what is missing. */
export function readState(host: Host, root: string, source: string): ImportState | null {
  try {
    const value: unknown = JSON.parse(host.files.readText(statePath(root, source), LIMIT));
    if (typeof value !== 'object' || value === null || !('value' in value)) return null;
    const { value: derived } = value;
    if (typeof derived !== 'object' || derived === null || Array.isArray(derived)) return null;
    const losses = 'losses' in value && Array.isArray(value.losses) ? (value.losses as Loss[]) : [];
    return { source, value: derived as Json, losses };
  } catch (error) {
    if (error instanceof HostError || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Writes a state whole or not at all. It comes after the record: a state without its record would lose changes. */
export function writeState(host: Host, root: string, state: ImportState): void {
  const path = statePath(root, state.source);
  const text = `${JSON.stringify(state, null, 1)}\n`;
  host.files.replace(path, (temporary) => host.files.writeBytes(temporary, text));
}
