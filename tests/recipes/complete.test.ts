import { describe, expect, test } from 'vitest';
import type { Candles } from '../../src/data/candles.ts';
import { buildPanel } from '../../src/data/panel.ts';
import { Random } from '../../src/math/random.ts';
import { models } from '../../src/models/index.ts';
import { recipes } from '../../src/models/recipes.ts';
import type { FlagValues } from '../../src/options/resolve.ts';
import { givenOptions, resolveOptions } from '../../src/options/resolve.ts';
import { completedPanel } from '../../src/recipes/complete.ts';
import { findSeasons } from '../../src/recipes/seasons.ts';
import { choiceFlags, choiceText } from '../../src/recipes/wording.ts';
import { seasonalCandles } from '../helpers/seasonal-candles.ts';

const names = { models, recipes };
const seasonal = seasonalCandles({ series: 4, rows: 400, season: 24, height: 1 });
const walks = seasonalCandles({ series: 4, rows: 400, season: 24, height: 0 });

async function complete(candles: readonly Candles[], flags: FlagValues, hasTestSpan = true) {
  const completed = await completedPanel(candles, 'close', resolveOptions(flags, names), {
    given: givenOptions(flags),
    resolve: (computed) => resolveOptions(flags, names, computed),
    hasTestSpan,
  });
  return { ...completed, recipe: completed.recipe! };
}

/** The candles with every row from `row` on replaced, but for the last one, which the grid ends with. */
const withFuture = (candles: readonly Candles[], row: number, future: () => number): readonly Candles[] =>
  candles.map((each) => ({
    ...each,
    columns: Object.fromEntries(
      Object.entries(each.columns).map(([name, column]) => [
        name,
        column.map((value, i) => (i < row || i === column.length - 1 ? value : future())),
      ]),
    ),
  }));

describe('findSeasons', () => {
  const seasonsOf = (candles: readonly Candles[], gaps: 'keep' | 'error' = 'error') =>
    findSeasons(buildPanel(candles, 'close', gaps).panel).map(({ rows }) => rows);

  test('finds the day of hours, and nothing in walks', () => {
    expect(seasonsOf(seasonal)).toEqual([24]);
    expect(seasonsOf(walks)).toEqual([]);
  });

  test('finds a length that no time makes likely, if rows are on no grid', () => {
    const tens = seasonalCandles({ series: 3, rows: 300, season: 10, height: 1 });
    expect(seasonsOf(tens, 'keep')).toEqual([10]);
    expect(seasonsOf(tens)).toEqual([]);
    expect(seasonsOf(walks, 'keep')).toEqual([]);
  });

  test('finds the year of weeks and months', () => {
    const weeks = seasonalCandles({ series: 3, rows: 400, season: 52, height: 1, stepMs: 7 * 86_400_000 });
    expect(seasonsOf(weeks)).toEqual([52]);
  });

  test('needs three seasons', () => {
    const short = seasonal.map((each) => ({
      ...each,
      time: each.time.slice(0, 70),
      columns: { close: each.columns.close.slice(0, 70) },
    }));
    expect(seasonsOf(short)).toEqual([]);
  });
});

describe('a recipe that reads the training rows', () => {
  test('sets what the user has not given', async () => {
    const { options, recipe } = await complete(seasonal, {
      recipe: 'seasonal',
      inputSize: '48',
      horizon: '6',
    });
    expect(options).toMatchObject({
      recipe: 'seasonal',
      seasonality: 24,
      deseasonalize: 'indices',
      normalize: 'last',
      inputSize: 48,
      segment: 24,
    });
    expect(recipe.computed).not.toHaveProperty('inputSize');
    expect(recipe).toMatchObject({ asked: 'seasonal', chosen: 'seasonal', tried: [] });
  });

  test('uses the season that the user gives', async () => {
    const { options } = await complete(walks, { recipe: 'seasonal', seasonality: '12' });
    expect(options).toMatchObject({ seasonality: 12, deseasonalize: 'indices', inputSize: 48 });
  });

  test('computes no season where there is none', async () => {
    const { options } = await complete(walks, { recipe: 'seasonal' });
    expect(options).toMatchObject({ seasonality: 1, deseasonalize: 'none' });
  });

  test('reads all rows if no test span follows', async () => {
    const { recipe, panel } = await complete(seasonal, { recipe: 'seasonal' }, false);
    expect(recipe.cutoff).toBe(panel.time.length - 1);
  });
});

test('recipes compute the options that they name, and no others', () => {
  const facts = {
    rows: 5000,
    series: 3,
    stepMs: 3_600_000,
    season: 24,
    columns: ['close', 'high', 'low', 'volume'],
    readsSteps: true,
  };
  for (const { compute, computes = [] } of recipes) {
    const computed = compute?.(facts, { horizon: 48, target: 'log-return' }) ?? {};
    expect(Object.keys(computed).filter((key) => !computes.some((name) => name === key))).toEqual([]);
    expect(computes.length === 0).toBe(compute === undefined);
  }
});

describe('auto', () => {
  test('chooses the season where there is one, and says so with flags that give the same options', async () => {
    const { options, recipe, panel } = await complete(seasonal, { recipe: 'auto', horizon: '6' });
    expect(recipe).toMatchObject({ asked: 'auto', chosen: 'seasonal' });
    expect(recipe.tried.map((one) => one.recipe)).toEqual(['seasonal', 'default']);
    expect(recipe.tried[0].rmse).toBeLessThan(0.99 * recipe.tried[1].rmse);
    expect(choiceText(recipe, panel)).toMatch(
      /^recipe auto chose seasonal: a season of 24 rows in 100 % of the series, and on rows up to 2024-01-\S+ linear regression has 0\.\d+ with seasonal and season 24, 0\.\d+ with default of the benchmark's RMSE\. The same/,
    );
    const flags = choiceFlags(recipe).split(' ');
    const again: Record<string, string | boolean> = { horizon: '6' };
    for (let i = 0; i < flags.length; i += 2)
      again[flags[i].slice(2).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())] =
        flags[i + 1];
    const repeated = await complete(seasonal, again);
    expect(repeated.options).toEqual(options);
  });

  test('stays with default on walks, also against the season that is likely', async () => {
    const { options, recipe } = await complete(walks, { recipe: 'auto' });
    expect(options).toEqual(resolveOptions({}, names));
    expect(recipe).toMatchObject({ chosen: 'default', seasons: [] });
    expect(new Map(recipe.tried.map((one) => [one.recipe, one.seasonality]))).toEqual(
      new Map([
        ['default', 1],
        ['seasonal', 24],
      ]),
    );
  });

  test('finds a smooth season, which changes do not show, by trying', async () => {
    const smooth = seasonalCandles({
      series: 4,
      rows: 624,
      season: 52,
      height: 0.08,
      stepMs: 7 * 86_400_000,
    });
    expect(findSeasons(buildPanel(smooth, 'close', 'error').panel)).toEqual([]);
    const { options } = await complete(smooth, { recipe: 'auto', horizon: '13', inputSize: '13' });
    expect(options).toMatchObject({ recipe: 'seasonal', seasonality: 52, inputSize: 13 });
  });

  test('tries long windows for many steps', async () => {
    const { recipe } = await complete(walks.map(longer), { recipe: 'auto', horizon: '24' });
    expect(new Set(recipe.tried.map((one) => one.recipe))).toEqual(new Set(['default', 'long', 'seasonal']));
  });

  test('chooses nothing for classes', async () => {
    const { recipe } = await complete(seasonal, { recipe: 'auto', target: 'direction', model: 'logistic' });
    expect(recipe).toMatchObject({ chosen: 'default', tried: [] });
  });

  test.each([
    ['NaN', () => NaN],
    [
      'noise',
      (
        (random) => () =>
          50 * random.uniform() + 1
      )(new Random(3)),
    ],
  ])('chooses the same if the test span is replaced by %s', async (_, future) => {
    for (const [candles, test_] of [
      [seasonal, '0.15'],
      [seasonal, '100'],
      [walks.map(longer), '60'],
    ] as const) {
      const flags = { recipe: 'auto', horizon: '24', test: test_ };
      const before = await complete(candles, flags);
      const { recipe } = await complete(withFuture(candles, before.recipe.cutoff + 1, future), flags);
      expect(recipe).toEqual(before.recipe);
      expect(recipe.tried.length).toBeGreaterThan(1);
    }
  });
});

/** Twice as many rows: the walk goes on as it was. */
function longer(candles: Candles): Candles {
  const step = candles.time[1] - candles.time[0];
  const twice = (column: Float64Array): Float64Array => Float64Array.from([...column, ...column]);
  return {
    ...candles,
    time: Float64Array.from({ length: 2 * candles.time.length }, (_, row) => candles.time[0] + row * step),
    columns: { close: twice(candles.columns.close), volume: twice(candles.columns.volume) },
  };
}
