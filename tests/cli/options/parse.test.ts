import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  choice,
  decimal,
  integer,
  list,
  listOrNone,
  schedule,
  testSpan,
  wordOr,
  duration,
} from '../../../src/cli/options/parse.ts';
import { UsageError } from '../../../src/errors.ts';

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
      String.raw`got ` + '`' + String.raw`\x1b[31m` + '`',
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
  ])('takes %s, and is JSON as written', (text, kind, value) => {
    const span = testSpan(text, '--test');
    expect(span).toMatchObject({ text, kind, value });
    expect(JSON.stringify({ span })).toBe(JSON.stringify({ span: text }));
  });

  test.each(['', '0', '1.0', '1.5', '-3', '2023-13-01', '2023-02-30', '30/11/2023', '15%', 'all'])(
    'refuses %j',
    (text) => {
      expect(() => testSpan(text, '--test')).toThrow('expected `--test` to be a share of the rows');
    },
  );
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
