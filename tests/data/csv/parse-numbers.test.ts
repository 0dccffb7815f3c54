import { describe, expect, test } from 'vitest';
import {
  amountOf,
  decimalMark,
  isAbsent,
  parseNumber,
  parseVolume,
} from '../../../src/data/csv/parse-numbers.ts';

describe('parseNumber', () => {
  test.each([
    ['1', 1],
    ['-1.5', -1.5],
    ['+.5', 0.5],
    [' 1.5e3 ', 1500],
    ['1,234', 1234],
    ['2,326,340,000', 2326340000],
    ['28,420.3', 28420.3],
    ['1 234.5', 1234.5],
    ["1'234.5", 1234.5],
    ['1’234.5', 1234.5],
    ['1\u202F234.5', 1234.5],
    ['12,34,567.89', 1234567.89],
    ['1,23,456', 123456],
  ])('reads %j as %d', (cell, value) => {
    expect(parseNumber(cell)).toBe(value);
  });

  test.each([
    ['1,5', 1.5],
    ['1.234,5', 1234.5],
    ['1.234', 1234],
    ['1.234.567', 1234567],
    ['1\u00A0234,5', 1234.5],
    ['-2,5e-7', -2.5e-7],
  ])('reads %j as %d where the comma marks decimals', (cell, value) => {
    expect(parseNumber(cell, ',')).toBe(value);
  });

  test.each([
    '',
    ' ',
    'abc',
    '0x10',
    'Infinity',
    '-inf',
    '1_000',
    '1e400',
    '1,23',
    '12,34.5',
    '1.2.3',
    '5%',
    '$5',
    '٣',
  ])('does not take %j for a number', (cell) => {
    expect(parseNumber(cell)).toBeNaN();
  });

  test.each(['1.5', '1,5,0', '1.23,4'])(
    'does not take %j for a number where the comma marks decimals',
    (cell) => {
      expect(parseNumber(cell, ',')).toBeNaN();
    },
  );
});

describe('parseVolume', () => {
  test('reads the shortened volumes of web pages', () => {
    expect(['57.32K', '1.5M', '2b', '1T', '12'].map((cell) => parseVolume(cell))).toEqual([
      57320, 1.5e6, 2e9, 1e12, 12,
    ]);
    expect(parseVolume('57,32K', ',')).toBe(57320);
  });

  test('does not take a lone letter for a number', () => {
    expect(parseVolume('K')).toBeNaN();
  });
});

test('the marks of an absent value are known in any case', () => {
  expect(['', ' ', '-', 'null', 'NULL', 'NaN', 'N/A', '#N/A', 'None'].every(isAbsent)).toBe(true);
  expect(['0', 'x', '--1'].some(isAbsent)).toBe(false);
});

describe('decimalMark', () => {
  test('is what the first cell that can be read in one way shows', () => {
    expect(decimalMark(['7', '1,234', '12.5'])).toBe('.');
    expect(decimalMark(['1,234', '12,5'])).toBe(',');
    expect(decimalMark(['0,123'])).toBe(',');
    expect(decimalMark(['1,234,567'])).toBe('.');
    expect(decimalMark(['1.234.567'])).toBe(',');
    expect(decimalMark(['1.234,5'])).toBe(',');
    expect(decimalMark(['1.234', '9,06K'])).toBe(',');
    expect(decimalMark(['1.234', '-1,23%'])).toBe(',');
  });

  test('is undefined where no cell needs one, and names a cell that reads both ways', () => {
    expect(decimalMark(['1', 'x', ''])).toBeUndefined();
    expect(decimalMark(['1', '1.234', '5.678'])).toEqual({ ambiguous: '1.234' });
    expect(decimalMark(['1', '1,234', '5,678'])).toEqual({ ambiguous: '1,234' });
  });
});

describe('amountOf', () => {
  test.each([
    ['$191.24', '$', '191.24'],
    ['-$5', '$', '-5'],
    ['$-5', '$', '-5'],
    ['$1,234.5', '$', '1,234.5'],
    ['1.234,5 €', '€', '1.234,5'],
    ['₩186,500', '₩', '186,500'],
    ['R$ 27,51', 'R$', '27,51'],
    ['US$5', 'US$', '5'],
    ['Rs. 5', 'Rs.', '5'],
    ['5 zł', 'zł', '5'],
    ['186.5 USD', 'USD', '186.5'],
    ['BTC 0.5', 'BTC', '0.5'],
    ['$1.5M', '$', '1.5M'],
    ['186500원', '원', '186500'],
  ])('takes %j apart', (cell, currency, number) => {
    expect(amountOf(cell)).toEqual({ currency, number });
  });

  test.each([
    '5',
    '1.5M',
    '1,2 MIO',
    'SPX500',
    'MAR 2020',
    '$',
    '$abc',
    '5%',
    'BTC1',
    '$5 $6',
    '5 K',
    '',
    'NaN',
  ])('%j is no amount in a currency', (cell) => {
    expect(amountOf(cell)).toBeUndefined();
  });
});
