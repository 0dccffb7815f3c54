/** Every hint of a refused file works when it is followed. */

import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readCsv } from '../../../src/data/csv/read-candles.ts';
import type { CsvOptions } from '../../../src/data/csv/csv-result.ts';
import { HindcastError } from '../../../src/errors.ts';
import { attempts } from '../../helpers/follow-hint.ts';

const FIXTURES = 'fixtures/csv-shapes';

function refusalOf(text: string, options: CsvOptions = {}): HindcastError | undefined {
  try {
    readCsv(text, 'a.csv', options);
    return undefined;
  } catch (error) {
    if (error instanceof HindcastError) return error;
    throw error;
  }
}

/** What came of following each part of the hint: `read`, or the next refusal. */
function outcomes(text: string, options: CsvOptions = {}): readonly (readonly [string, string])[] {
  const refusal = refusalOf(text, options);
  if (refusal === undefined) throw new Error('was not refused');
  return attempts(text, refusal).map((attempt) => [
    attempt.followed,
    refusalOf(attempt.text, { ...options, ...attempt.options })?.message ?? 'read',
  ]);
}

/** Files that another program must make anew; what the hint says is done by hand here. */
const ANEW: Readonly<
  Record<string, { readonly hint: string; readonly done: (text: string) => string | undefined }>
> = {
  'json.csv': { hint: 'convert it', done: () => undefined },
  'web-page.csv': { hint: 'look on the page for a link to the CSV file', done: () => undefined },
  'yfinance-two-tickers.csv': {
    hint: 'save each ticker to a file of its own',
    done: (text) =>
      text
        .split('\n')
        .map((line) =>
          line
            .split(',')
            .filter((_, i) => i % 2 === 1 || i === 0)
            .join(','),
        )
        .join('\n'),
  },
};

const row = (day: number, cells: string): string => `2020-01-0${day},${cells}`;
const rows = (header: string, ...cells: readonly string[]): string =>
  [header, ...cells.map((cell, i) => row(i + 1, cell))].join('\n');

/** Files that are refused for one reason each. */
const BROKEN: readonly (readonly [reason: string, text: string])[] = [
  ['no column of that name', rows('date,close,VWAP', '1,2', '2,3')],
  ['a name with spaces', rows('date,My Price,My Cost', '1,2', '2,3')],
  ['no time column of that name', rows('date,close', '1', '2')],
  ['a time column that no name shows', 'a,close,b\n1,1,2020-01-01\n2,2,2020-01-02\n'],
  ['names that no list has', 'wann,b,wieviel\n2020-01-01,x,1\n2020-01-02,y,2\n'],
  ['no series column of that name', rows('date,close,symbol', '1,A', '2,A')],
  ['two columns that differ in case', rows('date,Close,close', '1,2', '2,3')],
  [
    'two time columns that differ in case',
    'Date,DATE,close\n2020-01-01,2020-01-02,1\n2020-01-02,2020-01-03,2\n',
  ],
  ['two columns of one name', rows('date,MA,MA', '1,2', '2,3')],
  [
    'two time columns that contradict each other',
    'unix,date,close\n1577836800,2020-01-02,1\n1577923200,2020-01-03,2\n',
  ],
  ['two dated columns', 'opening_date,settle_date,close\n2020-01-01,2020-01-02,1\n2020-01-02,2020-01-03,2\n'],
  ['an unclear order of day and month', 'date,close\n1/2/2020,1\n3/4/2020,2\n'],
  ['an order of day and month that does not fit', 'date,close\n13/2/2020,1\n14/2/2020,2\n'],
  ['one date in another order', 'date,close\n13/2/2020,1\n14/2/2020,2\n2/15/2020,3\n'],
  ['small seconds', 'time,close\n864000,1\n950400,2\n'],
  ['a time that is none', 'date,close\n2020-01-01,1\n2020-13-01,2\n2020-01-03,3\n'],
  ['a price that is none', rows('date,close', '1', 'abc', '3')],
  ['a price with a currency', rows('date,close', '1', '$5', '3')],
  ['a price that is cut off', 'date,open,close\n2020-01-01,1,2\n2020-01-02,3\n'],
  ['no price at all', rows('date,open,close', '1,', '2,')],
  [
    'a series without a price',
    rows('date,symbol,close', 'A,1', 'B,', 'A,2').replaceAll('2020-01-02', '2020-01-01'),
  ],
  ['unclear thousands', 'date;close\n2020-01-01;1,234\n2020-01-02;1,235\n'],
  ['unclear decimals', 'Datum;Schlusskurs\n2020-01-01;1.234\n2020-01-02;1.235\n'],
  ['two rows for a time', rows('date,close', '1', '2') + '\n2020-01-02,3\n'],
  ['two markets', rows('date,ticker,close', 'A,1', 'B,2')],
  [
    'two columns of markets',
    ['date,close,symbol,name', row(1, '1,A,x'), row(1, '2,B,y'), row(2, '3,A,y'), row(2, '4,B,x')].join('\n'),
  ],
  ['a row of no series', ['unique_id,ds,y', 'A,2020-01-01,1', ',2020-01-02,2', 'A,2020-01-03,3'].join('\n')],
  ['a comma that separates thousands', rows('date,close', '1,234')],
  ['a quote that is not closed', 'date,close\n2020-01-01,"1\n2020-01-02,2\n'],
  ['no header line', '2020-01-01,5,6,7\n2020-01-02,6,7,8\n'],
  ['no header line, with semicolons', '2020-01-01;5;6;7\n2020-01-02;6;7;8\n'],
];

/** Options that such a file is read with. */
const OPTIONS: ReadonlyMap<string, CsvOptions> = new Map<string, CsvOptions>([
  ['no column of that name', { column: 'vwamp' }],
  ['no time column of that name', { timeColumn: 'when' }],
  ['no series column of that name', { seriesColumn: 'coin' }],
  ['two columns that differ in case', { column: 'CLOSE' }],
  ['two columns of one name', { column: 'ma' }],
  ['an order of day and month that does not fit', { dateFormat: 'm/d/yyyy' }],
]);

test.each(readdirSync(FIXTURES))('of %s', (file) => {
  const text = readFileSync(`${FIXTURES}/${file}`, 'utf8').replace(/^\uFEFF/, '');
  const refusal = refusalOf(text);
  if (refusal === undefined) return;
  if (file in ANEW) {
    const { hint, done } = ANEW[file];
    expect(refusal.hint).toContain(hint);
    const made = done(text);
    expect(made === undefined ? undefined : refusalOf(made)).toBeUndefined();
    return;
  }
  expect(outcomes(text, {})).toContainEqual([expect.any(String), 'read']);
});

test('names an adjusted close where the volume is close to the price', () => {
  const text = readFileSync(`${FIXTURES}/yahoo-no-header.csv`, 'utf8');
  expect(refusalOf(text)?.hint).toContain('`time,open,high,low,close,adj close,volume`');
});

describe('of a file with', () => {
  test.each(BROKEN)('%s', (reason, text) => {
    const followed = outcomes(text, OPTIONS.get(reason));
    // Of several ways, each must lead on: what is chosen with an option is always read.
    expect(followed).toContainEqual([expect.any(String), 'read']);
    expect(followed.filter(([words, outcome]) => words.startsWith('`--') && outcome !== 'read')).toEqual([]);
  });
});
