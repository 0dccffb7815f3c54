/** Unpacks LZ4: blocks (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md), and frames of them (lz4_Frame_format.md). */

const LITTLE = true;
const FRAME_MAGIC = 0x184d2204;
/** The flags of a frame, and that of a block that is not packed. */
const [HAS_BLOCK_SUM, HAS_SIZE, HAS_DICTIONARY] = [0x10, 0x08, 0x01];
const IS_PLAIN = 0x80000000;

export class Lz4Error extends Error {}

const damaged = (): Lz4Error => new Lz4Error('LZ4 data that are damaged');

/** Unpacks the block `bytes` into `out` from `to` on, which may repeat what is there before; the position behind it. */
export function unpackBlock(bytes: Uint8Array, out: Uint8Array, to = 0): number {
  let at = 0;
  const lengthOf = (short: number): number => {
    let length = short;
    if (short < 15) return length;
    for (let byte = 255; byte === 255; length += byte) {
      if (at >= bytes.length) throw damaged();
      byte = bytes[at++];
    }
    return length;
  };
  while (at < bytes.length) {
    const token = bytes[at++];
    const literals = lengthOf(token >> 4);
    if (at + literals > bytes.length || to + literals > out.length) throw damaged();
    out.set(bytes.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    if (at === bytes.length) return to;
    const distance = bytes[at] + bytes[at + 1] * 256;
    at += 2;
    const repeated = lengthOf(token & 15) + 4;
    if (!(distance > 0 && distance <= to) || to + repeated > out.length) throw damaged();
    for (const end = to + repeated; to < end; to++) out[to] = out[to - distance];
  }
  return to;
}

/** The `size` bytes in the block `bytes`. */
export function unpackedBlock(bytes: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  if (unpackBlock(bytes, out) !== size) throw damaged();
  return out;
}

/** The `size` bytes in the frame `bytes`. Its blocks may repeat what is in those before. */
export function unpackedFrame(bytes: Uint8Array, size: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = new Uint8Array(size);
  if (bytes.length < 7 || view.getUint32(0, LITTLE) !== FRAME_MAGIC) throw damaged();
  const flags = bytes[4];
  if ((flags & HAS_DICTIONARY) !== 0) throw new Lz4Error('LZ4 data that need a dictionary');
  let at = (flags & HAS_SIZE) === 0 ? 7 : 15;
  let to = 0;
  for (;;) {
    if (at + 4 > bytes.length) throw damaged();
    const head = view.getUint32(at, LITTLE);
    at += 4;
    if (head === 0) break;
    const length = head & ~IS_PLAIN;
    const block = bytes.subarray(at, at + length);
    if (block.length < length) throw damaged();
    if (head >= IS_PLAIN) {
      if (to + length > size) throw damaged();
      out.set(block, to);
      to += length;
    } else to = unpackBlock(block, out, to);
    at += length + ((flags & HAS_BLOCK_SUM) === 0 ? 0 : 4);
  }
  if (to !== size) throw damaged();
  return out;
}

/** The `size` bytes in blocks that each have two lengths before them, as Hadoop writes them; or in one block. */
export function unpackedHadoop(bytes: Uint8Array, size: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = new Uint8Array(size);
  let to = 0;
  for (let at = 0; at < bytes.length;) {
    if (at + 8 > bytes.length) return unpackedBlock(bytes, size);
    const [unpacked, packed] = [view.getUint32(at), view.getUint32(at + 4)];
    at += 8;
    if (at + packed > bytes.length || to + unpacked > size) return unpackedBlock(bytes, size);
    const end = unpackBlock(bytes.subarray(at, at + packed), out, to);
    if (end !== to + unpacked) throw damaged();
    to = end;
    at += packed;
  }
  if (to !== size) throw damaged();
  return out;
}
