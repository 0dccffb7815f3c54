import { expect, test } from 'vitest';
import { estimateCost } from '../../src/backtest/cost.ts';
import { planBacktest } from '../../src/backtest/plan.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

test('a model that uses the latest rows only costs no more on a longer history', () => {
  const costs = [1300, 2600].map((rows) => {
    const options = optionsOf({ models: ['ets', 'ses'], test: '100', refit: 0 });
    const plan = planBacktest(panelOf([walk(rows, 1)]), options);
    return estimateCost(1, plan, options).map(({ windows }) => windows);
  });
  expect(costs.map(([ets]) => ets)).toEqual([1000, 1000]);
  expect(costs[1][1]).toBe(costs[0][1] + 1300);
});
