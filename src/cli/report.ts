// `theriac report`: renders a saved stream again, in any format.
import { resolve } from 'node:path';
import { parseStream } from '../report/parse-stream.ts';
import { type Command, UsageError } from './command.ts';
import { ALL_FLAG, emit, OUTPUT_FLAGS } from './emit.ts';

const LIMIT = 512 << 20;

export const reportCommand: Command = {
  name: 'report',
  operands: 'FILE',
  summary: 'render a saved jsonl stream in another format',
  flags: [...OUTPUT_FLAGS, ALL_FLAG],
  examples: [
    { command: 'theriac audit --format jsonl --output run.jsonl', meaning: 'save the stream of an audit' },
    { command: 'theriac report run.jsonl --format sarif', meaning: 'render it without auditing again' },
  ],
  async run(invocation) {
    const { host, operands } = invocation;
    const [file] = operands;
    if (file === undefined || operands.length > 1) throw new UsageError('report takes one saved stream');
    const text = host.files.readText(resolve(host.environment.directory, file), LIMIT);
    return emit(invocation, parseStream([text], file));
  },
};
