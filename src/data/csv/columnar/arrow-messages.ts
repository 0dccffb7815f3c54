/**
 * The messages of an Arrow stream, and of an Arrow file, which is a stream between its marks: the schema, dictionaries and batches of rows. Buffers
 * stay where they are until a column is read.
 */

import { FlatTable, int64At } from './flat-table.ts';
import type { ArrowField } from './arrow-schema.ts';
import { arrowFields } from './arrow-schema.ts';

/** A part of a column: its rows, and its buffers. */
export interface ArrowPart {
  readonly rows: number;
  readonly missing: number;
  readonly buffers: readonly ArrowBuffer[];
}

export interface ArrowBuffer {
  readonly bytes: Uint8Array;
  /** How it is packed: 0 is LZ4, 1 is Zstandard. */
  readonly codec: number | undefined;
}

export interface ArrowBatch {
  readonly rows: number;
  /** One per column. */
  readonly parts: readonly ArrowPart[];
  /** The parts of each dictionary, as they were at this batch. */
  readonly dictionaries: ReadonlyMap<number, readonly ArrowPart[]>;
}

export interface ArrowMessages {
  readonly fields: readonly ArrowField[];
  readonly metadata: ReadonlyMap<string, string>;
  readonly batches: readonly ArrowBatch[];
}

const MAGIC = 'ARROW1';
const [SCHEMA, DICTIONARY, RECORDS] = [1, 2, 3];
const FIRST_VERSION = 3; // written as V4; before, buffers had another form
const LITTLE = true;

/** The messages in `bytes`. */
export function arrowMessages(bytes: Uint8Array): ArrowMessages {
  const reader = new MessageReader();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isFile = textAt(bytes, 0) === MAGIC;
  const end = isFile ? startOfFooter(bytes, view) : bytes.length;
  // Some files have their schema only there.
  const schema = isFile ? tableAt(bytes, end, bytes.length - end).table(1) : undefined;
  if (schema !== undefined) reader.takeSchema(schema);
  for (let at = isFile ? 8 : 0; at < end;) {
    let length = view.getInt32(at, LITTLE);
    at += 4;
    if (length === -1) {
      length = view.getInt32(at, LITTLE);
      at += 4;
    }
    if (length === 0) break;
    if (!(length > 0 && length <= end - at)) throw new Error('a message that is cut off');
    const head = tableAt(bytes, at, length);
    at += length;
    const size = head.int64(3);
    if (!(size >= 0 && size <= end - at)) throw new Error('a message that is cut off');
    reader.take(head, bytes.subarray(at, at + size));
    at += size;
  }
  return reader.end();
}

function tableAt(bytes: Uint8Array, at: number, length: number): FlatTable {
  return new FlatTable(new DataView(bytes.buffer, bytes.byteOffset + at, length), 0);
}

const textAt = (bytes: Uint8Array, at: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(MAGIC.length, bytes.length - at)).toString(
    'latin1',
  );

/** The end of the stream in a file. */
function startOfFooter(bytes: Uint8Array, view: DataView): number {
  if (bytes.length < 24 || textAt(bytes, bytes.length - MAGIC.length) !== MAGIC)
    throw new Error('a file that is cut off');
  const end = bytes.length - MAGIC.length - 4;
  const length = view.getInt32(end, LITTLE);
  if (!(length > 0 && length <= end - 8)) throw new Error('a file whose end is damaged');
  return end - length;
}

class MessageReader {
  private fields: readonly ArrowField[] | undefined;
  private readonly metadata = new Map<string, string>();
  private readonly batches: ArrowBatch[] = [];
  private dictionaries: ReadonlyMap<number, readonly ArrowPart[]> = new Map();

  take(message: FlatTable, body: Uint8Array): void {
    if (message.int16(0) < FIRST_VERSION) throw new Error('a file of an old version of Arrow');
    const kind = message.int8(1);
    const header = message.table(2);
    if (header === undefined) throw new Error('a message without a header');
    if (kind === SCHEMA) this.takeSchema(header);
    else if (kind === DICTIONARY) this.takeDictionary(header, body);
    else if (kind === RECORDS) {
      const batch = new BatchReader(header, body);
      const parts = this.known().map((field) => batch.part(field, batch.rows));
      this.batches.push({ rows: batch.rows, parts, dictionaries: this.dictionaries });
    } else throw new Error('a message of an unknown kind');
  }

  end(): ArrowMessages {
    return { fields: this.known(), metadata: this.metadata, batches: this.batches };
  }

  private known(): readonly ArrowField[] {
    if (this.fields === undefined) throw new Error('no schema');
    return this.fields;
  }

  /** A schema that is repeated is the same. */
  takeSchema(header: FlatTable): void {
    if (this.fields !== undefined) return;
    if (header.int16(0) !== 0) throw new Error('numbers whose first byte is the largest');
    this.fields = arrowFields(header.tables(1));
    for (const pair of header.tables(2)) this.metadata.set(pair.text(0), pair.text(1));
  }

  private takeDictionary(header: FlatTable, body: Uint8Array): void {
    const id = header.int64(0);
    const data = header.table(1);
    const field = this.known().find(({ dictionary }) => dictionary?.id === id);
    // Of a column within another, which is not read.
    if (field === undefined || data === undefined) return;
    const batch = new BatchReader(data, body);
    const { dictionary: _, ...values } = field;
    const before = header.int8(2) === 0 ? [] : (this.dictionaries.get(id) ?? []);
    this.dictionaries = new Map(this.dictionaries).set(id, [...before, batch.part(values, batch.rows)]);
  }
}

/** Takes the parts of columns from a batch, one after the other. */
class BatchReader {
  readonly rows: number;
  private readonly view: DataView;
  private readonly body: Uint8Array;
  private readonly codec: number | undefined;
  private readonly lists: readonly { at: number; left: number }[];

  constructor(header: FlatTable, body: Uint8Array) {
    this.view = header.view;
    this.body = body;
    this.rows = header.int64(0);
    const compression = header.table(3);
    this.codec = compression?.int8(0);
    this.lists = [header.list(1, 16), header.list(2, 16), header.list(4, 8)].map(({ at, length }) => ({
      at,
      left: length,
    }));
  }

  /** @param rows - that it must have; `undefined` for what is within another column */
  part(field: ArrowField, rows?: number): ArrowPart {
    const node = this.next(0, 16);
    const [length, missing] = [int64At(this.view, node), int64At(this.view, node + 8)];
    if (!(length >= 0) || (rows !== undefined && length !== rows))
      throw new Error(`a column of ${length} rows in a batch of ${rows ?? this.rows}`);
    const own = field.dictionary === undefined ? field.buffers : 2;
    const more =
      field.dictionary === undefined && field.hasMoreBuffers ? int64At(this.view, this.next(2, 8)) : 0;
    const buffers: ArrowBuffer[] = [];
    for (let i = 0; i < own + more; i++) buffers.push(this.buffer());
    if (field.dictionary === undefined) for (const child of field.children) this.part(child);
    return { rows: length, missing, buffers };
  }

  private buffer(): ArrowBuffer {
    const place = this.next(1, 16);
    const [offset, length] = [int64At(this.view, place), int64At(this.view, place + 8)];
    if (!(offset >= 0 && length >= 0 && offset + length <= this.body.length))
      throw new Error('a column outside its message');
    return { bytes: this.body.subarray(offset, offset + length), codec: this.codec };
  }

  /** The place of the next node, buffer or count. */
  private next(list: 0 | 1 | 2, size: number): number {
    const place = this.lists[list];
    if (place.left === 0) throw new Error('a batch without all its columns');
    place.left--;
    place.at += size;
    return place.at - size;
  }
}
