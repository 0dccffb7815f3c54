/** The values of the parts of an Arrow column: numbers, times, or the places of its texts. */

import { bitAt, bytesOf, validityOf, valuesOf } from './arrow-buffers.ts';
import type { ArrowPart } from './arrow-messages.ts';
import type { ArrowType } from './arrow-schema.ts';
import type { WordCodes } from './column-table.ts';
import { clockText, wholeTimes } from './whole-times.ts';

/** The most characters of the texts of a part, which may repeat one another. */
const MOST_CHARACTERS = 1 << 28;
const LITTLE = true;

/** One value for each row of the part; `NaN` or -1 where it is missing. `undefined` for a type that is not read. */
export function decodedPart(
  part: ArrowPart,
  type: ArrowType,
  texts: WordCodes,
): Float64Array | Int32Array | undefined {
  const values = presentValues(part, type, texts);
  const bits = values && validityOf(part);
  if (bits === undefined || values === undefined) return values;
  const missing = values instanceof Int32Array ? -1 : NaN;
  for (let row = 0; row < values.length; row++) if (!bitAt(bits, row)) values[row] = missing;
  return values;
}

/** Values with anything where one is missing. */
function presentValues(
  part: ArrowPart,
  type: ArrowType,
  texts: WordCodes,
): Float64Array | Int32Array | undefined {
  switch (type.kind) {
    case 'int':
      return wholeNumbers(part, type.bits, type.isSigned);
    case 'float':
      return floats(part, type.bits);
    case 'decimal':
      return decimals(part, type.bits, type.scale);
    case 'time':
      return timesOf(part, type.bits, type.perMs);
    case 'clock':
      return Int32Array.from(timesOf(part, type.bits, type.perMs), (ms) => texts.codeOf(clockText(ms)));
    case 'bool':
      return truths(part, texts);
    case 'text':
      return textsOf(part, type.offsetBytes, texts);
    case 'view':
      return viewedTexts(part, texts);
    case 'other':
      return undefined;
  }
}

function truths(part: ArrowPart, texts: WordCodes): Int32Array {
  const bits = bytesOf(part, 1, Math.ceil(part.rows / 8));
  const codes = new Int32Array(part.rows);
  for (let row = 0; row < codes.length; row++) codes[row] = texts.codeOf(String(bitAt(bits, row)));
  return codes;
}

/** Places in a dictionary, and whole numbers. */
export function wholeNumbers(part: ArrowPart, bits: number, isSigned: boolean): Float64Array {
  const buffer = valuesOf(part, 1, bits / 8);
  if (bits === 64)
    return Float64Array.from(isSigned ? new BigInt64Array(buffer) : new BigUint64Array(buffer), Number);
  const Whole = WHOLE.get(bits)?.[isSigned ? 0 : 1];
  if (Whole === undefined) throw new Error(`whole numbers of ${bits} bits`);
  return copied(new Whole(buffer));
}

const WHOLE: ReadonlyMap<number, readonly [signed: WholeArray, other: WholeArray]> = new Map([
  [8, [Int8Array, Uint8Array]],
  [16, [Int16Array, Uint16Array]],
  [32, [Int32Array, Uint32Array]],
]);
type WholeArray = new (buffer: ArrayBuffer) => ArrayLike<number>;

function copied(values: ArrayLike<number>): Float64Array {
  const out = new Float64Array(values.length);
  out.set(values);
  return out;
}

function floats(part: ArrowPart, bits: number): Float64Array {
  if (bits === 64) return new Float64Array(valuesOf(part, 1, 8));
  if (bits === 32) return copied(new Float32Array(valuesOf(part, 1, 4)));
  if (bits === 16) return Float64Array.from(new Uint16Array(valuesOf(part, 1, 2)), halfFloat);
  throw new Error(`numbers of ${bits} bits`);
}

/** A number of 16 bits: a sign, 5 of the exponent, 10 of the fraction. */
function halfFloat(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * powerOf(2, -14);
  return sign * (1 + fraction) * powerOf(2, exponent - 15);
}

/** Exact, as products of a small whole number are. */
function powerOf(base: number, exponent: number): number {
  let power = 1;
  for (let i = 0; i < Math.abs(exponent); i++) power *= base;
  return exponent < 0 ? 1 / power : power;
}

function decimals(part: ArrowPart, bits: number, scale: number): Float64Array {
  if (!(bits >= 32 && bits <= 256 && bits % 32 === 0 && scale >= 0 && scale <= 76))
    throw new Error(`decimals of ${bits} bits with ${scale} places`);
  const view = new DataView(valuesOf(part, 1, bits / 8));
  const words = bits / 32;
  const out = new Float64Array(part.rows);
  for (let row = 0; row < out.length; row++) {
    let value = BigInt(view.getInt32(4 * (row * words + words - 1), LITTLE));
    for (let word = words - 2; word >= 0; word--)
      value = (value << 32n) | BigInt(view.getUint32(4 * (row * words + word), LITTLE));
    out[row] = Number(`${value}e-${scale}`);
  }
  return out;
}

function timesOf(part: ArrowPart, bits: number, perMs: number): Float64Array {
  if (Number.isNaN(perMs)) throw new Error('times of an unknown unit');
  if (bits === 64) return wholeTimes(new BigInt64Array(valuesOf(part, 1, 8)), perMs);
  const counts = new Int32Array(valuesOf(part, 1, 4));
  const factor = perMs < 1 ? Math.round(1 / perMs) : 1;
  return Float64Array.from(counts, (count) => (perMs < 1 ? count * factor : Math.floor(count / perMs)));
}

function textsOf(part: ArrowPart, offsetBytes: 4 | 8, texts: WordCodes): Int32Array {
  const codes = new Int32Array(part.rows);
  if (part.rows === 0) return codes;
  const buffer = valuesOf(part, 1, offsetBytes, part.rows + 1);
  const offsets =
    offsetBytes === 4 ? new Int32Array(buffer) : Float64Array.from(new BigInt64Array(buffer), Number);
  const bytes = Buffer.from(bytesOf(part, 2, 0));
  for (let row = 0; row < codes.length; row++) {
    const [from, to] = [offsets[row], offsets[row + 1]];
    if (!(from >= 0 && from <= to && to <= bytes.length)) throw new Error('a text outside its column');
    codes[row] = texts.codeOf(bytes.toString('utf8', from, to));
  }
  return codes;
}

/** Texts in views of 16 bytes: the length, and the text or where it is. */
function viewedTexts(part: ArrowPart, texts: WordCodes): Int32Array {
  const views = Buffer.from(valuesOf(part, 1, 16));
  const data = part.buffers.slice(2).map((_, i) => Buffer.from(bytesOf(part, i + 2, 0)));
  const codes = new Int32Array(part.rows);
  const bits = validityOf(part);
  let characters = 0;
  for (let row = 0; row < codes.length; row++) {
    if (bits !== undefined && !bitAt(bits, row)) continue;
    const at = 16 * row;
    const length = views.readInt32LE(at);
    const isHere = length <= 12;
    const bytes = isHere ? views : data.at(views.readInt32LE(at + 8));
    const from = isHere ? at + 4 : views.readInt32LE(at + 12);
    characters += length;
    if (bytes === undefined || !(length >= 0 && from >= 0 && from + length <= bytes.length))
      throw new Error('a text outside its column');
    if (characters > MOST_CHARACTERS) throw new Error('texts that are too long');
    codes[row] = texts.codeOf(bytes.toString('utf8', from, from + length));
  }
  return codes;
}
