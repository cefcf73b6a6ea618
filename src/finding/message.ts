// The stream that every domain yields and every renderer reads.
import type { Fault } from './fault.ts';
import type { Finding } from './finding.ts';
import type { Inventory } from './inventory.ts';
import type { ExitCode, Policy } from './policy.ts';
import type { Reach } from './reach.ts';

/** A source that the advisory database was built from. */
export interface DatabaseSource {
  /** As the user named it: a file, folder or URL; `built in` for the records that ship with Theriac. */
  readonly name: string;
  /** The newest `modified` among its records, RFC 3339; null where none says. */
  readonly modified: string | null;
  readonly advisories: number;
}

/** The sum of a run, always the last message. Ignored findings count as ignored and nowhere else. */
export interface Summary {
  readonly counts: Readonly<Record<Reach, number>>;
  readonly ignored: number;
  /** Findings that the policy fails on. */
  readonly failing: number;
  readonly exitCode: ExitCode;
}

/** One message of the stream, in this order: config, inventory, advisory, then findings and faults, then summary. */
export type Message =
  | { readonly kind: 'config'; readonly version: string; readonly started: string; readonly policy: Policy }
  | { readonly kind: 'inventory'; readonly inventory: Inventory }
  | { readonly kind: 'advisory'; readonly sources: readonly DatabaseSource[]; readonly builtIn: boolean }
  | { readonly kind: 'finding'; readonly finding: Finding }
  | { readonly kind: 'incomplete'; readonly fault: Fault }
  | { readonly kind: 'progress'; readonly phase: string; readonly done: number; readonly total: number }
  | { readonly kind: 'summary'; readonly summary: Summary };
