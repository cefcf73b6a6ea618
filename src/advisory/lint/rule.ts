// What a rule of the linter is, and what it may know.
import type { OsvRecord } from '../../standard/osv.ts';
import type { AdvisoryConfiguration } from '../repository/configuration.ts';
import type { RecordEditor } from '../repository/edit-record.ts';
import type { RecordFile } from '../repository/read-records.ts';
import type { LintHistory } from './history.ts';
import type { LintIndex } from './lint-index.ts';
import type { Releases } from './releases.ts';
import type { SymbolSources } from './symbol-source.ts';

export type LintSeverity = 'error' | 'warning' | 'note';

/** What a rule found in a record. */
export interface LintProblem {
  /** A JSON pointer into the record. */
  readonly path: string;
  /** One sentence without the record's name. */
  readonly message: string;
  /** Where this problem weighs less than its rule. */
  readonly severity?: LintSeverity;
  /** Mends it; absent where only a person can. */
  readonly fix?: (editor: RecordEditor) => void;
}

/** All that rules may ask; what is not at hand is null. */
export interface LintContext {
  readonly index: LintIndex;
  readonly configuration: AdvisoryConfiguration | null;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly history: LintHistory | null;
  readonly releases: Releases | null;
  readonly sources: SymbolSources | null;
}

/** A rule: one file, one page in docs/rules. */
export interface LintRule {
  readonly id: string;
  readonly severity: LintSeverity;
  /** What it finds, in a few words. */
  readonly title: string;
  /** What to do about it, in a sentence. */
  readonly help: string;
  /** What it needs beyond the records; where that is not at hand the rule is not checked, which is said once. */
  readonly needs?: 'history' | 'releases' | 'sources';
  check(file: RecordFile, context: LintContext): Iterable<LintProblem> | Promise<Iterable<LintProblem>>;
}

/** The identifier of the database that a record is of: `PSF` of `PSF-2024-1`. */
export function prefixOf(id: string): string {
  return /^(.*?)-\d{4}-/.exec(id)?.[1] ?? /^([^-]+)-/.exec(id)?.[1] ?? id;
}

/** Whether two records are of one database. */
export function sameDatabase(left: OsvRecord, right: OsvRecord): boolean {
  return prefixOf(left.id) === prefixOf(right.id);
}
