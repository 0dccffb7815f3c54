/**
 * Tables of FlatBuffers, in which Arrow describes its data (https://flatbuffers.dev/internals). Every position is checked: a `DataView` throws for
 * one outside, and a list that is longer than what follows is rejected.
 */

const LITTLE = true;

/** A list in a table. */
export interface FlatList {
  /** Where the first element is. */
  readonly at: number;
  readonly length: number;
}

export class FlatTable {
  readonly view: DataView;
  private readonly at: number;
  private readonly slots: number;
  private readonly size: number;

  /** The table that the offset at `at` leads to. */
  constructor(view: DataView, at: number) {
    this.view = view;
    this.at = at + view.getInt32(at, LITTLE);
    this.slots = this.at - view.getInt32(this.at, LITTLE);
    this.size = view.getUint16(this.slots, LITTLE);
  }

  int8(field: number, standard = 0): number {
    const at = this.place(field);
    return at === undefined ? standard : this.view.getInt8(at);
  }

  int16(field: number, standard = 0): number {
    const at = this.place(field);
    return at === undefined ? standard : this.view.getInt16(at, LITTLE);
  }

  int32(field: number, standard = 0): number {
    const at = this.place(field);
    return at === undefined ? standard : this.view.getInt32(at, LITTLE);
  }

  int64(field: number, standard = 0): number {
    const at = this.place(field);
    return at === undefined ? standard : int64At(this.view, at);
  }

  table(field: number): FlatTable | undefined {
    const at = this.place(field);
    return at === undefined ? undefined : new FlatTable(this.view, at);
  }

  text(field: number): string {
    const { at, length } = this.list(field, 1);
    return new TextDecoder().decode(new Uint8Array(this.view.buffer, this.view.byteOffset + at, length));
  }

  /** A list of elements of `size` bytes; empty if there is none. */
  list(field: number, size: number): FlatList {
    const place = this.place(field);
    if (place === undefined) return { at: 0, length: 0 };
    const start = place + this.view.getUint32(place, LITTLE);
    const length = this.view.getUint32(start, LITTLE);
    if (length * size > this.view.byteLength - start - 4)
      throw new Error('a list that is longer than the file');
    return { at: start + 4, length };
  }

  tables(field: number): readonly FlatTable[] {
    const { at, length } = this.list(field, 4);
    return Array.from({ length }, (_, i) => new FlatTable(this.view, at + 4 * i));
  }

  private place(field: number): number | undefined {
    const slot = 4 + 2 * field;
    const offset = slot + 2 <= this.size ? this.view.getUint16(this.slots + slot, LITTLE) : 0;
    return offset === 0 ? undefined : this.at + offset;
  }
}

/** A whole number of 64 bits. Throws if it is too large to count. */
export function int64At(view: DataView, at: number): number {
  const value = Number(view.getBigInt64(at, LITTLE));
  if (!Number.isSafeInteger(value)) throw new Error(`a length of ${value}`);
  return value;
}
