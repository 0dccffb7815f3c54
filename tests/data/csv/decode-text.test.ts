import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCsv } from '../../../src/data/csv/read-candles.ts';
import { decodeText } from '../../../src/data/csv/decode-text.ts';
import { DataError, NotFoundError } from '../../../src/errors.ts';

const TEXT = 'time,Último\n2020-01-01,10.5\n';

describe('decodeText', () => {
  test('reads UTF-8, UTF-16 with its mark, and Windows-1252', () => {
    const utf16 = Buffer.from(`\uFEFF${TEXT}`, 'utf16le');
    expect(decodeText(Buffer.from(TEXT), 'a')).toBe(TEXT);
    expect(decodeText(utf16, 'a')).toBe(TEXT);
    expect(decodeText(Buffer.from(utf16).swap16(), 'a')).toBe(TEXT);
    expect(decodeText(Buffer.from(TEXT, 'latin1'), 'a')).toBe(TEXT);
  });

  test.each([
    ['binary data', Buffer.from([1, 0, 2])],
    ['a ZIP archive', Buffer.from('PK\u0003\u0004rest')],
    ['an Excel workbook', Buffer.from('PK\u0003\u0004…[Content_Types].xml')],
    ['a Parquet file', Buffer.from('PAR1\0')],
    ['an Arrow or Feather file', Buffer.from('ARROW1\0\0')],
    ['a Python pickle', Buffer.from([0x80, 4, 0x95])],
    ['an SQLite database', Buffer.from('SQLite format 3\0')],
  ])('refuses %s', (message, bytes) => {
    expect(() => decodeText(bytes, 'a')).toThrow(DataError);
    expect(() => decodeText(bytes, 'a')).toThrow(message);
  });
});

describe('loadCsv', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hindcast-csv-'));
    await writeFile(join(folder, 'ABC-USD.csv.gz'), gzipSync(TEXT));
    await writeFile(join(folder, '.csv'), TEXT);
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('names the series after the file', async () => {
    const { candles } = await loadCsv(join(folder, 'ABC-USD.csv.gz'));
    expect(candles.map((each) => each.id)).toEqual(['ABC-USD']);
    expect((await loadCsv(join(folder, '.csv'))).candles[0].id).toBe('.csv');
  });

  test('says which file is not there', async () => {
    await expect(loadCsv(join(folder, 'none.csv'))).rejects.toThrow(NotFoundError);
    await expect(loadCsv(join(folder, 'none.csv'))).rejects.toThrow('none.csv');
    await expect(loadCsv(folder)).rejects.toThrow('expected a CSV file, got the folder');
  });
});
