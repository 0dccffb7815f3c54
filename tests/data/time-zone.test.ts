/** Time zones: moments, local times, doubled and skipped hours. */

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TimeZone, parseTimeZone, regions } from '../../src/data/time-zone.ts';

const MINUTE = 60_000;
const at = (text: string): number => Date.parse(`${text}Z`);
const shown = (times: readonly number[]): string[] =>
  times.map((time) => new Date(time).toISOString().slice(0, 16));
const momentsOf = (zone: string, local: string): string[] => shown(parseTimeZone(zone).momentsOf(at(local)));

describe('momentsOf', () => {
  test.each([
    ['Asia/Seoul', '2024-01-01T00:00', ['2023-12-31T15:00']],
    ['+09:00', '2024-01-01T00:00', ['2023-12-31T15:00']],
    ['-03:30', '2024-01-01T00:00', ['2024-01-01T03:30']],
    ['UTC', '2024-01-01T00:00', ['2024-01-01T00:00']],
    ['Europe/Berlin', '2024-07-01T12:00', ['2024-07-01T10:00']],
    ['America/New_York', '2024-01-01T00:00', ['2024-01-01T05:00']],
  ])('of an ordinary time in %s', (zone, local, moments) => {
    expect(momentsOf(zone, local)).toEqual(moments);
  });

  test.each([
    ['Europe/Berlin', '2024-10-27T01:59', ['2024-10-26T23:59']],
    ['Europe/Berlin', '2024-10-27T02:00', ['2024-10-27T00:00', '2024-10-27T01:00']],
    ['Europe/Berlin', '2024-10-27T02:59', ['2024-10-27T00:59', '2024-10-27T01:59']],
    ['Europe/Berlin', '2024-10-27T03:00', ['2024-10-27T02:00']],
    ['America/New_York', '2024-11-03T01:30', ['2024-11-03T05:30', '2024-11-03T06:30']],
    // By half an hour.
    ['Australia/Lord_Howe', '2024-04-07T01:30', ['2024-04-06T14:30', '2024-04-06T15:00']],
    ['Australia/Lord_Howe', '2024-04-07T02:00', ['2024-04-06T15:30']],
  ])('around a doubled hour in %s at %s', (zone, local, moments) => {
    expect(momentsOf(zone, local)).toEqual(moments);
  });

  test.each([
    ['Europe/Berlin', '2024-03-31T02:00'],
    ['Europe/Berlin', '2024-03-31T02:59'],
    ['America/New_York', '2024-03-10T02:30'],
    ['Asia/Beirut', '2024-03-31T00:00'],
    // A whole day, when the islands changed sides of the date line.
    ['Pacific/Apia', '2011-12-30T12:00'],
  ])('is empty where %s skips %s', (zone, local) => {
    expect(momentsOf(zone, local)).toEqual([]);
  });

  test('finds every moment by its local time, in any zone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...regions()),
        fc.integer({ min: at('1970-01-02T00:00') / MINUTE, max: at('2037-12-31T00:00') / MINUTE }),
        (name, minute) => {
          const zone = TimeZone.named(name)!;
          const time = minute * MINUTE;
          const local = new Intl.DateTimeFormat('sv-SE', {
            timeZone: name,
            dateStyle: 'short',
            timeStyle: 'medium',
          })
            .format(time)
            .replace(' ', 'T');
          expect(zone.localOf(time)).toBe(at(local));
          expect(zone.momentsOf(zone.localOf(time))).toContain(time);
        },
      ),
      { numRuns: 300 },
    );
  });
});

test('a day whose midnight is skipped starts at the first moment after it', () => {
  expect(shown([parseTimeZone('Asia/Beirut').startOfDay(at('2024-03-31T00:00'))])).toEqual([
    '2024-03-30T22:00',
  ]);
  expect(shown([parseTimeZone('Asia/Beirut').startOfDay(at('2024-04-01T00:00'))])).toEqual([
    '2024-03-31T21:00',
  ]);
});

test.each(['europe/berlin', 'America/New York', 'utc', 'Z', 'GMT+9', 'UTC-03:30', '+0900', '+9', 'Japan'])(
  'takes %s',
  (text) => {
    expect(parseTimeZone(text)).toBeInstanceOf(TimeZone);
  },
);

test.each([
  ['Seoul', 'did you mean `Asia/Seoul`?'],
  ['new york', 'did you mean `America/New_York`?'],
  ['Europe/Berln', 'did you mean `Europe/Berlin`?'],
  ['EST', expect.stringContaining('abbreviations are ambiguous')],
  ['CET', expect.stringContaining('abbreviations are ambiguous')],
  ['+15:00', expect.stringContaining('for example `Europe/Berlin`')],
  ['local', expect.anything()],
  ['', expect.stringContaining('for example `Europe/Berlin`')],
])('refuses %j and says what to try', (text, hint: unknown) => {
  expect(() => parseTimeZone(text)).toThrow(
    expect.objectContaining({
      message: `expected \`--time-zone\` to be a region or an offset, got \`${text}\``,
      hint,
    }),
  );
});
