// Many small pieces of text gathered into a few large chunks: one write per line would cost more than the report.

const CHUNK = 32_768;

/** The pieces joined into chunks of some 32,000 characters; never an empty one. */
export async function* inChunks(pieces: AsyncIterable<string>): AsyncIterable<string> {
  let gathered: string[] = [];
  let length = 0;
  for await (const piece of pieces) {
    gathered.push(piece);
    length += piece.length;
    if (length < CHUNK) continue;
    yield gathered.join('');
    gathered = [];
    length = 0;
  }
  if (length > 0) yield gathered.join('');
}

/** The same for pieces that are all at hand: a promise for each would cost as much as making it. */
export function* chunksOf(pieces: Iterable<string>): Iterable<string> {
  let gathered: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    gathered.push(piece);
    length += piece.length;
    if (length < CHUNK) continue;
    yield gathered.join('');
    gathered = [];
    length = 0;
  }
  if (length > 0) yield gathered.join('');
}
