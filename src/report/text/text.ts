// The format `text`: the page that people see.
import type { Message } from '../../finding/message.ts';
import { chunksOf } from '../chunk.ts';
import type { RenderOptions } from '../renderer.ts';
import { gatherRun, type Run } from '../run.ts';
import { blockLines } from './block.ts';
import { footLines, lastLine } from './foot.ts';
import { databaseLines, projectLines } from './header.ts';
import { inventoryLines } from './inventory.ts';
import { deriveLayout } from './layout.ts';
import { arrange } from './page.ts';
import { formatLine, type Line, type Look } from './styled.ts';

const NARROWEST = 60;
const WIDEST = 160;

/** Renders a run as a page of lines: at most as wide as asked, without trailing spaces. */
export async function* renderText(messages: AsyncIterable<Message>, options: RenderOptions): AsyncIterable<string> {
  const width = Math.min(WIDEST, Math.max(NARROWEST, Math.floor(options.width) || NARROWEST));
  const look: Look = { width, colour: options.colour, hyperlinks: options.hyperlinks, all: options.all };
  const run = await gatherRun(messages);
  const { inventory } = run;
  const lines = run.inventoryOnly && inventory !== null ? inventoryLines(run, inventory, look) : auditLines(run, look);
  yield* chunksOf(formatted(lines, look));
}

function* formatted(lines: Iterable<Line>, look: Look): Iterable<string> {
  for (const line of lines) yield formatLine(line, look);
}

function* auditLines(run: Run, look: Look): Iterable<Line> {
  const page = arrange(run, look.all);
  const layout = deriveLayout(
    page.blocks.flatMap(({ affecting, others }) => [...affecting, ...others]),
    look.width,
  );
  yield* projectLines(run, look);
  yield* databaseLines(run, look);
  yield [];
  for (const block of page.blocks) {
    yield* blockLines(block, page, layout, look);
    yield [];
  }
  yield* footLines(page, look);
  yield lastLine(page, look);
}
