// `theriac advisory assign`: gives placeholders their identifiers.
import { assignIdentifiers } from '../../advisory/assign/assign.ts';
import { escapeControls } from '../../report/escape.ts';
import { type Command, UsageError } from '../command.ts';
import { formatFault } from '../emit.ts';
import { whileLocked } from './lock.ts';
import { DIRECTORY_FLAG, readDatabase, requireConfiguration, shownPath } from './paths.ts';

export const assignCommand: Command = {
  name: 'advisory assign',
  operands: '',
  summary: 'give placeholders their identifiers',
  flags: [DIRECTORY_FLAG],
  examples: [
    { command: 'theriac advisory assign', meaning: 'PSF-0000-some-words becomes PSF-2026-7; commit what changed' },
  ],
  async run(invocation) {
    const { host, operands } = invocation;
    if (operands.length > 0)
      throw new UsageError('assign takes no operand: it numbers every placeholder of the database');
    const configuration = await requireConfiguration(invocation);
    const { read, result } = await whileLocked(host, configuration.root, async () => {
      const read = await readDatabase(host, configuration);
      return { read, result: await assignIdentifiers(host, configuration, read) };
    });
    if (!result.ok) throw new UsageError(result.fault.message);
    const { assigned, updated, failed } = result.value;
    const write = (line: string) => host.terminal.output.write(`${escapeControls(line)}\n`);
    for (const { placeholder, id, file } of assigned) write(`${id}  ${shownPath(host, file)}  (was ${placeholder})`);
    for (const file of updated) write(`updated ${shownPath(host, file)}`);
    if (assigned.length === 0) write('there is no placeholder');
    for (const { file, message } of failed)
      host.terminal.notes.write(`warning: ${escapeControls(`${file}: ${message}`)}\n`);
    for (const { file, line, message } of read.unread) {
      const place = line === null ? file : `${file}:${line}`;
      host.terminal.notes.write(`warning: ${escapeControls(`${place}: ${message}`)}\n`);
    }
    for (const fault of read.faults) host.terminal.notes.write(`${formatFault(fault)}\n`);
    const incomplete =
      failed.length > 0 || read.unread.length > 0 || read.faults.some(({ effect }) => effect === 'incomplete');
    return incomplete ? 3 : 0;
  },
};
