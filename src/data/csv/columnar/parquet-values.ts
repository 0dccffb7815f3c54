/** What the columns of a Parquet file are, and their values as numbers, times or text. */

import type { DecodedArray, SchemaElement, SchemaTree } from 'hyparquet';
import type { TableColumn } from './column-table.ts';
import { WordCodes } from './column-table.ts';
import type { ColumnPage } from './parquet-pages.ts';
import { clockText, wholeTime, wholeTimes } from './whole-times.ts';

/** What a column is. */
export type ElementKind =
  | { readonly kind: 'number' }
  | { readonly kind: 'text' }
  /** Units in a millisecond, and whether the times are in UTC. */
  | { readonly kind: 'time'; readonly perMs: number; readonly isUtc: boolean }
  | { readonly kind: 'clock'; readonly perMs: number };

const PER_MS: Readonly<Record<string, number>> = { MILLIS: 1, MICROS: 1e3, NANOS: 1e6 };
/** A day is so many milliseconds. */
const PER_DAY = 1 / 86_400_000;
const NUMBERS: ReadonlySet<string> = new Set(['INT32', 'INT64', 'FLOAT', 'DOUBLE']);
/** Kinds of bytes that are text. */
const TEXTS: ReadonlySet<string> = new Set(['UTF8', 'ENUM', 'JSON', 'STRING', 'UUID']);

/** What a column is; `undefined` for what is no column of a table of prices: lists, structures, bytes. */
export function kindOfElement({ element, children }: SchemaTree): ElementKind | undefined {
  const { type, logical_type: logical, converted_type: converted, repetition_type: repetition } = element;
  if (children.length > 0 || repetition === 'REPEATED' || type === undefined) return undefined;
  if (logical?.type === 'TIMESTAMP')
    return { kind: 'time', perMs: PER_MS[logical.unit], isUtc: logical.isAdjustedToUTC };
  if (converted === 'TIMESTAMP_MILLIS') return { kind: 'time', perMs: 1, isUtc: true };
  if (converted === 'TIMESTAMP_MICROS') return { kind: 'time', perMs: 1e3, isUtc: true };
  // Written by Spark and Impala; some mean UTC by it, others local time.
  if (type === 'INT96') return { kind: 'time', perMs: 1, isUtc: false };
  if (logical?.type === 'DATE' || converted === 'DATE') return { kind: 'time', perMs: PER_DAY, isUtc: false };
  if (logical?.type === 'TIME') return { kind: 'clock', perMs: PER_MS[logical.unit] };
  if (converted === 'TIME_MILLIS') return { kind: 'clock', perMs: 1 };
  if (converted === 'TIME_MICROS') return { kind: 'clock', perMs: 1e3 };
  if (converted === 'INTERVAL' || converted === 'BSON') return undefined;
  if (NUMBERS.has(type) || isDecimal(element) || logical?.type === 'FLOAT16') return { kind: 'number' };
  const isText = TEXTS.has(converted ?? '') || TEXTS.has(logical?.type ?? '');
  return type === 'BOOLEAN' || isText || (type === 'BYTE_ARRAY' && logical === undefined)
    ? { kind: 'text' }
    : undefined;
}

function isDecimal({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return converted === 'DECIMAL' || logical?.type === 'DECIMAL';
}

/** The element as `hyparquet` is to decode it: times as the counts that they are, decimals by their older name too. */
export function plainElement(element: SchemaElement): SchemaElement {
  const { converted_type: converted, logical_type: logical, ...rest } = element;
  if (logical?.type === 'DECIMAL') return { ...rest, converted_type: 'DECIMAL', scale: logical.scale };
  const isTime = /^(?:TIME|DATE)/.test(logical?.type ?? '') || /^(?:TIME|DATE)/.test(converted ?? '');
  if (isTime) return rest;
  return converted === 'JSON' ? { ...rest, converted_type: 'UTF8' } : element;
}

/** Takes the pages of a column until it is full. */
export class ParquetValues {
  private readonly kind: ElementKind;
  private readonly total: number;
  private count = 0;
  /** Numbers, or places in `words`. */
  private readonly out: Float64Array | Int32Array;
  private readonly texts = new WordCodes();
  private dictionary: Float64Array | Int32Array = new Float64Array();

  constructor(kind: ElementKind, count: number) {
    this.kind = kind;
    this.total = count;
    this.out =
      kind.kind === 'number' || kind.kind === 'time' ? new Float64Array(count) : new Int32Array(count);
  }

  get isFull(): boolean {
    return this.count === this.total;
  }

  add(page: ColumnPage): void {
    if (page.kind === 'dictionary') {
      this.dictionary = this.decoded(page.values);
      return;
    }
    const { out, dictionary } = this;
    const first = this.count;
    const end = Math.min(this.total, first + page.rows);
    const isCoded = page.kind === 'places';
    const values = isCoded ? (page.values as ArrayLike<number>) : this.decoded(page.values);
    const missing = out instanceof Int32Array ? -1 : NaN;
    let next = 0;
    for (let row = first; row < end; row++) {
      if (page.levels !== undefined && page.levels[row - first] !== 1) out[row] = missing;
      else {
        const at = next++;
        const place = isCoded ? values[at] : at;
        const from = isCoded ? dictionary : values;
        if (!(place < from.length)) throw new Error('a value that is not there');
        out[row] = from[place];
      }
    }
    this.count = end;
  }

  /** @throws Error if values are missing */
  end(): TableColumn {
    const { kind, out, texts } = this;
    if (!this.isFull) throw new Error(`${this.count} values in a column of ${this.total} rows`);
    if (out instanceof Int32Array) return { kind: 'text', words: texts.words, codes: out };
    return kind.kind === 'time'
      ? { kind: 'time', values: out, isUtc: kind.isUtc }
      : { kind: 'number', values: out };
  }

  /** Values as numbers, or as places in `words`. */
  private decoded(values: DecodedArray): Float64Array | Int32Array {
    const { kind, texts } = this;
    if (kind.kind === 'number') return numbersOf(values);
    if (kind.kind === 'time') return timesOf(values, kind.perMs);
    const codes = new Int32Array(values.length);
    for (let i = 0; i < codes.length; i++) codes[i] = texts.codeOf(textOf(values[i], kind));
    return codes;
  }
}

// Plain loops: `Float64Array.from` takes five times as long.
function numbersOf(values: DecodedArray): Float64Array {
  if (values instanceof Float64Array) return values;
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = Number(values[i]);
  return out;
}

function timesOf(values: DecodedArray, perMs: number): Float64Array {
  if (values instanceof BigInt64Array) return wholeTimes(values, perMs);
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = wholeTime(values[i] as number, perMs);
  return out;
}

function textOf(value: unknown, kind: ElementKind): string {
  return kind.kind === 'clock' ? clockText(wholeTime(value as bigint | number, kind.perMs)) : String(value);
}
