// Many small pieces of text gathered into a few large chunks: one write per line would cost more than the report.

const CHUNK = 32_768;

/** The pieces joined into chunks of some 32,000 characters; never an empty one. */
export async function* inChunks(pieces: AsyncIterable<string> | Iterable<string>): AsyncIterable<string> {
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
