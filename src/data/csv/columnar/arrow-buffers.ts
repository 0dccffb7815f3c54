/** The buffers of a part of a column: unpacked, as typed arrays, long enough for its rows. */

import type { ArrowBuffer, ArrowPart } from './arrow-messages.ts';
import { int64At } from './flat-table.ts';
import { unpackedFrame } from './lz4.ts';
import { unpackedZstd } from './zstd.ts';

/** The most bytes of a buffer of text. */
const MOST_TEXT = 1 << 29;
/** Bytes that a buffer may be longer than its rows need: writers fill up to 64, some to a power of two. */
const SPARE = 64;
/** By the numbers of the format. */
const CODECS = [unpackedFrame, unpackedZstd];

/** The bytes of buffer `index`, at least `least` of them. */
export function bytesOf({ buffers }: ArrowPart, index: number, least: number, most = MOST_TEXT): Uint8Array {
  const bytes = unpacked(buffers[index], most);
  if (bytes.length < least) throw new Error(`a column of ${bytes.length} bytes, where ${least} are expected`);
  return bytes;
}

/** Bytes as they are in memory of their own, of which a typed array can be made. */
export function valuesOf(part: ArrowPart, index: number, width: number, count = part.rows): ArrayBuffer {
  const bytes = bytesOf(part, index, count * width, 2 * count * width + SPARE);
  return new Uint8Array(bytes.subarray(0, count * width)).buffer; // a `Buffer` is a part of a larger one
}

/** Whether each row has a value, a bit each; `undefined` if all have. */
export function validityOf(part: ArrowPart): Uint8Array | undefined {
  if (part.missing === 0 || part.buffers[0].bytes.length === 0) return undefined;
  const least = Math.ceil(part.rows / 8);
  return bytesOf(part, 0, least, 2 * least + SPARE);
}

export const bitAt = (bits: Uint8Array, row: number): boolean => ((bits[row >> 3] >> (row & 7)) & 1) === 1;

function unpacked({ bytes, codec }: ArrowBuffer, most: number): Uint8Array {
  if (codec === undefined || bytes.length === 0) return bytes;
  if (bytes.length < 8) throw new Error('a packed column that is cut off');
  const size = int64At(new DataView(bytes.buffer, bytes.byteOffset, 8), 0);
  const packed = bytes.subarray(8);
  if (size === -1) return packed;
  if (!(size >= 0 && size <= most))
    throw new Error(`a column of ${size} bytes, where at most ${most} are expected`);
  const unpack = CODECS.at(codec);
  if (unpack === undefined) throw new Error('a compression that is not known');
  return size === 0 ? new Uint8Array() : unpack(packed, size);
}
