/**
 * Safetensors, the file format for named arrays of numbers (https://huggingface.co/docs/safetensors):
 *
 *     8 bytes   n, the length of the header, little-endian
 *     n bytes   JSON: { name: { dtype, shape, data_offsets: [from, to] }, …, "__metadata__": { text: text } }
 *     the rest  the arrays, row-major and little-endian, one after another without a gap
 *
 * The npm package of that name is an empty 0.0.1, and the format is simple. A file may come from anyone, so every number
 * in it is checked before it is used, and nothing in it is executed.
 */

import { isCount } from '../text/shape.ts';
import { DataError } from '../errors.ts';
import { escapeControl } from '../text/escape.ts';
import { parseJson } from '../text/strict-json.ts';

/** A named array of numbers, row-major. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array;
}

export interface Safetensors {
  readonly metadata: Readonly<Record<string, string>>;
  /** In the order of the data. */
  readonly tensors: readonly Tensor[];
}

const METADATA = '__metadata__';
/** Limit of the reference implementation; our headers have a hundred bytes per array. */
const LONGEST_HEADER = 100_000_000;
const SIZES: ReadonlyMap<unknown, 4 | 8> = new Map([
  ['F64', 8],
  ['F32', 4],
]);
/** Keeps array lengths and offsets exact integers. */
const MOST = Number.MAX_SAFE_INTEGER;

/** The bytes of a file, equal for equal content. Wider numbers come first, so that every array is aligned. */
export function writeSafetensors({ metadata, tensors }: Safetensors): Uint8Array {
  const ordered = tensors.toSorted((a, b) => b.values.BYTES_PER_ELEMENT - a.values.BYTES_PER_ELEMENT);
  let end = 0;
  const entries = ordered.map(({ name, shape, values }) => {
    const from = end;
    end += values.byteLength;
    const dtype = values instanceof Float64Array ? 'F64' : 'F32';
    return [name, { dtype, shape, data_offsets: [from, end] }] as const;
  });
  const text = JSON.stringify(Object.fromEntries([[METADATA, metadata], ...entries]));
  const json = Buffer.from(text);
  const length = Math.ceil(json.length / 8) * 8; // spaces after it put the arrays on a multiple of 8
  const bytes = new Uint8Array(8 + length + end).fill(0x20, 8, 8 + length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  let at = 8 + length;
  for (const { values } of ordered) {
    const size = values.BYTES_PER_ELEMENT;
    for (const value of values) {
      if (size === 8) view.setFloat64(at, value, true);
      else view.setFloat32(at, value, true);
      at += size;
    }
  }
  return bytes;
}

/** A tensor in the header: its type, shape and bytes. */
interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: 4 | 8;
  readonly from: number;
  readonly to: number;
}

type RefuseTensors = (expected: string, got: string) => DataError;

/**
 * The content of a file. Of the types of numbers, only F32 and F64 are supported.
 * @param source - the file's name, for messages
 * @throws DataError for anything that does not follow the format
 */
export function readSafetensors(bytes: Uint8Array, source: string): Safetensors {
  const refuse: RefuseTensors = (expected, got) =>
    new DataError(escapeControl(`expected ${expected} in ${source}, got ${got}`), {
      hint: 'the file is damaged or is not a safetensors file: save it again',
    });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw refuse('at least the 8 bytes of a header length', `${bytes.length} bytes`);
  const length = Number(view.getBigUint64(0, true));
  if (length > LONGEST_HEADER || length > bytes.length - 8)
    throw refuse(
      `a header of at most ${Math.min(LONGEST_HEADER, bytes.length - 8)} bytes`,
      `a length of ${length}`,
    );
  const header = parseHeader(bytes.subarray(8, 8 + length), refuse);
  const dataSize = bytes.length - 8 - length;
  const metadata = header
    .filter(([name]) => name === METADATA)
    .flatMap(([name, fields]) => parseMetadata(fieldsOf(name, fields, refuse), refuse));
  const entries = header
    .filter(([name]) => name !== METADATA)
    .map(([name, fields]) => parseEntry(name, fieldsOf(name, fields, refuse), dataSize, refuse))
    // An empty array may start where the next one does.
    .toSorted((one, other) => one.from - other.from || one.to - other.to);
  checkContiguous(entries, dataSize, refuse);
  const tensors = entries.map((entry) => readTensor(view, 8 + length, entry));
  return { metadata: Object.fromEntries(metadata), tensors };
}

function fieldsOf(
  name: string,
  value: unknown,
  refuse: RefuseTensors,
): readonly (readonly [string, unknown])[] {
  const fields = objectOf(value);
  if (fields === undefined) throw refuse(`an object for ${shown(name)}`, kindOf(value));
  return fields;
}

function parseMetadata(
  fields: readonly (readonly [string, unknown])[],
  refuse: RefuseTensors,
): readonly (readonly [string, string])[] {
  return fields.map(([key, text]) => {
    if (typeof text !== 'string') throw refuse(`text for \`${key}\` of ${METADATA}`, kindOf(text));
    return [key, text];
  });
}

function parseEntry(
  name: string,
  fields: readonly (readonly [string, unknown])[],
  dataSize: number,
  refuse: RefuseTensors,
): Entry {
  const { dtype, shape, data_offsets: offsets } = Object.fromEntries(fields);
  const size = SIZES.get(dtype);
  if (size === undefined)
    throw refuse(`F32 or F64 as the dtype of ${shown(name)}`, JSON.stringify(dtype ?? null).slice(0, 80));
  if (!isCounts(shape)) throw refuse(`a list of lengths as the shape of ${shown(name)}`, kindOf(shape));
  if (!isCounts(offsets) || offsets.length !== 2)
    throw refuse(`two offsets for ${shown(name)}`, kindOf(offsets));
  const count = shape.reduce((product, extent) => product * extent, 1);
  const [from, to] = offsets;
  if (to < from || to > dataSize)
    throw refuse(`offsets within ${dataSize} bytes for ${shown(name)}`, `${from} to ${to}`);
  if (to - from !== count * size)
    throw refuse(`${count * size} bytes for ${shown(name)}`, `${to - from} (${from} to ${to})`);
  return { name, shape, size, from, to };
}

/** Throws unless the arrays follow each other without a gap and fill the data. */
function checkContiguous(entries: readonly Entry[], dataSize: number, refuse: RefuseTensors): void {
  let end = 0;
  for (const { name, from, to } of entries) {
    if (from !== end) throw refuse(`${shown(name)} to start at byte ${end}`, `${from}`);
    end = to;
  }
  if (end !== dataSize) throw refuse(`${end} bytes of arrays`, `${dataSize}`);
}

/** @param start - byte at which the data starts */
function readTensor(view: DataView, start: number, { name, shape, size, from, to }: Entry): Tensor {
  const at = start + from;
  const values =
    size === 8
      ? Float64Array.from({ length: (to - from) / 8 }, (_, i) => view.getFloat64(at + 8 * i, true))
      : Float32Array.from({ length: (to - from) / 4 }, (_, i) => view.getFloat32(at + 4 * i, true));
  return { name, shape, values };
}

function shown(name: string): string {
  return `\`${name.slice(0, 80)}\``;
}

function parseHeader(bytes: Uint8Array, refuse: RefuseTensors): readonly (readonly [string, unknown])[] {
  let header: unknown;
  try {
    header = parseJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    throw refuse('a header of valid JSON', `an error: ${(error as Error).message.slice(0, 200)}`);
  }
  const entries = objectOf(header);
  if (entries === undefined) throw refuse('an object as the header', kindOf(header));
  return entries;
}

function objectOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value)
    : undefined;
}

function isCounts(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.every(isCount) &&
    value.reduce((product: number, one: number) => product * Math.max(one, 1), 1) <= MOST
  );
}

/** A value as messages show it. */
function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  return JSON.stringify(value).slice(0, 80);
}
