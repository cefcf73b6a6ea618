// A lock between processes that ends with its holder, even one that is killed: SQLite's lock of an empty file.
import { HostError } from './host.ts';

/** SQLite's code for a file that another process has locked. */
const BUSY = 5;

/** Takes the lock; null where another process holds it for longer than `wait` milliseconds. */
export function takeLock(path: string, wait: number): (() => void) | null {
  // Loaded here: most runs lock nothing.
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  try {
    const database = new DatabaseSync(path, { timeout: wait });
    try {
      // No journal beside the file: nothing is ever written.
      database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    } catch (error) {
      database.close();
      throw error;
    }
    return () => database.close();
  } catch (error) {
    const code = error instanceof Error && 'errcode' in error ? error.errcode : null;
    if (typeof code === 'number' && (code & 0xff) === BUSY) return null;
    throw new HostError('unwritable', path, error instanceof Error ? error.message : String(error));
  }
}
