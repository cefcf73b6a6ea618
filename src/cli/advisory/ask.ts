// Questions to a person at a terminal, whose answers stand for flags that were not given.
import type { Host } from '../../host/host.ts';
import { escapeControls } from '../../report/escape.ts';
import { type Invocation, UsageError } from '../command.ts';

export interface Question {
  /** The flag that the answer stands for; `''`: the operands. */
  readonly flag: string;
  readonly text: string;
  /** What an empty answer means; null: an answer is needed. */
  readonly otherwise: string | null;
  /** Several answers in one line, with spaces between. */
  readonly several?: true;
  /** Throws UsageError where the answers are wrong; `said` gives what flags and earlier answers say. */
  readonly check?: (answers: readonly string[], said: (flag: string) => string | null) => void;
}

/** Whether somebody is there who can see a question and answer it. */
export function canAsk({ terminal }: Host): boolean {
  return terminal.input.isTerminal && terminal.notes.isTerminal;
}

/** Asks what the command line left open; the invocation then holds the answers. Throws UsageError where they end early. */
export function askFor(invocation: Invocation, questions: readonly Question[]): Invocation {
  const answers = new Map<string, readonly string[]>();
  for (const question of questions) {
    const { flag } = question;
    if (flag === '' ? invocation.operands.length > 0 : invocation.given(flag)) continue;
    const given = ask(invocation.host, question, (name) => answers.get(name)?.at(-1) ?? invocation.value(name));
    if (given.length > 0) answers.set(flag, given);
  }
  return {
    host: invocation.host,
    operands: answers.get('') ?? invocation.operands,
    value: (name) => answers.get(name)?.at(-1) ?? invocation.value(name),
    values: (name) => answers.get(name) ?? invocation.values(name),
    given: (name) => answers.has(name) || invocation.given(name),
  };
}

/** Asks until the answer is right; none for an empty one that may be. */
function ask(
  { terminal }: Host,
  { text, otherwise, several, check }: Question,
  said: (flag: string) => string | null,
): readonly string[] {
  for (;;) {
    const hint = otherwise === null ? '' : ` [${otherwise}]`;
    terminal.notes.write(`${escapeControls(`${text}${hint}`)}: `);
    const line = terminal.input.readLine();
    if (line === null) {
      terminal.notes.write('\n');
      throw new UsageError('the answers ended before the last question; nothing was written');
    }
    const answers = several
      ? line.split(/\s+/).filter((word) => word !== '')
      : [line.trim()].filter((word) => word !== '');
    if (answers.length === 0 && otherwise !== null) return [];
    try {
      if (answers.length === 0) throw new UsageError('an answer is needed');
      check?.(answers, said);
      return answers;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      terminal.notes.write(`  ${escapeControls(error.message)}\n`);
    }
  }
}
