import { backtest } from '../../src/evaluation/backtest.ts';
import { expect, test } from 'vitest';
import { modelsOf } from '../../src/backtest/plan.ts';
import { relativeTo } from '../../src/evaluation/relative.ts';
import type { Trial } from '../../src/evaluation/trial.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';
import { textsOf } from '../../src/text/warning.ts';

const trial = {
  table: {
    series: new Int32Array(4),
    y: Float64Array.of(1, 2, NaN, 4),
    yhat: new Map([
      ['naive', Float64Array.of(0, 0, 0, 0)],
      ['har', Float64Array.of(3, 4, 4, NaN)],
      ['a', Float64Array.of(2, 3, 3, 9)],
      ['right', Float64Array.of(1, 2, 3, 4)],
    ]),
  },
  quantity: { benchmarks: ['naive', 'har', 'right', 'absent'] },
} as unknown as Trial;
const models = ['naive', 'har', 'a', 'right'];

test('RMSE is compared with that of every further benchmark, over the points that both have', () => {
  // Errors of 1 and 1 against 2 and 2; the third actual value is unknown, the fourth forecast of har is missing.
  expect(relativeTo(trial, 'a', models)).toEqual([
    { to: 'har', rmse: 0.5, n: 2 },
    { to: 'right', rmse: NaN, n: 3 }, // no error
  ]);
});

test('a benchmark is not compared with itself, and no model with naive, which has U2', () => {
  expect(relativeTo(trial, 'har', models).map(({ to }) => to)).toEqual(['right']);
});

test('naive is always run, and also har if volatility is forecast', async () => {
  expect(modelsOf({ target: 'diff', seasonality: 1, models: ['ar', 'naive'] })).toEqual(['naive', 'ar']);
  expect(modelsOf({ target: 'volatility', seasonality: 1, models: ['ar'] })).toEqual(['naive', 'har', 'ar']);
  const logs = walk(140, 3).map((price) => Math.log(price));
  const options = optionsOf({ target: 'volatility', models: ['ar'], test: '20' });
  const { models: results, warnings } = await backtest(panelOf([logs]), options);
  const ar = results.find(({ model }) => model === 'ar')!;
  const har = results.find(({ model }) => model === 'har')!;
  expect(ar.relative).toEqual([
    { to: 'har', rmse: expect.closeTo(ar.scores.rmse / har.scores.rmse, 12), n: 20 },
  ]);
  expect(Object.keys(ar.scores)).toContain('qlike');
  expect(Object.keys(ar.scores)).not.toContain('mape');
  expect(textsOf(warnings).filter((text) => /too good|mape/.test(text))).toEqual([]);
});
