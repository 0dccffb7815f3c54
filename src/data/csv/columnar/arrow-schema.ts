/** What the columns of an Arrow file are (https://arrow.apache.org/docs/format/Columnar.html, Schema.fbs). */

import type { FlatTable } from './flat-table.ts';

/** A type as far as it is read; of others, where their buffers are. */
export type ArrowType =
  | { readonly kind: 'int'; readonly bits: number; readonly isSigned: boolean }
  | { readonly kind: 'float'; readonly bits: number }
  | { readonly kind: 'decimal'; readonly bits: number; readonly scale: number }
  | { readonly kind: 'time'; readonly bits: number; readonly perMs: number; readonly isUtc: boolean }
  | { readonly kind: 'clock'; readonly bits: number; readonly perMs: number }
  | { readonly kind: 'bool' }
  | { readonly kind: 'text'; readonly offsetBytes: 4 | 8 }
  | { readonly kind: 'view' }
  | { readonly kind: 'other' };

export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
  /** If its values are places in a dictionary: whose, and the whole numbers that say where. */
  readonly dictionary?: { readonly id: number; readonly index: ArrowType & { readonly kind: 'int' } };
  /** Buffers of its own; those of a view are followed by as many as a batch says. */
  readonly buffers: number;
  readonly hasMoreBuffers: boolean;
  readonly children: readonly ArrowField[];
}

/** Units in a millisecond: seconds, milliseconds, microseconds, nanoseconds. */
const PER_MS = [1e-3, 1, 1e3, 1e6];
const PER_DAY = 1 / 86_400_000;
const FLOAT_BITS = [16, 32, 64];
const DEEPEST = 16;
const MOST_FIELDS = 100_000;

interface TypeReader {
  /** Buffers of a column. Default: 2. */
  readonly buffers?: number;
  readonly hasMoreBuffers?: true;
  readonly read?: (type: FlatTable) => ArrowType;
}

const unit = (type: FlatTable, standard: number): number => PER_MS[type.int16(0, standard)] ?? NaN;

/** By their numbers in `Schema.fbs`. */
const TYPES: ReadonlyMap<number, TypeReader> = new Map<number, TypeReader>([
  [1, { buffers: 0 }], // null
  [2, { read: (type) => ({ kind: 'int', bits: type.int32(0), isSigned: type.int8(1) !== 0 }) }],
  [3, { read: (type) => ({ kind: 'float', bits: FLOAT_BITS[type.int16(0)] ?? NaN }) }],
  [4, { buffers: 3 }], // bytes
  [5, { buffers: 3, read: () => ({ kind: 'text', offsetBytes: 4 }) }],
  [6, { read: () => ({ kind: 'bool' }) }],
  [7, { read: (type) => ({ kind: 'decimal', bits: type.int32(2, 128), scale: type.int32(1) }) }],
  [
    8,
    {
      read: (type) => {
        const isDay = type.int16(0, 1) === 0;
        return { kind: 'time', bits: isDay ? 32 : 64, perMs: isDay ? PER_DAY : 1, isUtc: false };
      },
    },
  ],
  [9, { read: (type) => ({ kind: 'clock', bits: type.int32(1, 32), perMs: unit(type, 1) }) }],
  [10, { read: (type) => ({ kind: 'time', bits: 64, perMs: unit(type, 0), isUtc: type.text(1) !== '' }) }],
  [11, {}], // interval
  [12, {}], // list
  [13, { buffers: 1 }], // structure
  [15, {}], // bytes of a fixed number
  [16, { buffers: 1 }], // list of a fixed length
  [17, {}], // map
  [18, {}], // duration
  [19, { buffers: 3 }],
  [20, { buffers: 3, read: () => ({ kind: 'text', offsetBytes: 8 }) }],
  [21, {}],
  [22, { buffers: 0 }], // runs
  [23, { hasMoreBuffers: true }],
  [24, { hasMoreBuffers: true, read: () => ({ kind: 'view' }) }],
  [25, { buffers: 3 }],
  [26, { buffers: 3 }],
]);

/** The fields that tables of `Schema.fbs` describe. */
export function arrowFields(tables: readonly FlatTable[]): readonly ArrowField[] {
  const count = { left: MOST_FIELDS };
  return tables.map((table) => arrowField(table, count, 0));
}

/** @param count - how many more there may be: a table can be named by several others */
function arrowField(table: FlatTable, count: { left: number }, depth: number): ArrowField {
  if (depth > DEEPEST || count.left-- === 0) throw new Error('too many columns within columns');
  const number = table.int8(2);
  const reader = TYPES.get(number);
  const type = table.table(3);
  const name = table.text(0);
  if (reader === undefined || type === undefined) throw new Error(`a column of an unknown type, \`${name}\``);
  const children = table.tables(5).map((child) => arrowField(child, count, depth + 1));
  const encoding = table.table(4);
  const own = {
    name,
    type: reader.read?.(type) ?? { kind: 'other' as const },
    buffers: reader.buffers ?? 2,
    hasMoreBuffers: reader.hasMoreBuffers === true,
    children,
  };
  if (encoding === undefined) return own;
  const index = encoding.table(1);
  const bits = index?.int32(0) ?? 32;
  const isSigned = index === undefined || index.int8(1) !== 0;
  return { ...own, dictionary: { id: encoding.int64(0), index: { kind: 'int', bits, isSigned } } };
}
