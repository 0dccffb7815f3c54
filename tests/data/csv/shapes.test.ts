/** Every shape of file that people bring: made by hand in `fixtures/`, and real ones where they are at hand. */

import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCsv, readCsv } from '../../../src/data/csv/read-candles.ts';
import { DataError } from '../../../src/errors.ts';
import { textsOf } from '../../../src/text/warning.ts';

const FIXTURES = 'fixtures/csv-shapes';
const REAL = '../shared/data';

const MAY = ['2026-05-21', '2026-05-22'];
const DAYS = ['2020-01-01', '2020-01-02', '2020-01-03', '2020-01-04'];
const minutes = (...list: readonly number[]): readonly string[] =>
  list.map((minute) => new Date(Date.UTC(2020, 0, 1, 0, minute)).toISOString());

/** File, times, closes. */
const LOADED: readonly (readonly [string, readonly string[], readonly number[]])[] = [
  ['binance-rest-12-columns', DAYS.slice(0, 2), [105.5, 115.25]],
  ['binance-vision-microseconds-no-header', minutes(0, 60), [105.5, 115.25]],
  ['binance-vision-milliseconds-no-header', minutes(0, 60), [105.5, 115.25]],
  ['coinbase-newest-first-repeated-rows', minutes(0, 3, 4, 5), [1.25, 1.5, 1.5, 1.625]],
  ['coincodex-start-end', DAYS.slice(0, 2), [20.5, 21.5]],
  ['coindesk-24h-names', DAYS.slice(0, 2), [10.5, 11.5]],
  ['coindesk-footer-lines', ['2020-01-01', '2020-01-02', '2020-01-03T15:52Z'], [10.5, 11.5, 12.5]],
  ['coingecko-empty-close', DAYS.slice(0, 3), [10.5, 11.5, NaN]],
  ['coingecko-snapped-at', ['2020-01-01', '2020-01-02T23:29:55Z', '2020-01-03'], [10.5, 11.5, 12.5]],
  ['coinmarketcap-month-names-thousands', DAYS.slice(0, 3), [1100.5, 1200.5, 1250.5]],
  ['coinmarketcap-semicolon-iso', DAYS.slice(0, 2), [20.5, 21.5]],
  ['coinmarketcap-serial-numbers', DAYS.slice(0, 2), [10.75, 11.75]],
  ['coinmetrics-wide', DAYS.slice(0, 3), [NaN, 10.5, 11.5]],
  ['currency-is-a-volume', DAYS.slice(0, 2), [10.5, 11.5]],
  ['cryptodatadownload-seconds-to-milliseconds', minutes(0, 60, 120, 180), [10.5, 11.5, 12.5, 13.5]],
  ['cryptodatadownload-url-line-am-pm', minutes(0, 660, 720, 780), [10.5, 11.5, 12.5, 13.5]],
  ['chinese-daily', MAY, [171, 173.3]],
  ['french-narrow-spaces', MAY, [1171, 1173.3]],
  ['german-pieces-and-turnover', MAY, [1171, 1173.3]],
  ['indian-lakhs', MAY, [1171000.5, 1173300.5]],
  ['investing-japanese', MAY, [171, 173.3]],
  ['investing-korean-spaced-dates', MAY, [1409.95, 1434.95]],
  ['investing-portuguese', MAY, [1171, 1173.3]],
  ['investing-russian', MAY, [171, 173.3]],
  ['investing-turkish', MAY, [171, 173.3]],
  ['stooq-polish-no-accents', MAY, [171, 173.3]],
  ['swiss-apostrophes', MAY, [1171, 1173.3]],
  ['investing-bom-thousands-suffixes', DAYS.slice(0, 3), [1100.5, 1200.5, 1250.5]],
  ['investing-spanish-decimal-comma', ['2020-01-30', '2020-01-31'], [1200.5, 1250.5]],
  ['kaggle-seconds-nan', minutes(0, 1, 2), [4.5, NaN, 4.5]],
  ['kraken-7-columns-no-header', minutes(0, 60, 240), [105.5, 115.25, 115.25]],
  ['date-and-value', DAYS.slice(0, 2), [10.5, 11.5]],
  ['everything-around-the-table', [DAYS[0], DAYS[1], DAYS[3]], [10.5, 11.5, 13.5]],
  ['fred-observation-date', DAYS.slice(0, 3), [NaN, 1.66, 1.59]],
  ['header-after-a-hash', DAYS.slice(0, 2), [11.5, 12.5]],
  ['metatrader-4-no-header', minutes(0, 60), [105.5, 115.25]],
  ['metatrader-5', minutes(0, 60), [105.5, 115.25]],
  ['metatrader-tabs-no-header', minutes(0, 60), [105.5, 115.25]],
  ['rows-above-the-header', DAYS.slice(0, 3), [10.5, 11.5, 12.5]],
  ['rows-without-the-last-cell', DAYS.slice(0, 3), [10.5, 11.5, 12.5]],
  ['spaces-no-header', minutes(0, 60), [105.5, 115.25]],
  ['stooq-date-and-time', minutes(0, 60), [105.5, 115.25]],
  ['time-and-value-no-header', [DAYS[0], DAYS[1], '2020-01-13'], [10.5, 11.5, 12.5]],
  ['transaction-date', DAYS.slice(0, 2), [10.5, 11.5]],
  ['month-first-under-fecha', ['2019-11-29', '2019-11-30', '2019-12-01', '2019-12-02'], [11, 12, 13, 14]],
  ['odd-column-order', DAYS.slice(0, 2), [11.5, 12.5]],
  ['panel-coin-id', DAYS.slice(0, 2), [10.5, 11.5]],
  ['panel-item-numbers', DAYS.slice(0, 2), [10.5, 11.5]],
  ['panel-symbol-and-name', DAYS.slice(0, 2), [10.5, 11.5]],
  ['panel-long', DAYS.slice(0, 2), [10.5, 11.5]],
  ['repeated-headers', DAYS.slice(0, 3), [10.5, 11.5, 12.5]],
  ['six-columns-no-header', minutes(0, 60), [105.5, 115.25]],
  ['tabs-decimal-comma', DAYS.slice(0, 2), [1234.5, 0.25]],
  ['tradingview-repeated-names', DAYS.slice(0, 2), [11.5, 12.5]],
  ['two-symbols', DAYS.slice(0, 1), [10.5]],
  ['two-time-zones', minutes(60, 120, 360, 420, 480), [10.5, 11.5, 10.5, 11.5, 12.5]],
  ['unnamed-index', DAYS.slice(0, 2), [11.5, 12.5]],
  ['yahoo-adj-close-only', DAYS.slice(0, 2), [11.5, 12.5]],
  ['yahoo-empty-leading-rows', DAYS, [NaN, NaN, 1.5, 1.75]],
  ['yahoo-null-rows', DAYS.slice(0, 3), [11, NaN, 12.5]],
  ['yfinance-three-header-rows', DAYS.slice(0, 2), [11.5, 12.5]],
  ['nasdaq-dollars', MAY, [171, 1173.3]],
  ['euros-after-the-number', MAY, [1171, 1173.3]],
  ['stooq-polish-no-volume', MAY, [171, 173.3]],
  ['quantmod-prefix', DAYS.slice(0, 2), [10.5, 11.5]],
  ['alpha-vantage-numbered', DAYS.slice(0, 2), [10.5, 11.5]],
  ['panel-codes', DAYS.slice(0, 2), [10.5, 11.5]],
  ['histdata-no-header', minutes(0, 60), [105.5, 115.25]],
  ['compact-clock-no-header', minutes(0, 60), [105.5, 115.25]],
  ['short-clock', minutes(0, 60), [105.5, 115.25]],
  ['symbol-first-no-header', minutes(0, 60), [105.5, 115.25]],
  ['title-no-header', minutes(0, 60), [105.5, 115.25]],
];

const REFUSED: readonly (readonly [string, string])[] = [
  ['close-time-only', 'expected a time column, got the columns `close_time`, `open`, `close`'],
  ['cut-off-in-the-last-line', 'line 3: expected 3 cells as in the header line, got 2'],
  ['json', 'expected a list of rows in the JSON'],
  ['lines-in-quotes', 'expected cells, got lines that are entirely in quotes'],
  ['nul-bytes-in-the-middle', 'line 3: expected text, got a NUL byte'],
  [
    'row-above-with-another-delimiter',
    'line 1: expected a row that fits the header line 3 below it, got `2020-01-01;9.5`',
  ],
  ['row-of-another-table-below', 'line 3, column `date`: expected a time'],
  ['second-table-below', 'line 3: expected rows of one table, got another header line: `time,open,close`'],
  ['three-columns-no-header', 'expected a header line with a time column and a price column'],
  ['two-number-columns', 'expected column `close`, got the columns `date`, `users`, `visits`'],
  [
    'bitfinex-order-no-header',
    'line 1: expected the columns time, open, high, low, close, volume, because there is no header line, got a high or low between',
  ],
  ['title-three-columns-no-header', 'expected a header line with a time column and a price column'],
  ['two-currencies', 'line 3, column `close`: expected a number in `$` as in the rows before'],
  ['wide-candles-of-two', 'expected column `close`, got the columns `Date`, `ABC_Open`'],
  ['quotes-no-header', 'expected a header line with a time column and a price column'],
  ['web-page', 'expected CSV text, got a web page (HTML)'],
  ['yahoo-no-header', 'because there is no header line, got a volume that is close to the price'],
  [
    'cryptodatadownload-overlapping-halves',
    'lines 3 and 4: expected one row per time, got two for 2020-01-01T01:00Z',
  ],
  ['day-or-month-first', 'line 2, column `Date`: expected a clear order of day and month, got `1/1/2020`'],
  [
    'seven-columns-in-another-order-no-header',
    'line 1: expected the columns time, open, high, low, close, volume, because there is no header line',
  ],
  [
    'two-symbols-one-repeated',
    'lines 3 and 4: expected one row per time, got two for 2020-01-01 of `XYZ` with `close` 20.5 and 21.5',
  ],
  ['yfinance-two-tickers', 'expected one ticker in line 2, got 2: `ABC-USD`, `XYZ-USD`'],
];

describe('shapes made by hand', () => {
  test.each(LOADED)('%s loads', async (name, times, closes) => {
    const { candles, column } = await loadCsv(`${FIXTURES}/${name}.csv`);
    expect(column).toBe('close');
    expect([...candles[0].time]).toEqual(times.map((time) => Date.parse(time)));
    expect([...candles[0].columns.close]).toEqual(closes);
  });

  test.each(REFUSED)('%s is refused', async (name, message) => {
    const refusal = await loadCsv(`${FIXTURES}/${name}.csv`).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DataError);
    expect((refusal as DataError).message).toContain(`${name}.csv`);
    expect((refusal as DataError).message).toContain(message);
    expect((refusal as DataError).hint).toBeTruthy();
  });

  test.each(LOADED)('every record of %s is accounted for', async (name) => {
    const { candles, reading } = await loadCsv(`${FIXTURES}/${name}.csv`);
    const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
    const duplicates = reading.remarks.find(({ kind }) => kind === 'duplicate row')?.count ?? 0;
    expect(sum(candles.map(({ time }) => time.length))).toBe(reading.rows - duplicates);
    expect(reading.headerLines.length + reading.rows + sum(reading.skipped.map(({ count }) => count))).toBe(
      reading.records,
    );
    // None of these files has a quoted cell that extends over lines.
    const text = await readFile(`${FIXTURES}/${name}.csv`, 'utf8');
    expect(reading.records).toBe(text.replace(/\r?\n$/, '').split('\n').length);
  });

  test('every file has its line above', () => {
    const files = readdirSync(FIXTURES).map((file) => file.replace('.csv', ''));
    expect([...LOADED, ...REFUSED].map(([name]) => name).toSorted()).toEqual(files.toSorted());
  });
});

test('the volume is the count of ticks where that of trades is 0 in every row', async () => {
  const { candles, notes } = await loadCsv(`${FIXTURES}/metatrader-5.csv`);
  expect([...candles[0].columns.volume]).toEqual([12, 7]);
  expect(notes[0]).toContain('`<TICKVOL>` is read as the volume: `<VOL>` is 0 in every row');
});

test('names of prices beside a common word are those of all six columns', async () => {
  const { candles, notes } = await loadCsv(`${FIXTURES}/quantmod-prefix.csv`);
  const first = Object.entries(candles[0].columns).map(([key, values]) => [key, values[0]]);
  expect(Object.fromEntries(first)).toEqual({ open: 10, high: 11, low: 9, close: 10.5, volume: 100 });
  expect(notes[0]).toContain('`ABC.Close` is read as the close');
});

test('a column without cells in any row is not read', async () => {
  const { candles, warnings, notes } = await loadCsv(`${FIXTURES}/stooq-polish-no-volume.csv`);
  expect(Object.keys(candles[0].columns)).toEqual(['open', 'high', 'low', 'close']);
  expect(textsOf(warnings).join()).toContain(
    'rows with fewer cells than the header line: 2, the first is line 2',
  );
  expect(notes.join()).toContain('columns not read: `Wolumen`');
});

test('the hint for prices in another order names the order that fits every row', async () => {
  const refusal = await loadCsv(`${FIXTURES}/bitfinex-order-no-header.csv`).catch((error: unknown) => error);
  expect((refusal as DataError).hint).toContain('`time,open,close,high,low,volume`');
});

test('the hint for rows under a title says above which line the header line goes', async () => {
  const refusal = await loadCsv(`${FIXTURES}/title-three-columns-no-header.csv`).catch(
    (error: unknown) => error,
  );
  expect((refusal as DataError).hint).toMatch(/`time,close,volume`, above line 2$/);
});

test.each([
  ['an hour of the day', 'date,time,close\n2020-01-01,0,5\n2020-01-01,1,6\n2020-01-01,2,7\n'],
  ['a count without header', '2020-01-01,0,12\n2020-01-02,5,13\n2020-01-03,100,14\n'],
  ['prices of two rows of one day', '2020-01-01,100,110,90,105,7\n2020-01-01,101,111,91,106,8\n'],
])('%s is no time of day', (_, text) => {
  expect(() => readCsv(text, 'a.csv')).toThrow(DataError);
});

describe.skipIf(!existsSync(REAL))('real files', () => {
  const list = (folder: string): readonly string[] =>
    existsSync(`${REAL}/${folder}`)
      ? readdirSync(`${REAL}/${folder}`).map((file) => `${REAL}/${folder}/${file}`)
      : [];

  test('every shape loads, but for the one whose halves contradict each other', async () => {
    const refused: string[] = [];
    for (const file of list('csv-shapes')) {
      await loadCsv(file).catch((error: unknown) => {
        if (!(error instanceof DataError)) throw error;
        refused.push(basename(file));
      });
    }
    expect(refused.every((file) => file.includes('mixed-s-ms-dups'))).toBe(true);
  });

  test('every history loads, with duplicate rows dropped', async () => {
    for (const file of [...list('course'), ...list('daily'), ...list('hourly'), ...list('minute')]) {
      const { candles, warnings } = await loadCsv(file);
      const [{ time, columns }] = candles;
      expect(time.every((each, i) => i === 0 || each > time[i - 1])).toBe(true);
      expect(columns.close.every((value) => value > 0)).toBe(true);
      expect(warnings.length > 0).toBe(file.includes('/minute/'));
    }
  });
});
