// What the advisory database answers when asked about one distribution: the contract between advisory/ and audit/.
import type { Matched, Severity, Unit } from '../../finding/finding.ts';
import type { Precision } from '../../finding/reach.ts';

/** What is known about the file that was installed; every field null or empty: nothing. */
export interface KnownArtifact {
  readonly fileName: string | null;
  readonly build: string | null;
  readonly hashes: readonly string[];
}

/** One record that matches a distribution. */
export interface Match {
  readonly id: string;
  readonly aliases: readonly string[];
  /** Equal for all records that share aliases, transitively. */
  readonly group: number;
  readonly title: string;
  readonly link: string | null;
  readonly severity: Severity | null;
  readonly weaknesses: readonly string[];
  readonly published: string | null;
  readonly modified: string | null;
  readonly matched: Matched;
  /** Why it is not certain that the version is affected (unknown build, unreadable range); null where it is. */
  readonly doubt: string | null;
  readonly precision: Precision;
  readonly units: readonly Unit[];
  /** The fixing versions above this one that the record does not itself hold affected; in order, each once. */
  readonly fixed: readonly string[];
}
