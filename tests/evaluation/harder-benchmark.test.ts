import { expect, test } from 'vitest';
import { Random } from '../../src/math/random.ts';
import { backtest } from '../../src/evaluation/backtest.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

/** A season of 4 rows with little noise. */
function seasonal(rows: number, seed: number): number[] {
  const random = Random.from(seed, 'seasonal');
  return Array.from({ length: rows }, (_, i) => 100 + [0, 8, 2, -6][i % 4] + 0.5 * random.normal());
}
const options = { models: ['drift'], seasonality: 4, test: '60', horizon: 2 } as const;

test('a season is compared with seasonal-naive, in tests, sentence, verdict, order and JSON', async () => {
  const result = await backtest(panelOf([seasonal(200, 1)]), optionsOf(options));
  const of = (name: string) => result.models.find(({ model }) => model === name)!;
  expect(result.quantity.benchmarks).toEqual(['seasonal-naive', 'naive']);
  expect(result.models[0].model).toBe('seasonal-naive');
  expect(result.answer.sentence).toMatch(
    /^drift is significantly worse than seasonal-naive \(harder to beat than naive\)/,
  );
  expect(of('seasonal-naive').tests.dm).toEqual([]);
  expect(of('naive').tests.dm).toHaveLength(2);
  expect(of('drift').scores.ratio).toBeCloseTo(
    of('drift').scores.rmse / of('seasonal-naive').scores.rmse,
    10,
  );
  expect(of('drift').bySteps[1].ratio).toBeGreaterThan(1.5);
  expect(of('naive').scores.u2).toBe(1);
  expect(of('drift').verdict).toContain('significantly worse than seasonal-naive');
  expect(of('drift').relative).toEqual([
    { to: 'seasonal-naive', rmse: expect.closeTo(of('drift').scores.ratio, 10), n: of('drift').scores.n },
  ]);
});

test('a random walk is compared with naive, and the sentence names seasonal-naive', async () => {
  const result = await backtest(panelOf([walk(200, 1)]), optionsOf(options));
  expect(result.quantity.benchmarks).toEqual(['naive']);
  expect(result.answer.sentence).toContain('naive (harder to beat than seasonal-naive)');
  expect(result.models.map(({ model }) => model).toSorted()).toEqual(['drift', 'naive', 'seasonal-naive']);
  expect(result.models[0].scores).not.toHaveProperty('ratio');
});

test('a panel is compared with one benchmark, series weighted equally', async () => {
  const result = await backtest(panelOf([seasonal(200, 1), walk(200, 2)]), optionsOf(options));
  const seasonalNaive = result.models.find(({ model }) => model === 'seasonal-naive')!;
  const expected = seasonalNaive.scores.u2 < 1 ? 'seasonal-naive' : 'naive';
  expect(result.quantity.benchmarks[0]).toBe(expected);
});

test('without a season, seasonal-naive is not run, and naive stays the benchmark', async () => {
  const result = await backtest(panelOf([seasonal(200, 1)]), optionsOf({ ...options, seasonality: 1 }));
  expect(result.models.map(({ model }) => model).toSorted()).toEqual(['drift', 'naive']);
  expect(result.quantity.benchmarks).toEqual(['naive']);
});
