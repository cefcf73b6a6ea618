// Renders messages to one text, for tests.
import type { Message } from '../../src/finding/message.ts';
import { type Format, rendererFor } from '../../src/report/render.ts';
import type { RenderOptions } from '../../src/report/renderer.ts';
import { stream } from './sample.ts';

export const PLAIN: RenderOptions = { width: 100, colour: false, hyperlinks: false, all: false, version: '0.1.0' };

/** The whole output of a format for these messages. */
export async function rendered(
  format: Format,
  messages: Iterable<Message>,
  options: Partial<RenderOptions> = {},
): Promise<string> {
  const renderer = await rendererFor(format);
  let text = '';
  for await (const chunk of renderer(stream(messages), { ...PLAIN, ...options })) text += chunk;
  return text;
}
