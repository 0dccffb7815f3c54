import { expect, test } from 'vitest';
import { aheadText } from '../../src/evaluation/ahead.ts';

test('a single step is said in words of its length', () => {
  expect(aheadText([1], '1d')).toBe('one day ahead');
  expect(aheadText([1], '1h')).toBe('one hour ahead');
  expect(aheadText([1], '15m')).toBe('15 minutes ahead');
  expect(aheadText([24], '1h')).toBe('24 hours ahead');
  expect(aheadText([2], '1w')).toBe('2 weeks ahead');
  expect(aheadText([1], '1M')).toBe('one month ahead');
});

test('several steps are said as first and last', () => {
  expect(aheadText([1, 2, 3, 4, 5, 6, 7], '1d')).toBe('1 to 7 days ahead');
  expect(aheadText([1, 2, 3, 4, 5, 6], '4h')).toBe('4 to 24 hours ahead');
  expect(aheadText([2, 3], '1d')).toBe('2 to 3 days ahead');
});

test('steps of unknown or odd length are counted', () => {
  expect(aheadText([1], null)).toBe('one step ahead');
  expect(aheadText([1, 2, 3, 4, 5], null)).toBe('1 to 5 steps ahead');
  expect(aheadText([5], '500ms')).toBe('5 steps ahead');
});
