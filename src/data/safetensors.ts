/**
 * Safetensors, the file format for named arrays of numbers (https://huggingface.co/docs/safetensors):
 *
 *     8 bytes   n, the length of the header, little-endian
 *     n bytes   JSON: { name: { dtype, shape, data_offsets: [from, to] }, …, "__metadata__": { text: text } }
 *     the rest  the arrays, row-major and little-endian, one after another without a hole
 *
 * The package of that name on npm is an empty 0.0.1, and the format is shorter than a wrapper around another's would be.
 * A file may come from anyone, so every number in it is checked before it is used, and nothing of it is executed.
 */

import { DataError } from '../errors.ts';
import { escapeControl } from '../text/escape.ts';

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
/** As in the reference implementation; a header of ours has a hundred bytes per array. */
const LONGEST_HEADER = 100_000_000;
const SIZES: ReadonlyMap<unknown, 4 | 8> = new Map([
  ['F64', 8],
  ['F32', 4],
]);
/** Array lengths and offsets stay exact integers. */
const MOST = Number.MAX_SAFE_INTEGER;

/** The file's bytes: the same for the same content. Wider numbers come first, so that every array is aligned. */
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

/**
 * What a file holds; of the types of numbers those that we write, F32 and F64.
 * @param source - the file's name, for messages
 * @throws DataError for anything that is not as the format says
 */
export function readSafetensors(bytes: Uint8Array, source: string): Safetensors {
  const refuse = (expected: string, got: string): DataError =>
    new DataError(escapeControl(`expected ${expected} in ${source}, got ${got}`), {
      hint: 'the file is damaged, or no safetensors file: save it again',
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
  const data = bytes.length - 8 - length;
  const metadata: Record<string, string> = {};
  const places: { name: string; shape: readonly number[]; size: 4 | 8; from: number; to: number }[] = [];
  for (const [name, entry] of header) {
    const told = `\`${name.slice(0, 80)}\``;
    const fields = objectOf(entry);
    if (fields === undefined) throw refuse(`an object for ${told}`, kindOf(entry));
    if (name === METADATA) {
      for (const [key, text] of fields) {
        if (typeof text !== 'string') throw refuse(`text for \`${key}\` of ${METADATA}`, kindOf(text));
        metadata[key] = text;
      }
      continue;
    }
    const { dtype, shape, data_offsets: offsets } = Object.fromEntries(fields);
    const size = SIZES.get(dtype);
    if (size === undefined)
      throw refuse(`F32 or F64 as the dtype of ${told}`, JSON.stringify(dtype ?? null).slice(0, 80));
    if (!isCounts(shape)) throw refuse(`a list of lengths as the shape of ${told}`, kindOf(shape));
    if (!isCounts(offsets) || offsets.length !== 2) throw refuse(`two offsets for ${told}`, kindOf(offsets));
    const count = shape.reduce((product, extent) => product * extent, 1);
    const [from, to] = offsets;
    if (to < from || to > data) throw refuse(`offsets within ${data} bytes for ${told}`, `${from} to ${to}`);
    if (to - from !== count * size)
      throw refuse(`${count * size} bytes for ${told}`, `${to - from} (${from} to ${to})`);
    places.push({ name, shape, size, from, to });
  }
  // An empty array may lie where the next one starts.
  places.sort((a, b) => a.from - b.from || a.to - b.to);
  let end = 0;
  for (const { name, from, to } of places) {
    if (from !== end) throw refuse(`\`${name.slice(0, 80)}\` to start at byte ${end}`, `${from}`);
    end = to;
  }
  if (end !== data) throw refuse(`${end} bytes of arrays`, `${data}`);
  const tensors = places.map(({ name, shape, size, from, to }): Tensor => {
    const at = 8 + length + from;
    const values =
      size === 8
        ? Float64Array.from({ length: (to - from) / 8 }, (_, i) => view.getFloat64(at + 8 * i, true))
        : Float32Array.from({ length: (to - from) / 4 }, (_, i) => view.getFloat32(at + 4 * i, true));
    return { name, shape, values };
  });
  return { metadata, tensors };
}

function parseHeader(
  bytes: Uint8Array,
  refuse: (expected: string, got: string) => DataError,
): readonly (readonly [string, unknown])[] {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    throw refuse('a header of JSON', (error as Error).message.slice(0, 200));
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
    value.every((one) => Number.isSafeInteger(one) && one >= 0) &&
    value.reduce((product: number, one: number) => product * Math.max(one, 1), 1) <= MOST
  );
}

/** What a value is, in a word or two. */
function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  return JSON.stringify(value).slice(0, 80);
}
