import { describe, expect, test } from 'vitest';
import { chooseColumns, headerLikeness } from '../../../src/data/csv/choose-columns.ts';
import { bareName } from '../../../src/data/csv/header-names.ts';
import { DataError } from '../../../src/errors.ts';

/** What `header` is taken for, by header name. */
function chosen(header: string, column = 'close', timeColumn?: string, first = '') {
  const names = header.split(',');
  const columns = chooseColumns(names, first.split(','), { column, timeColumn }, 'a.csv');
  return {
    time: names[columns.time],
    secondTime: columns.secondTime === undefined ? undefined : names[columns.secondTime],
    forecast: [columns.forecast.key, names[columns.forecast.index]],
    numbers: Object.fromEntries(columns.numbers.map(({ key, index }) => [key, names[index]])),
    ambiguous: columns.ambiguous,
  };
}

test('headers are compared by letters and digits, without case and accents', () => {
  expect(bareName(' Closing Price (USD) ')).toBe('closingpriceusd');
  expect(bareName('Último')).toBe('ultimo');
});

describe('the time column', () => {
  test.each([
    'Date',
    'Fecha',
    'time',
    'timestamp',
    'unix',
    'Unix Timestamp',
    'datetime',
    'open_time',
    'opentime',
    'snapped_at',
    'event_date',
    'ds',
    'Start',
    'timeOpen',
  ])('may be called %s', (name) => {
    expect(chosen(`a,${name},close`).time).toBe(name);
  });

  test('is the candle open where open and close are both there', () => {
    expect(chosen('timestamp,timeOpen,timeClose,close').time).toBe('timeOpen');
    expect(chosen('Start,End,close').time).toBe('Start');
  });

  test('is the number where a date stands beside it, and the date confirms it', () => {
    const { time, secondTime } = chosen('date,unix,close', 'close', undefined, '2020-01-01,1577836800,1');
    expect([time, secondTime]).toEqual(['unix', 'date']);
  });

  test('is the one that is asked for, in any case, without a second opinion', () => {
    const { time, secondTime } = chosen('date,unix,close', 'close', 'DATE', '2020-01-01,1577836800,1');
    expect([time, secondTime]).toEqual(['date', undefined]);
  });

  test('is the first column where that has no name', () => {
    expect(chosen(',open,close').time).toBe('');
    expect(chosen('Unnamed: 0,date,close').time).toBe('date');
  });

  test('is refused where it is missing or there twice', () => {
    expect(() => chosen('open,close')).toThrow('expected a time column, got the columns `open`, `close`');
    expect(() => chosen('date,close', 'close', 'when')).toThrow('expected time column `when`');
    expect(() => chosen('Date,date,close')).toThrow('expected one column `Date`, got 2: columns 1 and 2');
  });
});

describe('the column to forecast', () => {
  test.each([
    'Close',
    'price',
    'PriceUSD',
    'close_price_usd',
    'Closing Price (USD)',
    'Close Price',
    'last',
    'y',
    'Cierre',
    'Último',
    'Adj Close',
  ])('is %s where there is no other close', (name) => {
    expect(chosen(`date,${name}`).forecast).toEqual(['close', name]);
  });

  test('is the close where an adjusted close or a price stands beside it', () => {
    expect(chosen('date,Adj Close,Price,Close').forecast).toEqual(['close', 'Close']);
  });

  test('may be any column, kept under its standard name or its header in lower case', () => {
    expect(chosen('date,Close,Adj Close', 'adj close').forecast).toEqual(['adj close', 'Adj Close']);
    expect(chosen('date,24h Open (USD),close', 'open').forecast).toEqual(['open', '24h Open (USD)']);
    expect(chosen('date,close,TxCnt', 'txcnt').forecast).toEqual(['txcnt', 'TxCnt']);
    expect(chosen('date,price', 'Price').forecast).toEqual(['close', 'price']);
  });

  test('is the one spelled to the letter where two differ in case', () => {
    expect(chosen('date,close,Close', 'Close').forecast).toEqual(['close', 'Close']);
    expect(chosen('date,close,Close', 'close').numbers).toEqual({ close: 'close' });
  });

  test('is refused where it is missing or there twice', () => {
    expect(() => chosen('date,open')).toThrow(DataError);
    expect(() => chosen('date,open', 'cl\u001Bose')).toThrow(
      String.raw`expected column ${'`cl\\u001bose`'}, got the columns`,
    );
    expect(() => chosen('date,MA,close,MA', 'ma')).toThrow(
      'expected one column `MA`, got 2: columns 2 and 4',
    );
  });
});

describe('the other columns', () => {
  test('keep their standard names', () => {
    expect(chosen('Date,Open,High,Low,Close,Adj Close,Volume').numbers).toEqual({
      open: 'Open',
      high: 'High',
      low: 'Low',
      close: 'Close',
      volume: 'Volume',
    });
  });

  test('count volume in coins where two volumes are there and neither is plain', () => {
    expect(chosen('date,close,Volume ABC,Volume USD').numbers['volume']).toBe('Volume ABC');
    expect(chosen('date,close,Volume MA,Volume').numbers['volume']).toBe('Volume');
    expect(chosen('date,close,volume_change').numbers['volume']).toBeUndefined();
  });

  test('are left out where two headers claim one name', () => {
    expect(chosen('date,close,Volume,Volume')).toMatchObject({
      numbers: { close: 'close' },
      ambiguous: ['volume'],
    });
  });
});

test('a header line names a time and the wanted column', () => {
  const likeness = (line: string) =>
    headerLikeness(line.split(','), { column: 'close', timeColumn: undefined });
  expect(
    ['date,close', 'date,x', 'x,close', ',close', 'Created on 12-30-2020,https://x', ''].map(likeness),
  ).toEqual([3, 2, 1, 3, 0, 0]);
});
