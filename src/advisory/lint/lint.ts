// Asks every rule about every record: parsed once, indexed once.
import type { Fault } from '../../finding/fault.ts';
import { EditError, RecordEditor } from '../repository/edit-record.ts';
import { parseJsonTree } from '../repository/json-tree.ts';
import type { ReadRecords, RecordFile } from '../repository/read-records.ts';
import { lineOf, nearestNode } from '../repository/record-tree.ts';
import { formatTime } from '../repository/write-record.ts';
import { parseYamlTree } from '../repository/yaml-tree.ts';
import { indexRecords } from './lint-index.ts';
import type { LintContext, LintProblem, LintRule, LintSeverity } from './rule.ts';

/** What the linter found; public as `theriac.lint/1`. */
export interface LintFinding {
  readonly rule: string;
  readonly severity: LintSeverity;
  readonly file: string;
  readonly line: number | null;
  readonly id: string;
  readonly message: string;
  readonly fixable: boolean;
}

/** A rule that was not asked, since what it needs was not at hand. */
export interface NotChecked {
  readonly rule: string;
  readonly reason: string;
}

export interface LintResult {
  readonly findings: readonly LintFinding[];
  readonly notChecked: readonly NotChecked[];
  readonly faults: readonly Fault[];
  /** The files that `fix` would change, with their new text. */
  readonly fixed: readonly { readonly file: RecordFile; readonly text: string }[];
}

export interface LintOptions {
  readonly rules: readonly LintRule[];
  readonly context: Omit<LintContext, 'index'>;
  /** Whether to mend what a machine can; the findings are then those that are left. */
  readonly fix: boolean;
}

const REASONS = {
  history: 'the records lie in no git checkout',
  releases: 'no list of releases was given (--releases FILE)',
  sources: 'no sources were given (--sources DIR)',
} as const;

/** Lints records. */
export async function lintRecords(read: ReadRecords, options: LintOptions): Promise<LintResult> {
  const context: LintContext = { ...options.context, index: indexRecords(read.records) };
  const notChecked: NotChecked[] = [];
  const rules = options.rules.filter((rule) => {
    if (rule.needs === undefined || context[rule.needs] !== null) return true;
    if (read.records.length > 0) notChecked.push({ rule: rule.id, reason: REASONS[rule.needs] });
    return false;
  });
  const findings: LintFinding[] = read.unread.map(({ file, line, message }) => {
    const id = file.slice(file.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
    return {
      rule: 'schema',
      severity: 'error',
      file,
      line,
      id,
      message: `the file ${message}`,
      fixable: false,
    };
  });
  const fixed: { file: RecordFile; text: string }[] = [];
  for (const file of read.records) {
    const problems: (readonly [LintRule, LintProblem])[] = [];
    for (const rule of rules)
      for (const problem of bounded(await rule.check(file, context))) problems.push([rule, problem]);
    const mended = options.fix && file.path !== null ? mend(file, problems, context) : null;
    if (mended !== null) fixed.push({ file, text: mended.text });
    const left = mended === null ? problems : problems.filter(([, problem]) => !mended.done.has(problem));
    if (left.length === 0) continue;
    const line = lineFinder(file);
    for (const [rule, { path, message, severity, fix }] of left) {
      findings.push({
        rule: rule.id,
        severity: severity ?? rule.severity,
        file: file.file,
        line: line(path),
        id: file.record.id,
        message,
        fixable: fix !== undefined,
      });
    }
  }
  return { findings, notChecked, faults: read.faults, fixed };
}

const MOST_PROBLEMS = 100;

/** The problems that one rule finds in one record; of very many the rest is a number. */
function* bounded(problems: Iterable<LintProblem>): Iterable<LintProblem> {
  let count = 0;
  for (const problem of problems) {
    count += 1;
    if (count <= MOST_PROBLEMS) yield problem;
  }
  if (count > MOST_PROBLEMS) yield { path: '', message: `and ${count - MOST_PROBLEMS} more of the same` };
}

/** Applies the fixes, from the record's end to its start so that earlier places stay true. */
function mend(
  file: RecordFile,
  problems: readonly (readonly [LintRule, LintProblem])[],
  { now }: LintContext,
): { readonly text: string; readonly done: ReadonlySet<LintProblem> } | null {
  const done = new Set<LintProblem>();
  try {
    const editor = new RecordEditor(file.text, file.form);
    let timed = false;
    for (const [rule, problem] of problems.toReversed()) {
      if (problem.fix === undefined) continue;
      problem.fix(editor);
      done.add(problem);
      timed ||= rule.id.startsWith('modified-');
    }
    if (editor.text === file.text) return null;
    // A record that only learns when it last changed has not changed now.
    const others = [...done].some((problem) => problem.path !== '/modified');
    if (others || !timed) editor.setField(['modified'], formatTime(now));
    return { text: editor.text, done };
  } catch (error) {
    if (error instanceof EditError) return null;
    throw error;
  }
}

/** Gives the line of a JSON pointer's place; null where the text cannot be told apart. */
function lineFinder({ text, form, path }: RecordFile): (pointer: string) => number | null {
  // One line of JSON holds everything.
  if (form === 'json' && !text.trimEnd().includes('\n')) return () => 1;
  let tree: ReturnType<typeof parseJsonTree> | undefined;
  return (pointer) => {
    tree ??= form === 'json' ? parseJsonTree(text) : parseYamlTree(text);
    return tree === null || tree === undefined
      ? path === null
        ? null
        : 1
      : lineOf(text, nearestNode(tree, pointer).start);
  };
}
