/**
 * Values as bytes and back, to the last bit: typed arrays as they are in memory, and the rest as JSON. What comes back is a stranger's
 * until its shape is checked.
 *
 *     length of the head   4 bytes, little-endian
 *     head                 JSON: { value, columns: [[type, length], …] }, filled up with spaces
 *     columns              one after the other, each from a multiple of 8 bytes
 *
 * A typed array in `value` is `{ "\u0000column": its number }`; an array that appears twice is written once. Numbers that JSON does not
 * have are `{ "\u0000number": "NaN" }`. Numbers are little-endian, as on every machine that the kernels run on.
 */

import { DataError } from '../errors.ts';

const COLUMN = '\u0000column';
const NUMBER = '\u0000number';
const ALIGNMENT = 8;
const HEAD = 4;

const types = { f64: Float64Array, f32: Float32Array, i32: Int32Array } as const;
type TypeName = keyof typeof types;
type Column = Float64Array | Float32Array | Int32Array;

const typeOf = (column: Column): TypeName =>
  (Object.keys(types) as TypeName[]).find((name) => column instanceof types[name])!;

const aligned = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT;

export function pack(value: unknown): Uint8Array {
  const columns: Column[] = [];
  const numbers = new Map<Column, number>();
  const json = JSON.stringify(value, (_, one: unknown) => {
    if (typeof one === 'number' && (!Number.isFinite(one) || Object.is(one, -0)))
      return { [NUMBER]: Object.is(one, -0) ? '-0' : String(one) };
    if (!isColumn(one)) return one;
    if (!numbers.has(one)) numbers.set(one, columns.push(one) - 1);
    return { [COLUMN]: numbers.get(one) };
  });
  const list = JSON.stringify(columns.map((column) => [typeOf(column), column.length]));
  const head = Buffer.from(`{"value":${json},"columns":${list}}`);
  const start = aligned(HEAD + head.length);
  const bytes = new Uint8Array(columns.reduce((sum, { byteLength }) => sum + aligned(byteLength), start));
  new DataView(bytes.buffer).setUint32(0, start - HEAD, true);
  bytes.fill(0x20, HEAD, start).set(head, HEAD);
  let at = start;
  for (const { buffer, byteOffset, byteLength } of columns) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += aligned(byteLength);
  }
  return bytes;
}

const isColumn = (value: unknown): value is Column =>
  value instanceof Float64Array || value instanceof Float32Array || value instanceof Int32Array;

/**
 * What `pack` was given, with arrays of their own.
 * @throws DataError for bytes that it has not made
 */
export function unpack(bytes: Uint8Array): unknown {
  try {
    const start = HEAD + new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
    if (start > bytes.length) throw new RangeError('a head that is longer than all bytes');
    const head = JSON.parse(Buffer.from(bytes.subarray(HEAD, start)).toString('utf8')) as {
      readonly value: unknown;
      readonly columns: readonly (readonly [TypeName, number])[];
    };
    const columns = columnsOf(bytes, start, head.columns);
    return revived(head.value, columns);
  } catch (cause) {
    throw new DataError('expected packed values, got other bytes', { cause });
  }
}

function columnsOf(
  bytes: Uint8Array,
  start: number,
  heads: readonly (readonly [TypeName, number])[],
): readonly Column[] {
  let at = start;
  const columns = heads.map(([name, length]) => {
    if (!Object.hasOwn(types, name) || !Number.isSafeInteger(length) || length < 0)
      throw new RangeError('a column of another type');
    const Type = types[name];
    const end = at + length * Type.BYTES_PER_ELEMENT;
    if (end > bytes.length) throw new RangeError('a column that ends after all bytes');
    // A copy, whose buffer begins with it.
    const column = new Type(new Uint8Array(bytes.subarray(at, end)).buffer);
    at += aligned(end - at);
    return column;
  });
  if (at !== bytes.length) throw new RangeError('bytes after the last column');
  return columns;
}

/** Names such as `__proto__` stay ordinary names. */
function revived(value: unknown, columns: readonly Column[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one: unknown) => revived(one, columns));
  const entries = Object.entries(value);
  const [[name, only] = ['', undefined]] = entries;
  if (name === NUMBER) return Number(only);
  if (name === COLUMN) {
    const column = columns.at(Number(only));
    if (column === undefined) throw new RangeError('a column that there is not');
    return column;
  }
  return Object.fromEntries(entries.map(([key, one]) => [key, revived(one, columns)]));
}
