import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  basisPoints,
  choice,
  decimal,
  integer,
  levels,
  list,
  listOrNone,
  moment,
  schedule,
  testSpan,
  wordOr,
  duration,
} from '../../src/options/parse.ts';
import { UsageError } from '../../src/errors.ts';

describe('basisPoints', () => {
  test('takes basis points, percent and plain ratios', () => {
    const read = (text: string): number => basisPoints(text, '--cost');
    expect(['10bp', '10 bp', '0.1%', '0.1 %', '0.001', '1e-3'].map(read)).toEqual([
      0.001, 0.001, 0.001, 0.001, 0.001, 0.001,
    ]);
    expect([read('0'), read('99%')]).toEqual([0, 0.99]);
  });

  test.each(['', 'bp', '-1bp', '100%', '10', '10pips', 'NaN', '1e9bp'])('refuses %j', (text) => {
    expect(() => basisPoints(text, '--cost')).toThrow('expected `--cost` to be a ratio from 0 to below 1');
  });
});

describe('integer', () => {
  test('takes whole numbers in its range', () => {
    expect(integer(0)('0', '--gap')).toBe(0);
    expect(integer(1)('1000', '--horizon')).toBe(1000);
  });

  test('says what it expected and what came', () => {
    expect(() => integer(1)('0', '--horizon')).toThrow(
      'expected `--horizon` to be a whole number >= 1, got `0`',
    );
    expect(() => integer(0, 9)('10', '--x')).toThrow(
      'expected `--x` to be a whole number from 0 to 9, got `10`',
    );
  });

  test.each(['', ' ', '1.0', '1e3', '0x10', '1_000', '１', 'Infinity', '99999999999999999999'])(
    'refuses %j',
    (text) => {
      expect(() => integer(1)(text, '--horizon')).toThrow(UsageError);
    },
  );
});

describe('decimal', () => {
  test.each([
    ['.2', 0.2],
    ['1e-3', 0.001],
    ['0', 0],
    ['5.', 5],
  ])('takes %s', (text, value) => {
    expect(decimal({ min: 0 })(text, '--l2')).toBe(value);
  });

  test.each(['', '0x10', 'Infinity', 'NaN', '1,5', '1e999', '-1'])('refuses %j', (text) => {
    expect(() => decimal({ min: 0 })(text, '--l2')).toThrow('expected `--l2` to be a number >= 0');
  });

  test('leaves out bounds that are said to be', () => {
    const share = decimal({ min: 0, max: 1, above: true, below: true });
    expect(share('0.5', '--x')).toBe(0.5);
    expect(() => share('0', '--x')).toThrow('expected `--x` to be a number > 0 and < 1, got `0`');
    expect(() => share('1', '--x')).toThrow(UsageError);
  });

  test('reads back every finite number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(decimal({ min: -Infinity })(String(value), '--x')).toBe(value + 0);
      }),
    );
  });
});

describe('choice', () => {
  test('suggests the nearest name', () => {
    const target = choice(['log-return', 'price', 'diff']);
    expect(target('price', '--target')).toBe('price');
    expect(() => target('pric', '--target')).toThrow(
      expect.objectContaining({
        message: 'expected `--target` to be one of log-return, price, diff, got `pric`',
        hint: 'did you mean `price`?',
      }),
    );
  });

  test('prints no control character that came', () => {
    expect(() => choice(['a'])('\u001b[31m', '--x')).toThrow(
      String.raw`got ` + '`' + String.raw`\u001b[31m` + '`',
    );
  });
});

describe('list', () => {
  test('splits at commas', () => {
    expect(list(integer(1))('50, 25', '--hidden')).toEqual([50, 25]);
  });

  test('refuses an empty item', () => {
    expect(() => list(integer(1))('50,', '--hidden')).toThrow(UsageError);
  });

  test('may be none where that means something', () => {
    expect(listOrNone(integer(1))('none', '--dense')).toEqual([]);
    expect(() => list(integer(1))('none', '--hidden')).toThrow(UsageError);
  });
});

describe('levels', () => {
  test('are percentages, ascending', () => {
    expect(levels('95,80', '--level')).toEqual([80, 95]);
    expect(levels('none', '--level')).toEqual([]);
  });

  test.each([
    ['0.95', 'did you mean 95?'],
    ['.8,0.95', 'did you mean 80,95?'],
    ['0.57', 'did you mean 57?'],
    ['80,0.5', 'did you mean 80,50?'],
    ['80,80.0', 'name 80 once'],
  ])('refuses %s and asks what was meant', (text, hint) => {
    expect(() => levels(text, '--level')).toThrow(expect.objectContaining({ hint }));
  });

  test.each(['0', '100', '-5', '101', ''])('refuses %j', (text) => {
    expect(() => levels(text, '--level')).toThrow(UsageError);
  });
});

describe('wordOr', () => {
  test('takes its word or what the other takes', () => {
    const refit = wordOr('auto', integer(0));
    expect([refit('auto', '--refit'), refit('0', '--refit')]).toEqual(['auto', 0]);
    expect(() => refit('often', '--refit')).toThrow(UsageError);
  });
});

describe('testSpan', () => {
  test.each([
    ['0.15', 'share', 0.15],
    ['.2', 'share', 0.2],
    ['266', 'rows', 266],
    ['2023-11-30', 'date', Date.UTC(2023, 10, 30)],
    ['2023-11-30T13:00Z', 'date', Date.UTC(2023, 10, 30, 13)],
    ['12345678', 'rows', 12_345_678],
  ])('takes %s, and is JSON as written', (text, kind, value) => {
    const span = testSpan(text, '--test');
    expect(span).toMatchObject({ text, kind, value });
    expect(JSON.stringify({ span })).toBe(JSON.stringify({ span: text }));
  });

  test.each(['20201001', '2020-10-01T00:00:00.000Z', '2020-10-01 00:00', '1601510400', '1601510400000'])(
    'reads %s as the date 2020-10-01',
    (text) => {
      const span = testSpan(text, '--test');
      expect([span.kind, span.text, span.value]).toEqual(['date', '2020-10-01', Date.UTC(2020, 9, 1)]);
    },
  );

  test.each([
    ['20201301', 'months are 01 to 12: write year, month and day as in 2017-08-17'],
    ['2023-02-29', 'February 2023 has the days 1 to 28'],
    ['10/11/2020', 'write the year first: `2020-11-10` or `2020-10-11`'],
    ['1.5', 'for example 0.15, 266 or 2023-11-30'],
  ])('says what to write instead of %s', (text, hint) => {
    expect(() => testSpan(text, '--test')).toThrow(expect.objectContaining({ hint }));
  });

  test.each(['', '0', '1.0', '1.5', '-3', '2023-13-01', '2023-02-30', '30/11/2023', '15%', 'all'])(
    'refuses %j',
    (text) => {
      expect(() => testSpan(text, '--test')).toThrow('expected `--test` to be a share of the rows');
    },
  );
});

describe('moment', () => {
  test('takes every form of a time that names its year first', () => {
    const time = Date.UTC(2026, 7, 8, 23);
    for (const text of [
      new Date(time).toISOString(),
      '2026-08-08T23:00:00+00:00',
      '2026-08-08 23:00',
      '2026-08-08T23:00Z',
      '2026-08-09T01:00+02:00',
      '8 Aug 2026 11:00 PM',
      String(time),
      String(time / 1000),
    ])
      expect(moment(text, '--since')).toBe(time);
  });

  test.each([
    ['2024-02-30', 'February 2024 has the days 1 to 29'],
    ['20240230', 'February 2024 has the days 1 to 29'],
    ['2024-13-01', 'months are 01 to 12: write year, month and day as in 2017-08-17'],
    [
      '2024-08-08 24:61',
      'write the time of day as in 2017-08-17T04:00Z or 2017-08-17 06:00+02:00, from 00:00 to 23:59',
    ],
    ['08/09/2026', 'write the year first: `2026-09-08` or `2026-08-09`'],
    ['21.08.2026', 'write the year first: `2026-08-21`'],
    ['2026-08', 'give the day too, for example `2026-08-01`'],
    ['2026', 'give the day too, for example `2026-01-01`'],
    ['yesterday', 'for example 2017-08-17 or 2017-08-17T04:00Z'],
    ['', 'for example 2017-08-17 or 2017-08-17T04:00Z'],
  ])('refuses %j and says what to write', (text, hint) => {
    expect(() => moment(text, '--since')).toThrow(
      expect.objectContaining({
        message: `expected \`--since\` to be a date or a time in UTC, got \`${text}\``,
        hint,
      }),
    );
  });
});

describe('schedule', () => {
  test.each([
    ['constant', { name: 'constant' }],
    ['cosine', { name: 'cosine' }],
    ['step:30:0.5', { name: 'step', every: 30, factor: 0.5 }],
    ['plateau:5:.1', { name: 'plateau', patience: 5, factor: 0.1 }],
  ])('reads %s', (text, expected) => {
    expect(schedule(text, '--schedule')).toEqual(expected);
  });

  test.each(['', 'constant:1', 'step', 'step:30', 'step:0:0.5', 'step:30:1', 'plateau:5:2', 'exponential'])(
    'refuses %j',
    (text) => {
      expect(() => schedule(text, '--schedule')).toThrow(UsageError);
    },
  );
});

describe('duration', () => {
  test.each([
    ['90s', 90_000],
    ['10m', 600_000],
    ['1.5h', 5_400_000],
  ])('%s', (text, ms) => {
    expect(duration(text, '--deadline')).toBe(ms);
  });

  test.each(['', '10', '0s', '-1m', '10 m', '10d', '600h', 'm', '1e3s'])('refuses %j', (text) => {
    expect(() => duration(text, '--deadline')).toThrow('expected `--deadline` to be a time up to 24 days');
  });
});
