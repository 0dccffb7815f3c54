import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  firstDisagreement,
  parseTime,
  parseTimes,
  parseTimeFormat,
} from '../../../src/data/csv/parse-times.ts';
import type { TimeFormat } from '../../../src/data/csv/parse-times.ts';
import { DataError, UsageError } from '../../../src/errors.ts';

const iso = (time: number): string => new Date(time).toISOString();

function times(cells: readonly string[], format: TimeFormat = {}): readonly string[] {
  const column = { source: 'a.csv', column: 'Date', cells, lines: cells.map((_, i) => i + 2) };
  return Array.from(parseTimes(column, format), iso);
}

describe('parseTime', () => {
  test.each([
    ['2020-03-01', '2020-03-01T00:00:00.000Z'],
    ['2020/3/1', '2020-03-01T00:00:00.000Z'],
    ['20200301', '2020-03-01T00:00:00.000Z'],
    ['2020-03-01 10:20', '2020-03-01T10:20:00.000Z'],
    ['2020-03-01T10:20:30Z', '2020-03-01T10:20:30.000Z'],
    ['2020-03-01T10:20:30.456789', '2020-03-01T10:20:30.456Z'],
    ['2020-03-01 10:20:30 UTC', '2020-03-01T10:20:30.000Z'],
    ['2020-03-01 10:20:30+02:00', '2020-03-01T08:20:30.000Z'],
    ['2020-03-01 10:20:30 -0530', '2020-03-01T15:50:30.000Z'],
    ['2020-03-01 09-AM', '2020-03-01T09:00:00.000Z'],
    ['2020-03-01 12-AM', '2020-03-01T00:00:00.000Z'],
    ['2020-03-01 12-PM', '2020-03-01T12:00:00.000Z'],
    ['2020-03-01 1:20:30 pm', '2020-03-01T13:20:30.000Z'],
    ['Mar 01, 2020', '2020-03-01T00:00:00.000Z'],
    ['March 1 2020', '2020-03-01T00:00:00.000Z'],
    ['1 Mar 2020', '2020-03-01T00:00:00.000Z'],
    ['01-mar-20', '2020-03-01T00:00:00.000Z'],
    ['5 ene 2020', '2020-01-05T00:00:00.000Z'],
    ['20200301 102030', '2020-03-01T10:20:30.000Z'],
    ['20200301 1020', '2020-03-01T10:20:00.000Z'],
    ['20200301 102030456', '2020-03-01T10:20:30.456Z'],
    ['20200301T102030Z', '2020-03-01T10:20:30.000Z'],
    ['20200301  10:20:30', '2020-03-01T10:20:30.000Z'],
    ['20200301-10:20', '2020-03-01T10:20:00.000Z'],
    ['20200301102030', '2020-03-01T10:20:30.000Z'],
    ['109/03/01', '2020-03-01T00:00:00.000Z'],
    ['Sun Mar 01 2020 10:20:30 GMT+0200 (Eastern European Standard Time)', '2020-03-01T08:20:30.000Z'],
    ['Sunday, March 1, 2020', '2020-03-01T00:00:00.000Z'],
    ['Sun 1 Mar 2020', '2020-03-01T00:00:00.000Z'],
    ['1583020800', '2020-03-01T00:00:00.000Z'],
    ['1583020800.0', '2020-03-01T00:00:00.000Z'],
    ['1583020800000', '2020-03-01T00:00:00.000Z'],
    ['1583020800000000', '2020-03-01T00:00:00.000Z'],
    ['1583020800000000000', '2020-03-01T00:00:00.000Z'],
  ])('reads %j as %s', (cell, expected) => {
    expect(iso(parseTime(cell))).toBe(expected);
  });

  test.each([
    '',
    'abc',
    '2020',
    '2020-13-01',
    '2020-02-30',
    '2021-02-29',
    '2020-00-10',
    '0050-01-01',
    '2020-01-01 24:00',
    '2020-01-01 10:60',
    '2020-01-01 10',
    '2020-01-01 13-PM',
    '10:20',
    'Foo 1, 2020',
    'Ma 1, 2020',
    '-1583020800',
    '1.58302E+12',
    '43891',
    '0',
    '12',
    '1e21',
    '2020-01/02',
    '2020-01-01 10:00 +99:00',
    `2020-01-01${' '.repeat(99)}x`,
  ])('does not take %j for a time', (cell) => {
    expect(parseTime(cell)).toBeNaN();
  });

  test('leaves three short numbers open until an order is given', () => {
    expect(parseTime('1/2/2020')).toBeNaN();
    expect(iso(parseTime('1/2/2020', { order: 'dmy' }))).toBe('2020-02-01T00:00:00.000Z');
    expect(iso(parseTime('1/2/2020 3:00 PM', { order: 'mdy' }))).toBe('2020-01-02T15:00:00.000Z');
    expect(iso(parseTime('20-01-02', { order: 'ymd' }))).toBe('2020-01-02T00:00:00.000Z');
    expect(parseTime('1/2/2020', { order: 'ymd' })).toBeNaN();
  });

  test('counts numbers in the unit that is given, whatever their size', () => {
    expect(parseTime('5', { unit: 's' })).toBe(5000);
    expect(parseTime('1583020800', { unit: 'ms' })).toBe(1583020800);
    expect(parseTime('2020-01-01', { unit: 's' })).toBeNaN();
  });

  test('gives back every moment that toISOString writes', () => {
    const date = fc.date({ min: new Date('0100-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(date, (moment) => {
        expect(parseTime(moment.toISOString())).toBe(moment.getTime());
      }),
    );
  });
});

describe('the order of day and month', () => {
  test('is the one that fits every row', () => {
    expect(times(['1/2/2020', '1/13/2020'])).toEqual([
      '2020-01-02T00:00:00.000Z',
      '2020-01-13T00:00:00.000Z',
    ]);
    expect(times(['1/2/2020', '13/2/2020'])).toEqual([
      '2020-02-01T00:00:00.000Z',
      '2020-02-13T00:00:00.000Z',
    ]);
    expect(times(['30.01.20', '31.01.20', '01.02.20'])[2]).toBe('2020-02-01T00:00:00.000Z');
  });

  test('is the one under which the steps are equal, when both fit', () => {
    const hours = Array.from({ length: 48 }, (_, i) => `${1 + Math.floor(i / 24)}/2/2020 ${i % 24}:00`);
    expect(times(hours).at(-1)).toBe('2020-02-02T23:00:00.000Z');
    const monthly = Array.from({ length: 13 }, (_, i) => `1/${(i % 12) + 1}/${2020 + Math.floor(i / 12)}`);
    expect(times(monthly).at(-1)).toBe('2021-01-01T00:00:00.000Z');
  });

  test('is asked for when rows are regular both ways', () => {
    const cells = Array.from({ length: 12 }, (_, i) => `1/${i + 1}/2020`);
    expect(() => times(cells)).toThrow('all rows fit `d/m/yyyy` and `m/d/yyyy`');
    expect(times(cells, { order: 'mdy' }).at(-1)).toBe('2020-01-12T00:00:00.000Z');
    expect(times(cells, { order: 'dmy' }).at(-1)).toBe('2020-12-01T00:00:00.000Z');
  });

  test('is refused where no order fits all rows, naming the row', () => {
    expect(() => times(['1/31/2020', '2/1/2020', '31/1/2020'])).toThrow(
      'a.csv, line 4, column `Date`: expected a date as `m/d/yyyy` like the rows before, got `31/1/2020`',
    );
    expect(() => times(['45/45/2020'])).toThrow(DataError);
    expect(() => times(['1/31/2020'], { order: 'dmy' })).toThrow(
      'expected a date as `d/m/yyyy`, got `1/31/2020`',
    );
  });
});

describe('timeFormat', () => {
  test('knows orders in every spelling, and units', () => {
    expect(
      ['d/m/yyyy', 'DD.MM.YYYY', 'dmy', 'dd/mm/yyyy hh:mm', '%d/%m/%Y'].map(
        (text) => parseTimeFormat(text).order,
      ),
    ).toEqual(Array.from({ length: 5 }, () => 'dmy'));
    expect(parseTimeFormat('m/d/yyyy')).toEqual({ order: 'mdy' });
    expect(parseTimeFormat('yyyy-mm-dd')).toEqual({ order: 'ymd' });
    expect(parseTimeFormat('us')).toEqual({ unit: 'us' });
    expect(parseTimeFormat(undefined)).toEqual({});
  });

  test.each(['', 'iso', 'ydm', 'constructor'])('refuses %j as a usage error', (text) => {
    expect(() => parseTimeFormat(text)).toThrow(UsageError);
  });
});

describe('firstDisagreement', () => {
  const time = Float64Array.of(Date.UTC(2020, 0, 2, 3, 4, 5));

  test('is -1 where dates say the same with as much of the clock as they show', () => {
    for (const cell of [
      '2020-01-02',
      '2020-01-02 03-AM',
      '2020-01-02 03:04',
      '2020-01-02T03:04:05Z',
      '2/1/2020',
      'x',
    ]) {
      expect(firstDisagreement([cell], time, undefined)).toBe(-1);
    }
  });

  test('is the row where they do not', () => {
    for (const cell of [
      '2020-01-03',
      '2020-01-02 04-AM',
      '2020-01-02 03:05',
      '2020-01-02T03:04:06Z',
      '3/1/2020',
    ]) {
      expect(firstDisagreement(['x', cell], Float64Array.of(time[0], time[0]), undefined)).toBe(1);
    }
  });
});

test('twelve digits that may be a date or milliseconds are refused', () => {
  expect(() => times(['202003010930', '202003010931'])).toThrow(
    'line 2, column `Date`: expected a clear time, got `202003010930`',
  );
  expect(times(['202003010930'], { unit: 'ms' })).toEqual(['1976-05-26T23:56:50.930Z']);
  expect(times(['202003010930', '202003019930'])).toEqual([
    '1976-05-26T23:56:50.930Z',
    '1976-05-26T23:56:59.930Z',
  ]);
});

test('an offset after GMT counts', () => {
  expect(times(['31.03.2020 10:20:30.000 GMT+0200'])).toEqual(['2020-03-31T08:20:30.000Z']);
});
