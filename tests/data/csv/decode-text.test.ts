import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCsv } from '../../../src/data/csv/read-candles.ts';
import { decodeText } from '../../../src/data/csv/decode-text.ts';
import { DataError, NotFoundError } from '../../../src/errors.ts';

const TEXT = 'time,Último\n2020-01-01,10.5\n';

describe('an encoding from before UTF-8', () => {
  /** The headers of a file in bytes. */
  const HEADERS: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
    // Дата;Цена;Мин.
    ['windows-1251', [0xc4, 0xe0, 0xf2, 0xe0, 0x3b, 0xd6, 0xe5, 0xed, 0xe0, 0x3b, 0xcc, 0xe8, 0xed, 0x2e]],
    // Data;Najwyższy;Zamknięcie
    [
      'windows-1250',
      [...Buffer.from('Data;Najwy'), 0xbf, ...Buffer.from('szy;Zamkni'), 0xea, ...Buffer.from('cie')],
    ],
    // 日期,收盘
    ['gb18030', [0xc8, 0xd5, 0xc6, 0xda, 0x2c, 0xca, 0xd5, 0xc5, 0xcc]],
    // 일자,종가
    ['euc-kr', [0xc0, 0xcf, 0xc0, 0xda, 0x2c, 0xc1, 0xbe, 0xb0, 0xa1]],
    // 日付,終値
    ['shift_jis', [0x93, 0xfa, 0x95, 0x74, 0x2c, 0x8f, 0x49, 0x92, 0x6c]],
    // Date;Clôture
    ['windows-1252', [...Buffer.from('Date;Cl'), 0xf4, ...Buffer.from('ture')]],
  ];

  test.each(HEADERS)('%s is found by the headers', (encoding, bytes) => {
    const file = Uint8Array.from([...bytes, ...Buffer.from('\n2020-01-01;1\n')]);
    expect(decodeText(file, 'a').encoding).toBe(encoding);
  });
});

describe('decodeText', () => {
  test('reads UTF-8, UTF-16 with its mark, and Windows-1252', () => {
    const utf16 = Buffer.from(`\uFEFF${TEXT}`, 'utf16le');
    expect(decodeText(Buffer.from(TEXT), 'a').text).toBe(TEXT);
    expect(decodeText(utf16, 'a').text).toBe(TEXT);
    expect(decodeText(Buffer.from(utf16).swap16(), 'a').text).toBe(TEXT);
    expect(decodeText(Buffer.from(TEXT, 'latin1'), 'a').text).toBe(TEXT);
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
