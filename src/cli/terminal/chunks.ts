/** Gathers pieces of text into chunks, for fewer system calls. */

/** Characters gathered before each write. */
const CHUNK = 1 << 16;

export function* gathered(pieces: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
