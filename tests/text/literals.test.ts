/** Numbers and dates: what is read, and what is refused. */
import { expect, test } from 'vitest';
import { parseDate, parseDecimal, parseInteger } from '../../src/text/literals.ts';

test.each([
  ['0', 0],
  ['-3', -3],
  ['+12', 12],
])('%s is an integer', (text, value) => {
  expect(parseInteger(text)).toBe(value);
});

test.each([
  ['.5', 0.5],
  ['5.', 5],
  ['-1e-3', -0.001],
])('%s is a decimal', (text, value) => {
  expect(parseDecimal(text)).toBe(value);
});

test.each(['', ' 1', '1_000', '0x10', 'Infinity', 'NaN', '1,5', '１'])('%j is no number', (text) => {
  expect([parseInteger(text), parseDecimal(text)]).toEqual([undefined, undefined]);
});

test('a number without end is no decimal, and one with a fraction no integer', () => {
  expect([parseDecimal('1e999'), parseInteger('1.0')]).toEqual([undefined, undefined]);
});

test.each([
  ['2024-02-29', Date.UTC(2024, 1, 29)],
  ['2017-08-17T04:00Z', Date.UTC(2017, 7, 17, 4)],
  ['2017-08-17T04:00:05Z', Date.UTC(2017, 7, 17, 4, 0, 5)],
])('%s is a date', (text, time) => {
  expect(parseDate(text)).toBe(time);
});

test.each([
  '2023-02-30',
  '2023-13-01',
  '2023-1-1',
  '30/11/2023',
  '2017-08-17T04:00',
  '2017-08-17 04:00Z',
  '',
])('%j is no date', (text) => {
  expect(parseDate(text)).toBeUndefined();
});
