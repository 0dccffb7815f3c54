/** Files that are damaged, cut off or hostile end in an error of hindcast's, in bounded time and memory. */

import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { ColumnDecoder } from 'hyparquet/src/types.js';
import { endOfStruct } from '../../../../src/data/csv/columnar/check-thrift.ts';
import { pagesOf } from '../../../../src/data/csv/columnar/parquet-pages.ts';
import type { ParquetPageReader } from '../../../../src/data/csv/columnar/parquet-pages.ts';
import { loadCsv } from '../../../../src/data/csv/read-candles.ts';
import { DataError, UsageError } from '../../../../src/errors.ts';
import { Random } from '../../../../src/math/random.ts';
import { tableFile } from '../../../helpers/tables.ts';

/** Damaged files of each kind. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 40);

async function outcomeOf(bytes: Uint8Array): Promise<string> {
  try {
    await loadCsv('-', {}, () => Readable.from([bytes]));
    return 'read';
  } catch (error) {
    if (error instanceof DataError || error instanceof UsageError) return 'rejected';
    throw error;
  }
}

const FILES = [
  'candles-uncompressed.parquet',
  'candles-snappy.parquet',
  'candles-gzip.parquet',
  'candles-lz4.parquet',
  'candles-zstd.parquet',
  'types.parquet',
  'pandas-index.parquet',
  'candles-uncompressed.arrow',
  'candles-lz4.arrow',
  'candles-stream.arrow',
  'types.arrow',
  'pandas-index.arrow',
  'pandas-index-stream.arrow',
];

describe.each(FILES)('%s', (name) => {
  const whole = readFileSync(tableFile(name));

  test.skipIf(/stream/.test(name))('is rejected where it is cut off', async () => {
    for (let i = 1; i <= 20; i++)
      expect(await outcomeOf(whole.subarray(0, Math.floor((whole.length * i) / 21)))).toBe('rejected');
  });

  test('with other bytes is read or rejected', async () => {
    const random = new Random(7);
    const seen = new Set<string>();
    for (let run = 0; run < RUNS; run++) {
      const bytes = new Uint8Array(whole);
      for (let change = 0; change <= run % 4; change++) {
        // Half of the changes are in the last part, which describes the rest.
        const first = random.uniform() < 0.5 ? 4 : Math.max(4, bytes.length - 1500);
        const at = first + Math.floor(random.uniform() * (bytes.length - first));
        bytes[at] = random.uniform() < 0.3 ? 255 : Math.floor(random.uniform() * 256);
      }
      seen.add(await outcomeOf(bytes));
    }
    expect(seen).toContain('rejected');
  });
});

describe('a header', () => {
  const page = (...bytes: number[]): Uint8Array => Uint8Array.from([0x15, 0, ...bytes, 0, 0]);
  const read = (bytes: Uint8Array, rows: number) => async () => {
    const { parquetHeader } = await import('hyparquet/src/column.js');
    const readers = { parquetHeader } as unknown as ParquetPageReader;
    return [...pagesOf(bytes, rows, {} as ColumnDecoder, readers)];
  };

  test('that claims a page of two gigabytes is rejected before it is unpacked', async () => {
    const bytes = page(0x15, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0x15, 0);
    await expect(read(bytes, 10)()).rejects.toThrow('a page of 2147483647 bytes, where at most 268435456');
  });

  test('that claims more values than there are rows is rejected', async () => {
    const bytes = page(0x15, 20, 0x15, 0, 0x2c, 0x15, 0xc8, 0x01, 0x15, 0, 0x15, 0, 0x15, 0, 0);
    await expect(read(bytes, 10)()).rejects.toThrow('a page of 100 values, where at most 10 are expected');
  });

  test('that claims a long list, or is nested deeply, is rejected', () => {
    expect(() => endOfStruct(Uint8Array.from([0x19, 0xfc, 0xff, 0xff, 0xff, 0x07, 0]), 0)).toThrow(
      'a list that is longer',
    );
    expect(() => endOfStruct(new Uint8Array(1000).fill(0x1c), 0)).toThrow('nested too deeply');
    expect(() => endOfStruct(Uint8Array.from([0x18, 0xff, 0xff, 0xff, 0x7f]), 0)).toThrow('cut off');
    expect(() => endOfStruct(new Uint8Array(40).fill(0xff), 0)).toThrow('unknown type');
    expect(() => endOfStruct(Uint8Array.from([0x16, ...new Uint8Array(20).fill(0x80)]), 0)).toThrow(
      'does not end',
    );
    expect(endOfStruct(Uint8Array.from([0x15, 2, 0]), 0)).toBe(3);
  });
});
