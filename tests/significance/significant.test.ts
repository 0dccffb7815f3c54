import { expect, test } from 'vitest';
import { isSignificant, mostSignificant } from '../../src/significance/significant.ts';

test('a test is significant by its adjusted p, or by p if there is no adjusted p', () => {
  expect(isSignificant({ p: 0.01, adjusted: 0.06 })).toBe(false);
  expect(isSignificant({ p: 0.01, adjusted: 0.04 })).toBe(true);
  expect(isSignificant({ p: 0.049 })).toBe(true);
  expect(isSignificant({ p: 0.05 })).toBe(false);
  expect(isSignificant({ p: NaN, adjusted: NaN })).toBe(false);
});

test('the shown test has the smallest adjusted p, then the smallest p, then the first step', () => {
  const step = (at: number, p: number, adjusted: number) => ({ step: at, p, adjusted });
  expect(mostSignificant([step(1, 0.2, 0.4), step(2, 0.1, 0.3)])?.step).toBe(2);
  expect(mostSignificant([step(1, 0.9, 1), step(2, 0.6, 1), step(3, 0.7, 1)])?.step).toBe(2);
  expect(mostSignificant([step(1, NaN, NaN), step(2, 0.6, 1), step(3, 0.6, 1)])?.step).toBe(2);
  expect(mostSignificant([step(1, NaN, NaN)])).toBeUndefined();
});
