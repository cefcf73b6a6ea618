// Standard output and standard error of this process.
import * as fs from 'node:fs';
import { HostError, type Stream } from './host.ts';

/**
 * The stream of a descriptor. Files and pipes are written at once: loading Node's own streams takes longer than reading
 * a whole environment. Terminals, and pipes that are full and do not wait, are left to those streams. A reader that
 * closes its pipe early (`| head`) is no failure: what follows is dropped, and the verdict stays what it is.
 */
export function nodeStream(descriptor: 1 | 2): Stream {
  const name = descriptor === 1 ? 'standard output' : 'standard error';
  let direct = isPlain(descriptor);
  let ended = false;
  let target: NodeJS.WriteStream | null = null;

  const streamed = (): NodeJS.WriteStream => {
    if (target !== null) return target;
    target = descriptor === 1 ? process.stdout : process.stderr;
    target.on('error', (error: NodeJS.ErrnoException) => {
      if (!ended && error.code !== 'EPIPE') process.exitCode = 2;
      ended = true;
    });
    return target;
  };

  return {
    get isTerminal() {
      return !direct && streamed().isTTY === true;
    },
    get columns() {
      return !direct && streamed().isTTY === true ? streamed().columns : null;
    },
    write(text) {
      if (ended) return;
      if (!direct) {
        streamed().write(text);
        return;
      }
      const bytes = new TextEncoder().encode(text);
      const { written, stopped } = writeAll(descriptor, bytes);
      if (stopped === null) return;
      if (stopped === 'EAGAIN') {
        direct = false;
        streamed().write(bytes.subarray(written));
        return;
      }
      ended = true;
      if (stopped !== 'EPIPE' && descriptor === 1) {
        const reason = stopped === 'ENOSPC' ? 'the disk is full' : stopped;
        throw new HostError('unwritable', name, `it could not be written: ${reason}`);
      }
    },
  };
}

/** Writes until the end or an error, whose code it gives. */
function writeAll(descriptor: number, bytes: Uint8Array): { written: number; stopped: string | null } {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += fs.writeSync(descriptor, bytes, written);
    } catch (error) {
      return { written, stopped: (error as NodeJS.ErrnoException).code ?? 'unknown error' };
    }
  }
  return { written, stopped: null };
}

/** Whether a descriptor is a file, a pipe, a socket, or Linux's null device: anything but a terminal. */
function isPlain(descriptor: number): boolean {
  try {
    const status = fs.fstatSync(descriptor);
    const isNull = process.platform === 'linux' && status.isCharacterDevice() && status.rdev >> 8 === 1;
    return status.isFile() || status.isFIFO() || status.isSocket() || isNull;
  } catch {
    return false;
  }
}
