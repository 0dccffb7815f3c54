/**
 * Walks over a structure of Thrift's compact protocol, in which Parquet writes its headers, before the package reads it: the
 * package trusts the lengths that are in it.
 */

const [STOP, TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, STRUCT] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12,
];
/** Structures within structures. */
const DEEPEST = 16;
const LONGEST_NUMBER = 10;

export class ThriftError extends Error {}

/**
 * The position behind the structure at `start`.
 * @throws ThriftError if it does not end within `bytes`, or something in it is longer than the rest
 */
export function endOfStruct(bytes: Uint8Array, start: number): number {
  const walk = new Walk(bytes, start);
  walk.struct(0);
  return walk.at;
}

class Walk {
  at: number;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, start: number) {
    this.bytes = bytes;
    this.at = start;
  }

  struct(depth: number): void {
    if (depth > DEEPEST) throw new ThriftError('a header that is nested too deeply');
    for (;;) {
      const field = this.byte();
      const type = field & 15;
      if (type === STOP) return;
      if (field >> 4 === 0) this.number();
      this.value(type, depth);
    }
  }

  private value(type: number, depth: number): void {
    if (type === TRUE || type === FALSE) return;
    if (type === BYTE) this.skip(1);
    else if (type === I16 || type === I32 || type === I64) this.number();
    else if (type === DOUBLE) this.skip(8);
    else if (type === BINARY) this.skip(this.number());
    else if (type === LIST) this.list(depth);
    else if (type === STRUCT) this.struct(depth + 1);
    else throw new ThriftError('a header with an unknown type');
  }

  private list(depth: number): void {
    const head = this.byte();
    const type = head & 15;
    const count = head >> 4 === 15 ? this.number() : head >> 4;
    if (count > this.bytes.length - this.at) throw new ThriftError('a list that is longer than the file');
    for (let i = 0; i < count; i++)
      if (type === TRUE || type === FALSE) this.skip(1);
      else this.value(type, depth + 1);
  }

  private byte(): number {
    if (this.at >= this.bytes.length) throw new ThriftError('a header that is cut off');
    return this.bytes[this.at++];
  }

  /** Skips bytes. A length that is not safe to count is one that the file does not have. */
  private skip(count: number): void {
    if (!(count <= this.bytes.length - this.at)) throw new ThriftError('a header that is cut off');
    this.at += count;
  }

  private number(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < LONGEST_NUMBER; i++) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      scale *= 128;
      if (byte < 128) return value;
    }
    throw new ThriftError('a number that does not end');
  }
}
