import { expect, test } from 'vitest';
import { earlierLooks } from '../../src/tuning/openings.ts';
import type { Opening } from '../../src/tuning/openings.ts';

const own = { target: 'log-return', column: 'close', series: ['A', 'B'], first: 100, last: 200 };
const targets = {
  configuration: 'own',
  options: { target: 'log-return', column: 'close' },
  data: [
    { id: 'A', last: 200 },
    { id: 'B', last: 200 },
  ],
} as const;
const opening = (changes: Partial<Opening>): Opening => ({ at: 5, runs: ['r'], ...own, ...changes });
const looks = (openings: readonly Opening[]) => earlierLooks(openings, [], own, targets);

test('an opening counts if it shows any target of the span', () => {
  expect(looks([])).toEqual({ openings: 0, lastAt: undefined, backtests: 0 });
  expect(looks([opening({}), opening({ at: 9, first: 200, last: 300, series: ['B', 'C'] })])).toEqual({
    openings: 2,
    lastAt: 9,
    backtests: 0,
  });
});

test.each([
  ['a span before it', { first: 0, last: 99 }],
  ['a span after it', { first: 201, last: 300 }],
  ['other series', { series: ['C'] }],
  ['another column', { column: 'high' }],
  ['another target', { target: 'direction' }],
])('one of %s does not count', (_, changes) => {
  expect(looks([opening(changes)]).openings).toBe(0);
});

test('backtests up to the same last row count once per configuration, but not those of an opening', () => {
  const run = (id: string, configuration: string) => ({ ...targets, run: id, configuration });
  const runs = [run('r', 'tuned'), run('s', 'x'), run('t', 'x'), run('u', 'y')];
  expect(earlierLooks([opening({})], runs, own, targets).backtests).toBe(2);
  const later = { ...run('v', 'z'), data: [{ id: 'A', last: 300 }] };
  expect(earlierLooks([], [later], own, targets).backtests).toBe(0);
});
