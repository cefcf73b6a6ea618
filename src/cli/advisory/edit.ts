// `theriac advisory edit`: the fields that are changed most, without an editor.

import { EditError } from '../../advisory/repository/edit-record.ts';
import { editFile } from '../../advisory/repository/write-record.ts';
import { escapeControls } from '../../report/escape.ts';
import { type Command, UsageError } from '../command.ts';
import { parseEdit } from './edit-step.ts';
import { whileRecordLocked } from './lock.ts';
import { DIRECTORY_FLAG, findRecord, shownPath } from './paths.ts';

export const editCommand: Command = {
  name: 'advisory edit',
  operands: 'ID|FILE STEP VALUE…',
  summary: 'change a record: summary, range, symbol, alias, reference, credit, severity, weakness, withdraw',
  flags: [
    { name: 'package', value: 'NAME', help: 'which affected entry a range or symbol is of (default: the only one)' },
    { name: 'remove', value: null, help: 'take the value out instead' },
    DIRECTORY_FLAG,
  ],
  examples: [
    {
      command: 'theriac advisory edit PSF-2026-7 range ">=2.0,<2.3.1"',
      meaning: 'affected from 2.0, fixed in 2.3.1; <=2.3 is last_affected',
    },
    { command: 'theriac advisory edit PSF-2026-7 fixed 0123…(40 digits)', meaning: 'a fixing commit, or a version' },
    { command: 'theriac advisory edit PSF-2026-7 symbol pip.unpack:untar_file', meaning: 'the vulnerable function' },
    {
      command: 'theriac advisory edit PSF-2026-7 reference FIX=https://git.example/c/1',
      meaning: 'also credit FINDER=Name',
    },
    {
      command: 'theriac advisory edit PSF-2026-7 severity CVSS:3.1/AV:N/…',
      meaning: 'in place of one of the same version',
    },
    { command: 'theriac advisory edit PSF-2026-7 withdraw "not a vulnerability"', meaning: '--remove brings it back' },
  ],
  async run(invocation) {
    const { host, operands } = invocation;
    const [name, step, ...values] = operands;
    if (name === undefined || step === undefined)
      throw new UsageError('say which record, what and how: theriac advisory edit ID range ">=1.0,<1.2"');
    const edit = parseEdit(step, values, {
      remove: invocation.given('remove'),
      package: invocation.value('package'),
      now: host.clock.now(),
    });
    await whileRecordLocked(invocation, name, async () => {
      const { path } = await findRecord(invocation, name);
      if (path === null) throw new UsageError(`${name} cannot be edited: it is not a file of its own`);
      try {
        const changed = editFile(host, path, edit);
        host.terminal.output.write(`${escapeControls(shownPath(host, path))}${changed ? '' : ' is as it was'}\n`);
      } catch (error) {
        if (error instanceof EditError) throw new UsageError(`${shownPath(host, path)}: ${error.message}`);
        throw error;
      }
    });
    return 0;
  },
};
