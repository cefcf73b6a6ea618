// One quiet line on a terminal that says what takes so long; it comes after a second and leaves nothing behind.
import type { Host } from '../host/host.ts';
import { escapeControls } from '../report/escape.ts';

/** A line that is written over and over. */
export interface Progress {
  /** Says what is being done; costs nothing where it is too early, or nobody sees it. */
  show(text: () => string): void;
  /** Erases the line; nothing is shown after that. */
  end(): void;
}

/** Milliseconds before the first line and between two. */
const FIRST = 1_000;
const BETWEEN = 100;
const ERASE = '\r\u001B[K';

/** Starts to wait for the first line; nothing is ever shown where standard error is no terminal. */
export function startProgress(host: Host): Progress {
  const { notes } = host.terminal;
  if (!notes.isTerminal) return { show() {}, end() {} };
  let due = host.clock.elapsed() + FIRST;
  let shown = false;
  return {
    show(text) {
      const now = host.clock.elapsed();
      if (now < due) return;
      due = now + BETWEEN;
      shown = true;
      // One column stays free, so that no terminal starts a new line.
      notes.write(`${ERASE}${escapeControls(text()).slice(0, (notes.columns || 80) - 1)}`);
    },
    end() {
      if (shown) notes.write(ERASE);
      shown = false;
      due = Number.POSITIVE_INFINITY;
    },
  };
}
