// What a command of the command line is: its name, its flags, its help and what it does.
import type { ExitCode } from '../finding/policy.ts';
import type { Host } from '../host/host.ts';

/** A flag. `value` names its argument in the help; null: a switch. */
export interface Flag {
  readonly name: string;
  readonly value: string | null;
  /** May be given more than once. */
  readonly repeated?: true;
  readonly help: string;
}

/** The parsed command line of one command. */
export interface Invocation {
  readonly host: Host;
  readonly operands: readonly string[];
  /** The value of a flag; null where it was not given. A repeated flag gives its last value. */
  value(name: string): string | null;
  values(name: string): readonly string[];
  given(name: string): boolean;
}

export interface Command {
  readonly name: string;
  /** The operands as the usage line shows them. */
  readonly operands: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly flags: readonly Flag[];
  readonly examples: readonly { readonly command: string; readonly meaning: string }[];
  /** The verbs of a command that is only their name, as `advisory` is; `run` is then never called. */
  readonly verbs?: Readonly<Record<string, () => Promise<Command>>>;
  /** Does the work; gives the exit code. Throws UsageError for what the user must change. */
  run(invocation: Invocation): Promise<ExitCode>;
}

/** A mistake in the command line or configuration; ends the run with exit code 2 and its message. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
