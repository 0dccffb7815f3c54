import { expect, test } from 'vitest';
import { quantities } from '../../../src/data/quantities.ts';
import { valueFormatOf } from '../../../src/report/format/forecast-values.ts';

const price = valueFormatOf(quantities.price);

test('a price is shown with the decimals of its reference, and its change as a ratio', () => {
  expect(price.value(1234.5678, 2000)).toBe('1,234.57');
  expect(price.change(110, 100)).toBeCloseTo(0.1, 12);
});

test('volatility is shown as what it is the logarithm of', () => {
  const { value, change } = valueFormatOf(quantities['log-volatility']);
  expect(value(Math.log(0.031), 0)).toBe('3.10 %');
  expect(value(NaN, 0)).toBe('–');
  expect(change(Math.log(0.02), Math.log(0.04))).toBeCloseTo(-0.5, 12);
});
