/** Excel workbooks as sources, written by openpyxl and XlsxWriter, and by hand. */

import { Readable } from 'node:stream';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CsvOptions, CsvResult } from '../../../../src/data/csv/csv-result.ts';
import { loadCsv } from '../../../../src/data/csv/read-candles.ts';
import { bytesSource } from '../../../../src/data/csv/columnar/formats.ts';
import { cellFormats, dateText } from '../../../../src/data/csv/workbook/cell-formats.ts';
import { workbookText } from '../../../../src/data/csv/workbook/workbook.ts';
import { DataError, UsageError } from '../../../../src/errors.ts';
import { Random } from '../../../../src/math/random.ts';
import { tableFile, written } from '../../../helpers/tables.ts';
import { zipOf } from '../../../helpers/zip.ts';

const load = (bytes: Uint8Array, options: CsvOptions = {}): Promise<CsvResult> =>
  loadCsv('-', options, () => Readable.from([bytes]));

const cell = (ref: string, value: number | string, style = 0): string =>
  typeof value === 'number'
    ? `<c r="${ref}" s="${style}"><v>${value}</v></c>`
    : `<c r="${ref}" t="inlineStr"><is><t>${value}</t></is></c>`;

const SHEET = [
  `<row r="1">${cell('A1', 'Datum')}${cell('B1', 'Schlusskurs')}</row>`,
  ...[0, 1, 2, 3].map(
    (i) => `<row r="${i + 3}">${cell(`A${i + 3}`, 45_292 + i, 1)}${cell(`B${i + 3}`, 1.234 + i)}</row>`,
  ),
].join('');

const partsOf = (sheet = SHEET, styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>') => ({
  '[Content_Types].xml': '<Types/>',
  'xl/workbook.xml': '<workbook xmlns:r="r"><sheets><sheet name="One" r:id="a"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels':
    '<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>',
  'xl/styles.xml': `<styleSheet>${styles}</styleSheet>`,
  'xl/worksheets/sheet1.xml': `<?xml version="1.0"?><worksheet><sheetData>${sheet}</sheetData></worksheet>`,
});

describe('a workbook', () => {
  test.each(['candles-1900', 'candles-1904'])(
    '%s.xlsx is read from its first sheet with numbers',
    async (name) => {
      const { candles, warnings } = await loadCsv(tableFile(`${name}.xlsx`));
      expect(warnings).toEqual([]);
      const { time, columns } = candles[0];
      const { time: expected, ...others } = written;
      expect(Array.from(time)).toEqual(expected);
      expect(columns).toEqual(
        Object.fromEntries(Object.entries(others).map(([key, values]) => [key, Float64Array.from(values)])),
      );
    },
  );

  test('has dates by their formats, numbers with a decimal point, and lines that are its rows', async () => {
    const { candles } = await load(zipOf(partsOf()));
    expect(Array.from(candles[0].time)).toEqual([0, 1, 2, 3].map((i) => Date.UTC(2024, 0, 1 + i)));
    expect(Array.from(candles[0].columns['close'])).toEqual([0, 1, 2, 3].map((i) => 1.234 + i));
    expect(Array.from(candles[0].lines!)).toEqual([3, 4, 5, 6]);
  });

  test.each([
    ['no workbook', { 'xl/other.xml': 'x' }, 'a ZIP archive without a workbook'],
    [
      'no numbers',
      partsOf(`<row r="1">${cell('A1', 'a')}</row>`),
      'expected a sheet with rows of numbers, got `One`',
    ],
    ['rows out of order', partsOf('<row r="5"></row><row r="2"></row>'), 'rows that are not in order'],
    [
      'cells out of order',
      partsOf(`<row r="1">${cell('B1', 1)}${cell('A1', 1)}</row>`),
      'cells that are not in order',
    ],
    ['a column too far', partsOf(`<row r="1">${cell('ZZZ1', 1)}</row>`), 'cells that are not in order'],
    ['a row too far', partsOf(`<row r="99999999"></row>`), 'a row number that is none'],
    [
      'a text that is missing',
      partsOf('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'),
      'a cell whose text is missing',
    ],
    ['XML that is cut off', partsOf('<!-- '), 'XML that is cut off'],
    ['a document type', partsOf('<!DOCTYPE a [<!ENTITY b "c">]>'), 'XML with a document type'],
  ])('with %s is rejected', async (_, parts, reason) => {
    await expect(load(zipOf(parts))).rejects.toThrow(reason);
  });

  test('with a part that claims to be large is rejected before it is unpacked', async () => {
    const bytes = zipOf(partsOf());
    const directory = bytes.lastIndexOf('xl/worksheets/sheet1.xml') - 46;
    bytes.writeUInt32LE(0x7fffffff, directory + 24);
    await expect(load(bytes)).rejects.toThrow('a part of 2147483647 bytes, where at most 268435456');
  });

  test('needs a package, which the error names', async () => {
    const gone = (): Promise<never> => Promise.reject(new Error('no such package'));
    await expect(workbookText(bytesSource(zipOf(partsOf())), 'a.xlsx', gone)).rejects.toThrow(
      'an Excel workbook needs the package `yauzl`',
    );
  });

  test('that is damaged is read or rejected', async () => {
    const random = new Random(11);
    const seen = new Set<string>();
    const outcomeOf = (bytes: Uint8Array): Promise<string> =>
      load(bytes).then(
        () => 'read',
        (error: unknown) => {
          if (error instanceof DataError || error instanceof UsageError) return 'rejected';
          throw error;
        },
      );
    const whole = readFileSync(tableFile('candles-1900.xlsx'));
    const marks = ['<', '>', '/', '"', '&#x110000;', '&', 'r=', '0', '9', 'e9', ' ', '<row>', '</c>'];
    for (let run = 0; run < Number(process.env.FUZZ_RUNS ?? 30); run++) {
      const bytes = new Uint8Array(whole);
      bytes[random.integer(bytes.length)] = random.integer(256);
      seen.add(await outcomeOf(bytes));
      const parts = Object.entries(partsOf());
      const [name, text] = parts[1 + random.integer(parts.length - 1)];
      const at = random.integer(text.length);
      const changed =
        text.slice(0, at) + marks[random.integer(marks.length)] + text.slice(at + random.integer(4));
      seen.add(await outcomeOf(zipOf({ ...partsOf(), [name]: changed })));
    }
    expect(seen).toEqual(new Set(['read', 'rejected']));
  });
});

describe('a number in a cell', () => {
  test('is a date by the code of its format', () => {
    const codes = [
      'General',
      '0.00',
      'yyyy\\-mm\\-dd',
      '[$-409]d/m/yy h:mm;@',
      '#,##0 "days"',
      '[Red]0.0',
      'h:mm:ss',
      '[h]:mm',
      'mmm-yy',
      '0.00E+00',
    ];
    const styles = codes.map(
      (code, i) => `<numFmt numFmtId="${200 + i}" formatCode="${code.replaceAll('"', '&quot;')}"/>`,
    );
    const xfs = codes.map((_, i) => `<xf numFmtId="${200 + i}"/>`);
    expect(
      cellFormats(`<s><numFmts>${styles.join('')}</numFmts><cellXfs>${xfs.join('')}</cellXfs></s>`),
    ).toEqual(['number', 'number', 'date', 'date', 'number', 'number', 'clock', 'clock', 'date', 'number']);
  });

  test('counts days from 1900, which had a 29 February there, or from 1904', () => {
    expect(dateText('45292', 'date', false)).toBe('2024-01-01');
    expect(dateText('45292.395833333336', 'date', false)).toBe('2024-01-01T09:30:00.000');
    expect(dateText('43830', 'date', true)).toBe('2024-01-01');
    expect(dateText('1', 'date', false)).toBe('1900-01-01');
    expect(dateText('61', 'date', false)).toBe('1900-03-01');
    expect(dateText('0.5', 'clock', false)).toBe('12:00:00');
    expect(dateText('45292', 'number', false)).toBe('45292');
  });
});
