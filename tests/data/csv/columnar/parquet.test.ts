/** Parquet files as sources, written by other implementations, and by `export`. */

import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { loadCsv } from '../../../../src/data/csv/read-candles.ts';
import { parquetTable } from '../../../../src/data/csv/columnar/parquet.ts';
import { unpackedZstd } from '../../../../src/data/csv/columnar/zstd.ts';
import { bytesSource } from '../../../../src/data/csv/columnar/formats.ts';
import { candlesParquet } from '../../../../src/report/parquet/candles.ts';
import { hindcast } from '../../../helpers/run.ts';
import { tableFile, written } from '../../../helpers/tables.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'parquet-'));

/** Zstandard is in some versions of Node.js only. */
const CODECS = [
  'uncompressed',
  'snappy',
  'gzip',
  'brotli',
  'lz4',
  ...('zstdDecompressSync' in zlib ? ['zstd'] : []),
];

describe('a Parquet file', () => {
  test.each(CODECS)('packed with %s is read', async (codec) => {
    const { candles, warnings } = await loadCsv(tableFile(`candles-${codec}.parquet`));
    expect(warnings).toEqual([]);
    const { time, columns } = candles[0];
    const { time: expected, ...others } = written;
    expect(Array.from(time)).toEqual(expected);
    expect(columns).toEqual(
      Object.fromEntries(Object.entries(others).map(([name, values]) => [name, Float64Array.from(values)])),
    );
  });

  test('may have nulls, numbers of 32 bits, local times and lists, and names its series', async () => {
    const { candles, reading } = await loadCsv(tableFile('types.parquet'), { others: ['trades'] });
    expect(candles.map(({ id, time }) => [id, time.length])).toEqual([
      ['BTC/USD', 200],
      ['ETH/USD', 200],
    ]);
    const [, { columns }] = candles;
    expect(columns['close'][3]).toBeNaN();
    expect(columns['close'][4]).toBe(written.close[9]);
    expect(columns['open'][4]).toBe(Math.fround(written.open[9]));
    expect(columns['trades'][4]).toBe(9);
    expect(reading.columns.unread.map(({ index }) => reading.header[index])).toEqual([
      'list',
      'note',
      'isFinal',
    ]);
    const local = await loadCsv(tableFile('types.parquet'), { timeZone: 'Asia/Seoul' });
    expect(candles[0].time[0] - local.candles[0].time[0]).toBe(9 * 3_600_000);
  });

  test('has the index of pandas first, in nanoseconds, rounded down', async () => {
    const { candles, reading } = await loadCsv(tableFile('pandas-index.parquet'));
    expect(reading.header).toEqual(['', 'Open', 'Close', 'Volume']);
    expect(Array.from(candles[0].time)).toEqual(written.time);
    expect(Array.from(candles[0].columns['volume'])).toEqual(written.volume);
  });

  test('has days as times', async () => {
    const { candles } = await loadCsv(tableFile('days.parquet'));
    expect(candles[0].time[399]).toBe(Date.UTC(2024, 0, 400));
  });

  test('may come from standard input, and packed', async () => {
    const bytes = await readFile(tableFile('candles-snappy.parquet'));
    const direct = await loadCsv(tableFile('candles-snappy.parquet'));
    const piped = await loadCsv('-', {}, () => Readable.from([bytes.subarray(0, 5), bytes.subarray(5)]));
    expect(piped.candles[0].columns).toEqual(direct.candles[0].columns);
    await writeFile(path.join(folder, 'a.parquet.gz'), zlib.gzipSync(bytes));
    const packed = await loadCsv(path.join(folder, 'a.parquet.gz'));
    expect(packed.candles[0].time).toEqual(direct.candles[0].time);
  });

  test('needs packages, which the error names', async () => {
    const gone = (): Promise<never> => Promise.reject(new Error('no such package'));
    const file = bytesSource(await readFile(tableFile('candles-snappy.parquet')));
    await expect(parquetTable(file, 'a', gone)).rejects.toMatchObject({
      message: 'a Parquet file needs the package `hyparquet`, which is not installed here',
      hint: 'convert it to CSV, or install the package beside hindcast: `npm install --ignore-scripts hyparquet`',
    });
    await expect(candlesParquet([], gone)).rejects.toThrow('`hyparquet-writer`');
  });

  test('that is packed with Zstandard needs a Node.js that unpacks it', () => {
    const bytes = Buffer.from('packed');
    expect(() => unpackedZstd(bytes, 6, {})).toThrow('which Node.js unpacks from version 22.15 on');
    const unpacked = unpackedZstd(bytes, 6, { zstdDecompressSync: (given) => Buffer.from(given) });
    expect(Buffer.from(unpacked).toString()).toBe('packed');
  });

  test('takes no decimal mark', async () => {
    const { code, stderr } = await hindcast(['data', tableFile('days.parquet'), '--decimal-mark', ',']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('is a file of Parquet')]);
  });
});

describe('export --format parquet', () => {
  const rows = Array.from({ length: 300 }, (_, i) => i);
  const panel = path.join(folder, 'panel.csv');
  const lines = rows.map(
    (i) =>
      `${i % 2 === 0 ? 'a' : 'b'},${new Date(Date.UTC(2024, 0, 1 + (i >> 1))).toISOString()},${i === 4 ? '' : `${i}.1`},-0`,
  );

  test('is read back the same to the bit', async () => {
    await writeFile(panel, `unique_id,time,close,volume\n${lines.join('\n')}\n`);
    const file = path.join(folder, 'panel.parquet');
    const { code, stderr } = await hindcast(['export', panel, '--format', 'parquet', '--output', file]);
    expect([code, stderr]).toEqual([0, `${file}: 300 candles\n`]);
    const [before, after] = [await loadCsv(panel), await loadCsv(file)];
    expect(after.candles.map(({ id, time, columns }) => ({ id, time, columns }))).toEqual(
      before.candles.map(({ id, time, columns }) => ({ id, time, columns })),
    );
    expect(after.candles[0].columns['volume'][0]).toBe(-0);
  });
});
