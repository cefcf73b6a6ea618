// What every renderer is: messages in, text out, with nothing of the surroundings but these options.
import type { Message } from '../finding/message.ts';

/** How a report is to look. Only `text` heeds more than `version`. */
export interface RenderOptions {
  /** Columns that a line may take; held between 60 and 160. */
  readonly width: number;
  /** Whether to colour with ANSI sequences; colour never carries meaning alone. */
  readonly colour: boolean;
  /** Whether to link identifiers with OSC 8 sequences. */
  readonly hyperlinks: boolean;
  /** Whether to show also what does not affect the project, what is ignored, and every fault. */
  readonly all: boolean;
  /** The release of Theriac, for streams that do not name the one that made them. */
  readonly version: string;
}

/** Turns a run's messages into text, in chunks. The same messages and options always give the same bytes. */
export type Renderer = (messages: AsyncIterable<Message>, options: RenderOptions) => AsyncIterable<string>;
