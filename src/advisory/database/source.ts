// What a source of advisories gives to the build: files in order, faults, and what could not be read.
import type { FaultCode } from '../../finding/fault.ts';
import type { TextForm } from '../parse-document.ts';

/** How a record's text is packed in the database; archives pass on the very bytes they hold. */
export type Packing = 'stored' | 'deflate' | 'zstd';

/** A file that may be an advisory. */
export interface SourceFile {
  readonly kind: 'file';
  /** Its name within the source, `/` between folders. */
  readonly file: string;
  readonly form: TextForm;
  readonly bytes: Uint8Array;
  /** The same bytes as they are to be kept, valid until the next item is asked for; null: pack them. */
  readonly packed: { readonly packing: Packing; readonly bytes: Uint8Array } | null;
  /** Whether a file that is no advisory is passed over in silence, as in a repository among other files. */
  readonly mayBeOther: boolean;
}

/** A part of a source that could not be read. `file` null: the source itself, of which anything may be missing. */
export interface SourceFault {
  readonly kind: 'fault';
  readonly code: FaultCode;
  readonly file: string | null;
  readonly message: string;
  /** Whether advisories may be missing because of it, so that the last sync's are kept. */
  readonly loses: boolean;
}

export type SourceItem = SourceFile | SourceFault;

/** A source that is ready to be read. */
export interface ReadySource {
  readonly kind: 'ready';
  readonly name: string;
  /** What tells at the next sync whether it changed; empty: nothing does. */
  readonly state: string;
  /** Reads it, once; `done` afterwards frees what it holds, whether or not the build succeeded. */
  items(): Iterable<SourceItem>;
  done(succeeded: boolean): void;
}

/** A source that is as it was at the last sync. */
export interface UnchangedSource {
  readonly kind: 'unchanged';
  readonly name: string;
}

/** A source that cannot be read at all. */
export interface FailedSource {
  readonly kind: 'failed';
  readonly name: string;
  readonly code: FaultCode;
  readonly message: string;
}

export type PreparedSource = ReadySource | UnchangedSource | FailedSource;

/** What reading the sources may cost. */
export interface SyncBudget {
  /** Bytes of one download or archive. */
  readonly sourceBytes: number;
  /** Bytes of one advisory's text. */
  readonly fileBytes: number;
  /** Files and folders looked at in one source. */
  readonly files: number;
  readonly depth: number;
}

export const SYNC_BUDGET: SyncBudget = { sourceBytes: 2 ** 30, fileBytes: 2 ** 24, files: 2_000_000, depth: 16 };
