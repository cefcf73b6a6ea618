// Something that could not be read or checked, kept as a value: it never ends a run and is always reported.

/** Closed set of fault codes; each is documented in docs/faults.md. */
export type FaultCode =
  | 'analysis-failed'
  | 'advisory-malformed'
  | 'advisory-unreadable'
  | 'archive-damaged'
  | 'archive-hostile'
  | 'budget-exceeded'
  | 'code-unseen'
  | 'configuration-invalid'
  | 'database-stale'
  | 'distribution-malformed'
  | 'distribution-unpinned'
  | 'distribution-unchecked'
  | 'file-absent'
  | 'file-malformed'
  | 'file-unreadable'
  | 'ignore-expired'
  | 'ignore-unmatched'
  | 'lock-disagrees'
  | 'option-unsupported'
  | 'source-malformed'
  | 'source-missing'
  | 'source-unreachable';

/** A fault. `effect` says whether the answer lacks something (`incomplete`, exit code 3) or is merely worth a note. */
export interface Fault {
  readonly code: FaultCode;
  readonly effect: 'incomplete' | 'note';
  /** The file, archive member (`a.zip/b.json`) or URL; as a person would name it, relative where possible. */
  readonly file: string;
  /** The line, counted from 1. */
  readonly line?: number;
  /** One sentence: what is wrong, and what to do about it. */
  readonly message: string;
}
