// All records of a run, indexed once: by identifier, by alias, by what they are about and by their fixes.
import { normaliseDistributionName } from '../../standard/distribution-name.ts';
import type { OsvRecord } from '../../standard/osv.ts';
import { groupAliases } from '../database/alias-group.ts';
import type { RecordFile } from '../repository/read-records.ts';

export interface LintIndex {
  readonly files: readonly RecordFile[];
  /** By identifier in capitals. */
  readonly byId: ReadonlyMap<string, readonly RecordFile[]>;
  /** The records in force that have an alias, by alias in capitals. */
  readonly byAlias: ReadonlyMap<string, readonly RecordFile[]>;
  /** The records in force whose fixing commits are the very same, by these. */
  readonly byFix: ReadonlyMap<string, readonly RecordFile[]>;
  /** The records that share identifiers with a record, directly or through others. */
  groupOf(file: RecordFile): readonly RecordFile[];
}

/** Indexes the records. */
export function indexRecords(files: readonly RecordFile[]): LintIndex {
  const byId = new Map<string, RecordFile[]>();
  const byAlias = new Map<string, RecordFile[]>();
  const byFix = new Map<string, RecordFile[]>();
  for (const file of files) {
    const { record } = file;
    push(byId, record.id.toUpperCase(), file);
    if (record.withdrawn !== null) continue;
    for (const alias of new Set(record.aliases.map((each) => each.toUpperCase()))) push(byAlias, alias, file);
    const fix = fixKey(record);
    if (fix !== null) push(byFix, fix, file);
  }
  const numbers = groupAliases(
    files.map(({ record }) => record),
    (record) => record.withdrawn === null,
  );
  const groups = new Map<number, RecordFile[]>();
  const numberOf = new Map<RecordFile, number>();
  for (const [index, file] of files.entries()) {
    const number = numbers[index] ?? index;
    numberOf.set(file, number);
    push(groups, number, file);
  }
  const groupOf = (file: RecordFile) => groups.get(numberOf.get(file) ?? -1) ?? [file];
  return { files, byId, byAlias, byFix, groupOf };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** The commits that fix a record, sorted, with their repositories; null where it names none. */
export function fixKey(record: OsvRecord): string | null {
  const commits = new Set<string>();
  for (const { ranges } of record.affected) {
    for (const { type, events } of ranges) {
      if (type !== 'GIT') continue;
      for (const { kind, value } of events) if (kind === 'fixed') commits.add(value.toLowerCase());
    }
  }
  return commits.size === 0 ? null : [...commits].sort().join(' ');
}

/** What a record is about: its packages, else the repositories of its ranges; comparable, in lower case. */
function subjectsOf(record: OsvRecord): ReadonlySet<string> {
  const subjects = new Set<string>();
  for (const affected of record.affected) {
    if (affected.package !== null) {
      const { ecosystem, name } = affected.package;
      const isPython = /^pypi(?::|$)/i.test(ecosystem.trim());
      const own = isPython ? normaliseDistributionName(name.trim()) : name;
      subjects.add(`${ecosystem.replace(/:.*$/s, '')}/${own}`.toLowerCase());
      continue;
    }
    for (const { repo } of affected.ranges) {
      if (repo !== null) subjects.add(repo.toLowerCase().replace(/(?:\.git)?\/*$/, ''));
    }
  }
  return subjects;
}

/** Whether two records are about one package or repository; one that says nothing may be about any. */
export function shareSubject(left: OsvRecord, right: OsvRecord): boolean {
  const [ours, theirs] = [subjectsOf(left), subjectsOf(right)];
  if (ours.size === 0 || theirs.size === 0) return true;
  return [...ours].some((subject) => theirs.has(subject));
}
