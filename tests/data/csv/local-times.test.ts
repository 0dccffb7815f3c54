/** Files in local time: with `--time-zone` every row is right, without it the message says what to do. */

import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { loadCsv, readCsv } from '../../../src/data/csv/read-candles.ts';
import { DataError } from '../../../src/errors.ts';
import { textsOf } from '../../../src/text/warning.ts';

const HOUR = 3_600_000;
const file = (name: string): string => `fixtures/time-zones/${name}.csv`;
const read = (rows: readonly string[], timeZone?: string, header = 'time,close') =>
  readCsv([header, ...rows].join('\n'), 'f.csv', { timeZone });
const timesOf = (result: ReturnType<typeof read>): string[] =>
  Array.from(result.candles[0].time, (time) => new Date(time).toISOString().slice(0, 16));

describe('hourly files through a change of the clocks', () => {
  test.each([
    ['berlin-autumn', 'Europe/Berlin', '2024-10-26T22:00Z', HOUR],
    ['berlin-spring', 'Europe/Berlin', '2024-03-30T23:00Z', HOUR],
    ['new-york-autumn', 'America/New_York', '2024-11-03T03:00Z', HOUR],
    ['new-york-spring', 'America/New_York', '2024-03-10T05:00Z', HOUR],
    ['lord-howe-autumn', 'Australia/Lord_Howe', '2024-04-06T13:30Z', HOUR / 2],
    ['seoul-days', 'Asia/Seoul', '2023-12-31T15:00Z', 24 * HOUR],
  ])('%s is evenly spaced in %s', async (name, timeZone, first, step) => {
    const { candles, warnings, reading } = await loadCsv(file(name), { timeZone });
    const [{ time, columns }] = candles;
    expect(Array.from(time)).toEqual(Array.from(time, (_, i) => Date.parse(first) + i * step));
    expect(Array.from(columns.close)).toEqual(Array.from(time, (_, i) => columns.close[0] + i));
    expect([warnings, reading.timeZone]).toEqual([[], timeZone]);
  });

  test.each(['berlin-autumn', 'new-york-autumn', 'lord-howe-autumn'])(
    '%s reads the same with the newest row first',
    async (name) => {
      const timeZone = { berlin: 'Europe/Berlin', new: 'America/New_York', lord: 'Australia/Lord_Howe' }[
        name.split('-')[0]
      ];
      const [header, ...rows] = (await readFile(file(name), 'utf8')).trimEnd().split('\n');
      const forward = read(rows, timeZone, header);
      const backward = read(rows.toReversed(), timeZone, header);
      expect(timesOf(backward)).toEqual(timesOf(forward));
      expect(backward.candles[0].columns).toEqual(forward.candles[0].columns);
    },
  );
});

describe('a doubled hour', () => {
  const QUARTERS = ['01:45', '02:00', '02:15', '02:30', '02:45', '02:00', '02:15', '02:30', '02:45', '03:00'];

  test('of quarters is told apart by the order of the rows', () => {
    const rows = QUARTERS.map((time, i) => `2024-10-27 ${time},${i}`);
    const [{ time }] = read(rows, 'Europe/Berlin').candles;
    expect(Array.from(time)).toEqual(Array.from(time, (_, i) => time[0] + (i * HOUR) / 4));
  });

  test('with missing quarters too', () => {
    const rows = ['02:00', '02:45', '02:00', '02:30'].map((time, i) => `2024-10-27 ${time},${i}`);
    expect(timesOf(read(rows, 'Europe/Berlin'))).toEqual([
      '2024-10-27T00:00',
      '2024-10-27T00:45',
      '2024-10-27T01:00',
      '2024-10-27T01:30',
    ]);
  });

  test('is told apart in each series of a panel', () => {
    const rows = ['01:00', '02:00', '02:00', '03:00'].flatMap((time, i) =>
      ['A', 'B'].map((id) => `2024-10-27 ${time},${id},${i}`),
    );
    const { candles } = read(rows, 'Europe/Berlin', 'time,unique_id,close');
    for (const { time } of candles)
      expect(Array.from(time)).toEqual(Array.from(time, (_, i) => time[0] + i * HOUR));
  });

  test('takes a single row for the first of the two', () => {
    expect(timesOf(read(['2024-10-27 02:00,1', '2024-10-27 06:00,2'], 'Europe/Berlin'))[0]).toBe(
      '2024-10-27T00:00',
    );
  });
});

describe('cells with an offset', () => {
  test('keep their offset, and are counted', () => {
    const result = read(
      ['2024-01-01T00:00Z,1', '2024-01-01T10:00+09:00,2', '2024-01-01 11:00,3'],
      'Asia/Seoul',
    );
    expect(timesOf(result)).toEqual(['2024-01-01T00:00', '2024-01-01T01:00', '2024-01-01T02:00']);
    expect(textsOf(result.warnings)).toEqual([
      'f.csv: times with an offset of their own, which `--time-zone` does not change: 2, the first is line 2',
    ]);
  });

  test('may be seconds since 1970, but 20240101 is a date', () => {
    expect(timesOf(read(['1704067200,1', '1704070800,2'], 'Asia/Seoul'))[0]).toBe('2024-01-01T00:00');
    expect(timesOf(read(['20240101,1', '20240102,2'], 'Asia/Seoul'))[0]).toBe('2023-12-31T15:00');
  });

  test('a date in local time agrees with a number since 1970', () => {
    const rows = ['1704034800,2024-01-01 00:00,1', '1704038400,2024-01-01 01:00,2'];
    expect(timesOf(read(rows, 'Asia/Seoul', 'unix,date,close'))[0]).toBe('2023-12-31T15:00');
    expect(() => read(rows, undefined, 'unix,date,close')).toThrow('to be the same time');
  });
});

test('a time that the clocks skip is refused by line', () => {
  expect(() => read(['2024-03-31 01:00,1', '2024-03-31 02:00,2'], 'Europe/Berlin')).toThrow(
    'f.csv, line 3, column `time`: expected a time that exists in Europe/Berlin, got `2024-03-31 02:00`',
  );
});

test('days of 23 hours cause a warning', () => {
  const result = read(['2024-03-30,1', '2024-03-31,2', '2024-04-01,3', '2024-04-02,4'], 'Europe/Berlin');
  expect(timesOf(result)).toEqual([
    '2024-03-29T23:00',
    '2024-03-30T23:00',
    '2024-03-31T22:00',
    '2024-04-01T22:00',
  ]);
  expect(textsOf(result.warnings)).toEqual([
    'f.csv: days of 23 or 25 hours, because the clocks change: 1, the first is before line 4; rows are not evenly spaced there',
  ]);
});

describe('without a time zone', () => {
  const refusal = (name: string) =>
    loadCsv(file(name)).then(
      () => undefined,
      (error: unknown) => error,
    );

  test.each([
    ['berlin-autumn', 'Europe/Berlin'],
    ['new-york-autumn', 'America/New_York'],
    ['lord-howe-autumn', 'Australia/Lord_Howe'],
  ])('the hint for %s names a zone that works', async (name, zone) => {
    const error = await refusal(name);
    expect(error).toBeInstanceOf(DataError);
    const hint = (error as DataError).hint ?? '';
    expect(hint).toContain('showed this time twice, so both lines may be right');
    expect(/--time-zone (\S+)`/.exec(hint)?.[1]).toBe(zone);
    expect((await loadCsv(file(name), { timeZone: zone })).candles[0].time.length).toBeGreaterThan(7);
  });

  test.each([
    ['at another hour', ['2024-10-27 05:00,1', '2024-10-27 05:00,2']],
    ['of a day', ['2024-11-03,1', '2024-11-03,2']],
    ['with an offset', ['2024-10-27T02:00Z,1', '2024-10-27T02:00Z,2']],
  ])('a duplicate %s is no doubled hour', (_, rows) => {
    expect(() => read(rows)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('delete line 2 or line 3') as string }),
    );
  });

  test('a zone is not named whose clocks skip another row', () => {
    const rows = ['2024-03-31 02:00,1', '2024-10-27 02:00,2', '2024-10-27 02:00,3'];
    expect(() => read(rows)).toThrow(
      expect.objectContaining({ hint: expect.not.stringContaining('Europe/Berlin') as string }),
    );
  });
});

describe('a column of text beside a doubled hour', () => {
  const ROWS = ['01:00,a,1', '02:00,a,2', '02:00,b,3', '03:00,b,4'].map((row) => `2024-10-27 ${row}`);
  const header = 'time,summer,close';

  test('names no series with the time zone', () => {
    const { candles } = read(ROWS, 'Europe/Berlin', header);
    expect(candles.map(({ time }) => time.length)).toEqual([4]);
    expect(timesOf(read(ROWS, 'Europe/Berlin', header))).toEqual([
      '2024-10-26T23:00',
      '2024-10-27T00:00',
      '2024-10-27T01:00',
      '2024-10-27T02:00',
    ]);
  });

  test('and without it, the message names zones', () => {
    const refused = (): unknown => read(ROWS, undefined, header);
    expect(refused).toThrow(DataError);
    expect(refused).toThrow('expected one row per time, got two for 2024-10-27T02:00Z');
  });

  test('but a panel of the whole day is one', () => {
    const panel = ['01:00', '02:00', '03:00'].flatMap((time) =>
      ['a,1', 'b,2'].map((row) => `2024-10-27 ${time},${row}`),
    );
    expect(read(panel, undefined, header).candles).toHaveLength(2);
  });
});
