// The format `jsonl`: the stream itself, one public message a line, in order and without loss.
import type { Message } from '../../finding/message.ts';
import { inChunks } from '../chunk.ts';
import { formatJson } from '../escape.ts';
import { STREAM_SCHEMA, toPublicMessage } from '../public-message.ts';
import type { RenderOptions } from '../renderer.ts';

/** Renders messages as they come; the first line also names the schema. */
export function renderJsonl(messages: AsyncIterable<Message>, _options: RenderOptions): AsyncIterable<string> {
  return inChunks(lines(messages));
}

async function* lines(messages: AsyncIterable<Message>): AsyncIterable<string> {
  let first = true;
  for await (const message of messages) {
    const line = toPublicMessage(message);
    yield `${formatJson(first ? { schema: STREAM_SCHEMA, ...line } : line)}\n`;
    first = false;
  }
}
