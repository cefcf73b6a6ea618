// Finds the command that the arguments name, parses its flags and runs it; every failure becomes a sentence and a code.
import { parseArgs } from 'node:util';
import { EntryError } from '../audit/reach/entry-error.ts';
import type { ExitCode } from '../finding/policy.ts';
import { type Host, HostError } from '../host/host.ts';
import { escapeControls } from '../report/escape.ts';
import { type Command, type Invocation, UsageError } from './command.ts';
import { nearest } from './nearest.ts';
import { readRelease } from './release.ts';

/** Every command, loaded only when it is asked for: start-up time is part of the product. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  advisory: async () => (await import('./advisory.ts')).advisoryCommand,
  audit: async () => (await import('./audit.ts')).auditCommand,
  explain: async () => (await import('./explain.ts')).explainCommand,
  inventory: async () => (await import('./inventory.ts')).inventoryCommand,
  query: async () => (await import('./query.ts')).queryCommand,
  reach: async () => (await import('./reach.ts')).reachCommand,
  report: async () => (await import('./report.ts')).reportCommand,
  summarise: async () => (await import('./summarise.ts')).summariseCommand,
  sync: async () => (await import('./sync.ts')).syncCommand,
};

/** Runs the command line; gives the process's exit code. Never throws. */
export async function run(host: Host, words: readonly string[]): Promise<ExitCode> {
  try {
    return await dispatch(host, words);
  } catch (error) {
    const { terminal } = host;
    if (error instanceof UsageError || error instanceof EntryError) {
      terminal.notes.write(`theriac: ${escapeControls(error.message)}\n`);
    } else if (error instanceof HostError) {
      terminal.notes.write(`theriac: ${escapeControls(`${error.path}: ${error.message}`)}\n`);
    } else {
      const message = error instanceof Error ? error.message : String(error);
      terminal.notes.write(`theriac: internal error: ${escapeControls(message)}\n`);
      if (host.environment.variables['THERIAC_DEBUG'] !== undefined && error instanceof Error) {
        terminal.notes.write(`${error.stack ?? ''}\n`);
      } else {
        terminal.notes.write('This is a defect in theriac; THERIAC_DEBUG=1 shows where.\n');
      }
    }
    return 2;
  }
}

async function dispatch(host: Host, words: readonly string[]): Promise<ExitCode> {
  const [name, ...rest] = words;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    return showHelp(host, name === 'help' ? rest : [], name === undefined);
  }
  if (name === '--version' || name === '-V') {
    host.terminal.output.write(`theriac ${readRelease(host).version}\n`);
    return 0;
  }
  const command = await findCommand(name);
  if (command.verbs === undefined) return runCommand(host, command, [name], rest);
  const [verb, ...more] = rest;
  if (verb === undefined) return showHelp(host, [name], true);
  if (verb === '--help' || verb === '-h') return showHelp(host, [name], false);
  return runCommand(host, await findVerb(command, verb), [name, verb], more);
}

async function runCommand(
  host: Host,
  command: Command,
  names: readonly string[],
  words: readonly string[],
): Promise<ExitCode> {
  const invocation = parseInvocation(host, command, words);
  return invocation === 'help' ? showHelp(host, names, false) : command.run(invocation);
}

async function findVerb(command: Command, name: string): Promise<Command> {
  const verbs = command.verbs ?? {};
  const load = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (load !== undefined) return load();
  const guess = nearest(name, Object.keys(verbs));
  const hint = guess === null ? `theriac ${command.name} --help lists the verbs` : `did you mean “${guess}”?`;
  throw new UsageError(`${command.name} has no verb “${name}”; ${hint}`);
}

async function findCommand(name: string): Promise<Command> {
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load !== undefined) return load();
  const guess = nearest(name, Object.keys(COMMANDS));
  const hint = guess === null ? 'theriac --help lists the commands' : `did you mean “${guess}”?`;
  throw new UsageError(`there is no command “${name}”; ${hint}`);
}

async function showHelp(host: Host, names: readonly string[], missing: boolean): Promise<ExitCode> {
  const { formatCommandHelp, formatOverview, formatVerbs } = await import('./help.ts');
  const stream = missing ? host.terminal.notes : host.terminal.output;
  const [name, verb] = names;
  const command = name === undefined ? null : await findCommand(name);
  if (command?.verbs !== undefined && verb === undefined) {
    stream.write(formatVerbs(command, await Promise.all(Object.values(command.verbs).map((load) => load()))));
  } else if (command !== null) {
    const named = verb === undefined || command.verbs === undefined ? command : await findVerb(command, verb);
    stream.write(formatCommandHelp(named));
  } else stream.write(formatOverview(await Promise.all(Object.values(COMMANDS).map((load) => load()))));
  return missing ? 2 : 0;
}

function parseInvocation(host: Host, command: Command, words: readonly string[]): Invocation | 'help' {
  const options = Object.fromEntries(
    command.flags.map((flag) => [
      flag.name,
      { type: flag.value === null ? ('boolean' as const) : ('string' as const), multiple: true as const },
    ]),
  );
  const help = { help: { type: 'boolean' as const, short: 'h' } };
  let result: { values: Record<string, unknown>; positionals: string[] };
  try {
    result = parseArgs({ args: [...words], options: { ...options, ...help }, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(explainParseError(command, error));
  }
  if (result.values['help'] === true) return 'help';
  const values = (name: string): readonly string[] => {
    const value = result.values[name];
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  };
  for (const flag of command.flags) {
    if (flag.value !== null && flag.repeated !== true && values(flag.name).length > 1) {
      throw new UsageError(`--${flag.name} may be given only once`);
    }
  }
  return {
    host,
    operands: result.positionals,
    values,
    value: (name) => values(name).at(-1) ?? null,
    given: (name) => Object.hasOwn(result.values, name),
  };
}

function explainParseError(command: Command, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const unknown = /Unknown option '(-[^']*)'/.exec(message)?.[1];
  if (unknown === undefined) return `${message.split('. ')[0]} (theriac ${command.name} --help)`;
  const names = command.flags.map((flag) => `--${flag.name}`);
  const guess = nearest(unknown, names);
  const hint = guess === null ? `theriac ${command.name} --help lists the flags` : `did you mean “${guess}”?`;
  return `${command.name} has no flag “${unknown}”; ${hint}`;
}
