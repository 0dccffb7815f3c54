import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  plural,
} from '../../../src/report/format/units.ts';

describe('formatNumber', () => {
  test.each([
    [1211.4749, '1,211.47'],
    [59.7412, '59.74'],
    [-1234567.891, '-1,234,567.89'],
    [1.23456, '1.235'],
    [0.000012345, '0.00001234'],
    [0, '0.00'],
    [NaN, '–'],
    [-Infinity, '-∞'],
  ])('writes %d as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  test('writes no minus before a zero', () => {
    expect(formatNumber(-0.001, 2)).toBe('0.00');
  });

  test('reads back as the rounded number without its commas', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e12, max: 1e12, noNaN: true }), (value) => {
        expect(Number(formatNumber(value, 3).replaceAll(',', '')) + 0).toBe(Number(value.toFixed(3)) + 0);
      }),
    );
  });
});

describe('other units', () => {
  test('counts are grouped', () => {
    expect(formatCount(1828)).toBe('1,828');
  });

  test('ratios are percents only here', () => {
    expect(formatPercent(0.02068, 2)).toBe('2.07 %');
    expect(formatPercent(NaN)).toBe('–');
  });

  test.each([
    [0.4249, '0.42 s'],
    [9.996, '10.0 s'],
    [59.97, '1 min 00 s'],
    [125, '2 min 05 s'],
    [3599.6, '1 h 00 min'],
    [3840, '1 h 04 min'],
    [NaN, '–'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  test('one has no s', () => {
    expect([plural(1, 'fold'), plural(0, 'fold'), plural(2000, 'row')]).toEqual([
      '1 fold',
      '0 folds',
      '2,000 rows',
    ]);
  });
});
