// Standard input of this process, a line at a time, for questions to a person.
import * as fs from 'node:fs';
import type { Input } from './host.ts';

/** More than anybody types. */
const LONGEST = 65_536;

/** Reads byte by byte, so that what comes after the line is left to whoever reads next; waits as long as the person does. */
export const nodeInput: Input = {
  get isTerminal() {
    return process.getBuiltinModule('node:tty').isatty(0);
  },
  readLine() {
    const bytes = Buffer.alloc(LONGEST);
    let length = 0;
    while (length < LONGEST) {
      if (readByte(bytes, length) === 0) {
        if (length === 0) return null;
        break;
      }
      if (bytes[length] === 0x0a) break;
      length += 1;
    }
    return new TextDecoder().decode(bytes.subarray(0, length)).replace(/\r$/, '');
  },
};

/** 0 at the end of the input; a terminal that does not wait is asked again. */
function readByte(bytes: Buffer, at: number): number {
  for (;;) {
    try {
      return fs.readSync(0, bytes, at, 1, null);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return 0;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
  }
}
