/** ZIP archives as sources. */

import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCsv } from '../../../src/data/csv/read-candles.ts';
import { unzipped } from '../../../src/data/csv/unzip.ts';
import { hindcast } from '../../helpers/run.ts';
import { zipOf } from '../../helpers/zip.ts';

const HEADER = 'date,close\n';
const JANUARY = '2024-01-30,1.5\n2024-01-31,2.5\n';
const FEBRUARY = '2024-02-01,3.5\n2024-02-02,4.5\n';

const folder = await mkdtemp(path.join(tmpdir(), 'zip-'));

async function load(bytes: Buffer, name = 'BTC-USD.zip') {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return loadCsv(file);
}

async function textOf(bytes: Buffer): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of unzipped(chunksOf(bytes, 7), 'a.zip')) parts.push(part);
  return Buffer.concat(parts).toString();
}

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

test('the only file of an archive is read to the bit: it need not be text', async () => {
  expect(await textOf(zipOf({ 'a.parquet': 'PAR1 no line end PAR1' }))).toBe('PAR1 no line end PAR1');
});

describe('the tables of an archive are read as one', () => {
  test.each([
    ['with a header line in each', { 'b.csv': HEADER + FEBRUARY, 'a.csv': HEADER + JANUARY }, HEADER],
    ['without header lines', { 'm/2024-02.csv': FEBRUARY, 'm/2024-01.csv': JANUARY, 'm/': '' }, ''],
    [
      'without a last line end',
      { 'a.csv': HEADER + JANUARY.trimEnd(), 'b.csv': (HEADER + FEBRUARY).trimEnd() },
      HEADER,
    ],
    [
      'beside other files',
      {
        'a.csv': HEADER + JANUARY,
        'README.md': 'x',
        '__MACOSX/a.csv': 'x',
        'b.TXT': HEADER + FEBRUARY,
        '.c.csv': 'x',
      },
      HEADER,
    ],
    [
      'with an empty file',
      { 'a.csv': HEADER + JANUARY, 'b.csv': HEADER.trimEnd(), 'c.csv': HEADER + FEBRUARY },
      HEADER,
    ],
  ])('%s', async (_, files, header) => {
    const text = await textOf(zipOf(files));
    expect(text.replaceAll(/\n+/g, '\n')).toBe(header + JANUARY + FEBRUARY);
  });

  test('and give the candles of one file', async () => {
    const { candles, reading } = await load(zipOf({ 'a.csv': HEADER + JANUARY, 'b.csv': HEADER + FEBRUARY }));
    expect(candles.map(({ id }) => id)).toEqual(['BTC-USD']);
    expect([...candles[0].columns['close']]).toEqual([1.5, 2.5, 3.5, 4.5]);
    expect(reading.header).toEqual(['date', 'close']);
  });

  test('also a long one, and one from standard input', async () => {
    const rows = Array.from({ length: 9000 }, (_, i) => `${1_700_000_000 + 60 * i},${i}.5\n`);
    const bytes = zipOf({
      'a.csv': `time,close\n${rows.slice(0, 5000).join('')}`,
      'b.csv': `time,close\n${rows.slice(5000).join('')}`,
    });
    const { candles } = await load(bytes, 'long.csv.zip');
    expect(candles[0].id).toBe('long');
    expect([candles[0].time.length, candles[0].columns['close'][8999]]).toEqual([9000, 8999.5]);
    const piped = await loadCsv('-', {}, () => chunksOf(bytes, 1000));
    expect(piped.candles[0].columns).toEqual(candles[0].columns);
  });

  test('by commands too', async () => {
    await load(zipOf({ 'a.csv': HEADER + JANUARY + FEBRUARY }), 'x.zip');
    const { code, stdout } = await hindcast(['data', path.join(folder, 'x.zip')], { now: '2024-03-01' });
    expect([code, stdout]).toEqual([0, expect.stringContaining('4 rows')]);
  });
});

describe('an archive that cannot be read is an error', () => {
  const good = zipOf({ 'a.csv': HEADER + JANUARY });
  test.each([
    ['cut off', good.subarray(0, -30), /expected a complete ZIP archive without a password, got: /],
    [
      'a wrong checksum',
      zipOf({ 'a.csv': HEADER + JANUARY }, { wrong: 1 }),
      /the checksum of `a.csv` is wrong/,
    ],
    ['encrypted', zipOf({ 'a.csv': HEADER + JANUARY }, { flag: 1 }), /without a password, got: .*encrypted/],
    [
      'no table',
      zipOf({ 'a.pdf': 'x', 'b.md': 'x' }),
      /expected a CSV file in the archive, got `a.pdf`, `b.md`/,
    ],
    ['no file', zipOf({ 'a/': '' }), /expected a CSV file in the archive, got no file/],
    [
      'other columns',
      zipOf({ 'a.csv': HEADER + JANUARY, 'b.csv': `date,open\n${FEBRUARY}` }),
      /the same header line in all files of the archive, got `date,close` in `a.csv` and `date,open` in `b.csv`/,
    ],
    ['a header line in one', zipOf({ 'a.csv': HEADER + JANUARY, 'b.csv': FEBRUARY }), /the same header line/],
    [
      'a damaged start',
      Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(50)]),
      /complete ZIP archive/,
    ],
  ])('%s', async (_, bytes, message) => {
    await expect(load(bytes)).rejects.toMatchObject({ message: expect.stringMatching(message), exit: 12 });
  });

  test('without the package, the error says what to install', async () => {
    const chunks = unzipped(chunksOf(good, 100), 'a.zip', () => Promise.reject(new Error('not found')));
    await expect(chunks.next()).rejects.toThrow('needs the package `yauzl`');
  });

  test('a workbook is read as one', async () => {
    await expect(load(zipOf({ 'xl/workbook.xml': 'x' }))).rejects.toThrow(
      'expected a sheet with rows of numbers, got no sheet',
    );
  });
});
