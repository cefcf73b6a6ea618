// The ledger of assigned numbers, one file a year: two branches that assign at once change the same line and conflict.
import { join } from 'node:path';
import type { Host } from '../../host/host.ts';
import { writeText } from '../repository/write-record.ts';
import { formatIdentifier, parseIdentifier } from './identifier.ts';

/** One number and the placeholder that it was given to. */
export interface LedgerEntry {
  readonly number: number;
  readonly id: string;
  readonly placeholder: string;
}

export interface Ledger {
  readonly path: string;
  readonly text: string;
  readonly entries: readonly LedgerEntry[];
  /** Lines that are none, such as those of a merge that is not finished. */
  readonly damaged: readonly number[];
}

const LIMIT = 2 ** 24;
const HEADER = `# Numbers that were assigned, oldest first. Written by theriac advisory assign; do not edit or merge by hand:
# after a conflict keep the other branch's file, and assign again.
`;

/** Where the ledger of a year lies, in the folder of the database. */
export function ledgerPath(root: string, prefix: string, year: number): string {
  return join(root, 'identifiers', `${prefix}-${year}.txt`);
}

/** Reads a ledger; one that is not there is empty. Throws HostError where it cannot be read. */
export function readLedger(host: Host, path: string): Ledger {
  if (host.files.status(path) === null) return { path, text: HEADER, entries: [], damaged: [] };
  const text = host.files.readText(path, LIMIT);
  const entries: LedgerEntry[] = [];
  const damaged: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const [id = '', placeholder = '', ...more] = trimmed.split(/\s+/);
    const parsed = parseIdentifier(id);
    if (parsed === null || more.length > 0) damaged.push(index + 1);
    else entries.push({ number: parsed.number, id, placeholder });
  }
  return { path, text, entries, damaged };
}

/** Adds numbers at the ledger's end: whole or not at all. */
export function appendLedger(
  host: Host,
  ledger: Ledger,
  added: readonly {
    readonly prefix: string;
    readonly year: number;
    readonly number: number;
    readonly placeholder: string;
  }[],
): void {
  const lines = added.map(({ placeholder, ...identifier }) => `${formatIdentifier(identifier)} ${placeholder}\n`);
  const start = ledger.text === '' || ledger.text.endsWith('\n') ? ledger.text : `${ledger.text}\n`;
  writeText(host, ledger.path, start + lines.join(''));
}
