/** Numbers: what is read, and what is refused. */
import { expect, test } from 'vitest';
import { parseDecimal, parseDuration, parseInteger } from '../../src/text/literals.ts';

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
  ['90s', 90_000],
  ['1.5m', 90_000],
  ['2h', 7_200_000],
  ['0s', undefined],
  ['10', undefined],
  ['-1s', undefined],
  ['1d', undefined],
  ['597h', undefined],
])('parseDuration(%j) is %j', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});
