/**
 * Reads a long file whose rows are all of one form: the first rows as any text, which decides what everything is, and the rest
 * from bytes straight into columns. The result is what `readCsv` gives for the same file; a file that is not regular is
 * left to it, so that there is one reader that knows about damage and dialects.
 */

import { HindcastError } from '../../../errors.ts';
import type { CsvResult, TextReading } from '../csv-result.ts';
import { decodeText } from '../decode-text.ts';
import type { ReopenedFile } from '../decode-text.ts';
import { tradesIn } from '../trades/trade-columns.ts';
import { FIRST_LINES, regularStart } from './regular-form.ts';
import { CandleLines, TradeLines } from './regular-lines.ts';
import type { LinesTaken } from './regular-lines.ts';

/** The first lines must end within these bytes, and every other line within them. */
const FIRST_BYTES = 1 << 20;
const LF = 10;

export interface RegularReading {
  readonly onBytes?: (bytes: number) => void;
  /** Lines whose rows decide. */
  readonly firstLines?: number;
}

/** The candles of a regular file; `undefined` if it is not regular, or too short to be worth it. */
export async function readRegular(
  file: ReopenedFile,
  source: string,
  options: TextReading & { readonly id: string },
  { onBytes, firstLines = FIRST_LINES }: RegularReading = {},
): Promise<CsvResult | undefined> {
  const lines = new RegularLines(source, { ...options, encoding: 'utf-8' }, file.size, firstLines);
  try {
    let bytes = 0;
    for await (const chunk of file.chunks) {
      if (!lines.add(chunk)) return undefined;
      bytes += chunk.length;
      onBytes?.(bytes);
    }
  } catch (error) {
    if (error instanceof HindcastError) return undefined; // the other reader finds it too, and says what it is
    throw error;
  }
  return lines.end();
}

/** Takes a file chunk by chunk. */
class RegularLines {
  private readonly source: string;
  private readonly options: TextReading & { readonly id: string };
  private readonly size: number;
  private readonly firstLines: number;
  /** Bytes that are not read yet: of the first lines, then of a line that the last chunk cut. */
  private rest: Uint8Array = Buffer.alloc(0);
  private rows: LinesTaken | undefined;

  constructor(
    source: string,
    options: TextReading & { readonly id: string },
    size: number,
    firstLines: number,
  ) {
    this.source = source;
    this.options = options;
    this.size = size;
    this.firstLines = firstLines;
  }

  /** `false` if the file is not regular. */
  add(chunk: Uint8Array): boolean {
    if (this.rows !== undefined) return this.take(this.rows, chunk);
    this.rest = Buffer.concat([this.rest, chunk]);
    const end = lineEnd(this.rest, this.firstLines);
    if (end === 0) return this.rest.length < FIRST_BYTES;
    const { rest } = this;
    const rows = this.begin(rest.subarray(0, end));
    this.rest = Buffer.alloc(0);
    return rows !== undefined && this.take(rows, rest.subarray(end));
  }

  /** The candles, after the last chunk. */
  end(): CsvResult | undefined {
    const { rows } = this;
    const last = Buffer.concat([this.rest, Buffer.of(LF)]);
    if (rows === undefined || (this.rest.length > 0 && !rows.take(last, 0, last.length))) return undefined;
    return rows.end();
  }

  private begin(bytes: Uint8Array): LinesTaken | undefined {
    const { source, options, size, firstLines } = this;
    const { text, encoding } = decodeText(bytes, source);
    if (encoding !== options.encoding) return undefined;
    const trades = options.candleLength && tradesIn(text, source, options.id, options);
    const asked = { ...options, areTrades: trades !== undefined };
    const start = regularStart(text, source, options.id, asked);
    if (start === undefined) return undefined;
    this.rows =
      trades === undefined
        ? new CandleLines(start, options, firstLines, Math.ceil((size / bytes.length) * firstLines))
        : new TradeLines(start, trades, options, firstLines);
    return this.rows;
  }

  /** Reads the lines that end in `chunk`, the first of which may have begun in the chunk before. */
  private take(rows: LinesTaken, chunk: Uint8Array): boolean {
    let from = 0;
    if (this.rest.length > 0) {
      from = chunk.indexOf(LF) + 1;
      const first = Buffer.concat([this.rest, from === 0 ? chunk : chunk.subarray(0, from)]);
      if (from === 0) {
        this.rest = first;
        return first.length < FIRST_BYTES;
      }
      if (!rows.take(first, 0, first.length)) return false;
    }
    const end = chunk.lastIndexOf(LF) + 1;
    this.rest = Buffer.from(chunk.subarray(Math.max(from, end)));
    return this.rest.length < FIRST_BYTES && rows.take(chunk, from, end);
  }
}

/** The position after the `count`th line end; 0 if there are fewer. */
function lineEnd(bytes: Uint8Array, count: number): number {
  let at = 0;
  for (let line = 0; line < count; line++) {
    at = bytes.indexOf(LF, at) + 1;
    if (at === 0) return 0;
  }
  return at;
}
