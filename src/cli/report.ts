// `theriac report`: renders a saved stream again, in any format.
import { resolve } from 'node:path';
import { HostError, type OpenFile } from '../host/host.ts';
import { parseStream } from '../report/parse-stream.ts';
import { type Command, UsageError } from './command.ts';
import { ALL_FLAG, emit, OUTPUT_FLAGS } from './emit.ts';

/** So much of the stream is read at once: it may be larger than any text that Node can hold. */
const PIECE = 1 << 20;

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
    const path = resolve(host.environment.directory, file);
    const status = host.files.status(path);
    if (status === null) throw new HostError('absent', path, 'there is no such file or folder');
    if (status.kind !== 'file') throw new HostError('not-a-file', path, 'it is not a regular file');
    const open = host.files.open(path);
    try {
      return await emit(invocation, parseStream(readPieces(open), file));
    } finally {
      open.close();
    }
  },
};

function* readPieces(file: OpenFile): Iterable<string> {
  const decoder = new TextDecoder();
  for (let offset = 0; offset < file.size; offset += PIECE) {
    yield decoder.decode(file.read(offset, PIECE), { stream: true });
  }
  yield decoder.decode();
}
