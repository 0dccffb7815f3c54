/** A file as the reader of any text gives it, and as the reader of regular files does: the same result, the same error, or none. */

import { decodeText } from '../../src/data/csv/decode-text.ts';
import type { CsvOptions, CsvResult } from '../../src/data/csv/csv-result.ts';
import { readCsv } from '../../src/data/csv/read-candles.ts';
import { readRegular } from '../../src/data/csv/regular/read-regular.ts';
import { HindcastError } from '../../src/errors.ts';

export interface Both {
  readonly any: unknown;
  /** `undefined` if the file is not regular. */
  readonly regular: unknown;
}

const SOURCE = 'a.csv';

/**
 * What the two readers make of a file.
 * @param chunk - bytes of a chunk
 * @param firstLines - lines that decide its form
 */
export async function readBoth(
  text: string,
  options: CsvOptions = {},
  { chunk = 1 << 16, firstLines }: { readonly chunk?: number; readonly firstLines?: number } = {},
): Promise<Both> {
  const bytes = Buffer.from(text);
  const asked = { ...options, id: 'a' };
  const file = { chunks: chunksOf(bytes, chunk), size: bytes.length };
  const any = await outcomeOf(async () => {
    const decoded = decodeText(bytes, SOURCE);
    return readCsv(decoded.text, SOURCE, { ...asked, encoding: decoded.encoding });
  });
  return { any, regular: await outcomeOf(() => readRegular(file, SOURCE, asked, { firstLines })) };
}

async function outcomeOf(read: () => Promise<CsvResult | undefined>): Promise<unknown> {
  try {
    const result = await read();
    return result && { ...result, candles: result.candles.map(bitsOf) };
  } catch (error) {
    if (!(error instanceof HindcastError)) throw error;
    return { error: error.message, hint: error.hint, exit: error.exit };
  }
}

/** The candles with the bits of their numbers: these tell 0 from -0, and are compared quickly. */
function bitsOf({ time, lines, columns, ...others }: CsvResult['candles'][number]): unknown {
  const hex = ({ buffer, byteOffset, byteLength }: Float64Array | Int32Array) =>
    Buffer.from(buffer, byteOffset, byteLength).toString('hex');
  return {
    ...others,
    time: hex(time),
    lines: lines && hex(lines),
    columns: Object.entries(columns).map(([name, values]) => [name, hex(values)]),
  };
}

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}
