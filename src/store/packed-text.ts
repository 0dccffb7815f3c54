/** Texts as the store keeps them: deflated, with the digest of what they were. */

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createDeflate, deflateSync } from 'node:zlib';
import { createRunningDigest, digestOf } from '../text/digest.ts';

export interface PackedText {
  /** Of the text. */
  readonly digest: string;
  readonly content: Uint8Array;
}

/** A text of moderate size. */
export const packText = (text: string): PackedText => ({
  digest: digestOf(text),
  content: deflateSync(text),
});

/**
 * A text that may be large, from its parts: never whole in memory, and deflated on another thread while parts are made.
 * `undefined` if it has more than `most` characters.
 */
export async function packParts(parts: Iterable<string>, most: number): Promise<PackedText | undefined> {
  const digest = createRunningDigest();
  const chunks: Uint8Array[] = [];
  let length = 0;
  function* counted(): Generator<string> {
    for (const part of parts) {
      length += part.length;
      if (length > most) return;
      digest.add(part);
      yield part;
    }
  }
  await pipeline(Readable.from(counted()), createDeflate(), async (deflated: AsyncIterable<Uint8Array>) => {
    for await (const chunk of deflated) chunks.push(chunk);
  });
  return length > most ? undefined : { digest: digest.digest(), content: Buffer.concat(chunks) };
}
