/** Phrases that several sentences share. */
import { expect, test } from 'vitest';
import { atSteps } from '../../src/evaluation/phrases.ts';

test('atSteps names steps, all of them, none of them, and says nothing of a single one', () => {
  expect(atSteps([1], 1)).toBe('');
  expect(atSteps([], 1)).toBe('');
  expect(atSteps([2], 3)).toBe(' at step 2 of 3');
  expect(atSteps([1, 2, 4], 5)).toBe(' at steps 1, 2 and 4 of 5');
  expect(atSteps([1, 2], 2)).toBe(' at both steps');
  expect(atSteps([1, 2, 3], 3)).toBe(' at all 3 steps');
  expect(atSteps([], 2)).toBe(' at either step');
  expect(atSteps([], 7)).toBe(' at any of 7 steps');
  expect(atSteps([1, 2, 3, 4, 5, 6, 7], 30)).toBe(' at 7 of 30 steps');
});
