// Sends a stream of messages where it belongs: the report to standard output or a file, notes to standard error.
import { resolve } from 'node:path';
import type { Fault } from '../finding/fault.ts';
import type { Message } from '../finding/message.ts';
import type { ExitCode } from '../finding/policy.ts';
import { type Host, HostError } from '../host/host.ts';
import { escapeControls } from '../report/escape.ts';
import { FORMATS, type Format, rendererFor } from '../report/render.ts';
import type { RenderOptions } from '../report/renderer.ts';
import type { Flag, Invocation } from './command.ts';
import { choose } from './policy-flags.ts';
import { readRelease } from './release.ts';

export const OUTPUT_FLAGS: readonly Flag[] = [
  { name: 'format', value: 'FORMAT', help: `how to report: ${FORMATS.join(', ')} (default: text)` },
  { name: 'output', value: 'FILE', help: 'write the report to this file instead of standard output' },
];

export const ALL_FLAG: Flag = { name: 'all', value: null, help: 'show also what does not affect you, and every fault' };

/** Renders the messages; gives the exit code that their summary says, 0 where there is none. */
export async function emit(
  invocation: Invocation,
  messages: AsyncIterable<Message>,
  formats: readonly Format[] = FORMATS,
): Promise<ExitCode> {
  const { host } = invocation;
  const format = choose(invocation, 'format', formats) ?? 'text';
  const output = invocation.value('output');
  const renderer = await rendererFor(format);
  const verdict: { exitCode: ExitCode } = { exitCode: 0 };
  const watched = watch(host, messages, format, verdict);
  const chunks = renderer(watched, renderOptions(invocation, output !== null));
  if (output === null) {
    for await (const chunk of chunks) host.terminal.output.write(chunk);
  } else {
    const parts: string[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    writeReport(host, resolve(host.environment.directory, output), parts.join(''));
  }
  return verdict.exitCode;
}

/** A file is replaced whole, where its link leads; a device or a pipe (`--output >(…)`) is written to. */
export function writeReport(host: Host, path: string, text: string): void {
  const { files } = host;
  const kind = files.status(path)?.kind ?? null;
  if (kind === 'directory') throw new HostError('not-a-file', path, 'it is a folder; name a file for the report');
  if (kind === 'other') files.writeBytes(path, text);
  else files.replace(kind === null ? path : files.realPath(path), (temporary) => files.writeBytes(temporary, text));
}

/** Passes messages on; on the way notes go to standard error, and the verdict is kept. */
async function* watch(
  host: Host,
  messages: AsyncIterable<Message>,
  format: Format,
  verdict: { exitCode: ExitCode },
): AsyncIterable<Message> {
  for await (const message of messages) {
    // What a saved stream says of its own progress is past.
    if (message.kind === 'progress') continue;
    // The text report lists what is incomplete itself; the other formats are read by machines, and people see this.
    if (message.kind === 'incomplete' && (message.fault.effect === 'note' || format !== 'text')) {
      host.terminal.notes.write(`${formatFault(message.fault)}\n`);
    }
    if (message.kind === 'summary') verdict.exitCode = message.summary.exitCode;
    yield message;
  }
}

/** A fault as one line: `note: file:line: message`. */
export function formatFault(fault: Fault): string {
  const place = fault.line === undefined ? fault.file : `${fault.file}:${fault.line}`;
  const word = fault.effect === 'note' ? 'note' : 'warning';
  return `${word}: ${escapeControls(`${place}: ${fault.message}`)}`;
}

function renderOptions(invocation: Invocation, toFile: boolean): RenderOptions {
  const { host } = invocation;
  const { variables } = host.environment;
  const { output } = host.terminal;
  const isTerminal = output.isTerminal && !toFile;
  const columns = Number(variables['COLUMNS']);
  return {
    width: Number.isInteger(columns) && columns > 0 ? columns : ((isTerminal ? output.columns : null) ?? 100),
    colour: wantsColour(variables, isTerminal),
    hyperlinks: isTerminal && variables['TERM'] !== 'dumb' && variables['CI'] === undefined,
    all: invocation.given('all'),
    version: readRelease(host).version,
  };
}

/** NO_COLOR set and not empty: never. FORCE_COLOR set and not `0`: always. Else only on a terminal. */
function wantsColour(variables: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  if ((variables['NO_COLOR'] ?? '') !== '') return false;
  const forced = variables['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return isTerminal && variables['TERM'] !== 'dumb';
}
