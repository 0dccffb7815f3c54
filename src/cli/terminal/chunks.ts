/** Gathers parts of a text into chunks, for fewer system calls. */

/** Text in chunks, or bytes. */
export type Content = Iterable<string> | Uint8Array;

/** Characters gathered before each write. */
const CHUNK = 1 << 16;

export function* gathered(parts: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const part of parts) {
    chunk += part;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
