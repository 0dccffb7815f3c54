/** Searches in this process: what they may see, and that their outcome depends on nothing but rows, options, space and budget. */
import { describe, expect, test } from 'vitest';
import { Budget } from '../../src/backtest/budget.ts';
import type { Journal } from '../../src/backtest/journal.ts';
import type { BacktestOptions } from '../../src/backtest/options.ts';
import type { FitResult } from '../../src/backtest/tasks.ts';
import type { Panel } from '../../src/data/panel.ts';
import { PartialError, UsageError } from '../../src/errors.ts';
import { Random } from '../../src/math/random.ts';
import type { SearchContext, SearchRequest, Search } from '../../src/tuning/search.ts';
import { searchSettings } from '../../src/tuning/search.ts';
import type { SearchSpace } from '../../src/tuning/search-space.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

const panel = panelOf([walk(150, 1), walk(150, 2)]);
const options = optionsOf({ models: ['mlp', 'gru'], horizon: 2, stepSize: 1, batchSize: 32 });
const space: SearchSpace = [
  { option: 'hidden', values: [[2], [3], [4], [5]] },
  { option: 'inputSize', values: [3, 6] },
  { option: 'learningRate', from: 0.0001, to: 0.1, isWhole: false, isList: false },
];
const CUTOFF = 119;

function search(
  whole: Panel = panel,
  request: Partial<SearchRequest> = {},
  context: Partial<SearchContext> = {},
  given: BacktestOptions = options,
): Promise<Search> {
  return searchSettings(
    whole,
    given,
    {
      cutoff: CUTOFF,
      budget: Budget.ofFits(30),
      space,
      fixed: [],
      flag: '--budget',
      ...request,
    },
    { workers: 1, ...context },
  );
}

/** Fits in memory; a search that is killed keeps those before. */
function memory(): Journal & { readonly fits: Map<string, FitResult>; found: number } {
  const fits = new Map<string, FitResult>();
  return {
    fits,
    found: 0,
    find(key) {
      const fit = fits.get(key);
      if (fit) this.found++;
      return fit;
    },
    keep: (key, result) => void fits.set(key, result),
  };
}

const outcome = ({ models, fits }: Search) => ({ models, fits });

describe('a search', async () => {
  const reference = await search();

  test('tries the default first and on all blocks, and chooses the best of those with all blocks', () => {
    expect(reference.models.map(({ model }) => model)).toEqual(['mlp', 'gru']);
    for (const { tried, chosen } of reference.models) {
      expect(tried[0]).toMatchObject({ setting: {}, blocks: 4 });
      expect(tried.length).toBeGreaterThan(4);
      const whole = tried.filter(({ blocks }) => blocks === 4);
      expect(tried[chosen].ratio).toBe(Math.min(...whole.map(({ ratio }) => ratio)));
      expect(tried[chosen].defaultRatio).toBe(tried[0].ratio);
    }
  });

  test('spends no more fits than its budget', () => {
    expect(reference.fits).toBeLessThanOrEqual(30);
    expect(reference.fits).toBeGreaterThan(25);
  });

  test('has the same outcome on two threads', async () => {
    expect(outcome(await search(panel, {}, { workers: 2 }))).toEqual(outcome(reference));
  });

  test.each([
    ['NaN', () => NaN],
    [
      'noise',
      (
        (random) => () =>
          1 + 200 * random.uniform()
      )(new Random(5)),
    ],
  ])('sees nothing after its cutoff: %s there changes not a bit', async (_, future) => {
    const replaced: Panel = {
      ...panel,
      series: panel.series.map((series) => {
        const values = series.values.map((value, row) => (row > CUTOFF ? future() : value));
        return { ...series, values, observed: values };
      }),
    };
    expect(outcome(await search(replaced))).toEqual(outcome(reference));
  });

  test('sees what is before its cutoff', async () => {
    const values = panel.series[0].values.map((value, row) => (row === CUTOFF ? value * 1.1 : value));
    const changed = {
      ...panel,
      series: [{ ...panel.series[0], values, observed: values }, panel.series[1]],
    };
    expect(outcome(await search(changed))).not.toEqual(outcome(reference));
  });

  test('continues from the fits that an interrupted one has kept, with the same outcome', async () => {
    const journal = memory();
    const controller = new AbortController();
    let seen = 0;
    const interrupted = await search(
      panel,
      {},
      {
        journal,
        signal: controller.signal,
        onSearchProgress: ({ isFit }) => {
          if (isFit && ++seen === 13) controller.abort();
        },
      },
    );
    expect(interrupted.wasInterrupted).toBe(true);
    const kept = journal.fits.size;
    expect(kept).toBe(13);
    expect(outcome(await search(panel, {}, { journal }))).toEqual(outcome(reference));
    expect(journal.found).toBe(kept);
    expect(journal.fits.size).toBe(reference.fits);
  });

  test('with a larger budget tries the same and then more', async () => {
    const more = await search(panel, { budget: Budget.ofFits(60) });
    for (const [m, { tried }] of reference.models.entries()) {
      const settings = more.models[m].tried.map(({ setting }) => setting);
      expect(settings.slice(0, tried.length)).toEqual(tried.map(({ setting }) => setting));
      expect(settings.length).toBeGreaterThan(tried.length);
    }
  });

  test('with a time as budget is repeated by its number of fits', async () => {
    const journal = memory();
    // Kept fits count as long as they took: 40 of 1 s on one thread leave nothing of 20 s.
    await search(panel, { budget: Budget.ofFits(60) }, { journal });
    for (const [key, fit] of journal.fits) journal.fits.set(key, { ...fit, seconds: 1 });
    const timed = await search(panel, { budget: Budget.ofMs(20_000) }, { journal });
    expect(timed.fits).toBeGreaterThanOrEqual(20);
    expect(timed.fits).toBeLessThan(45);
    const again = await search(panel, { budget: Budget.ofFits(timed.fits) });
    expect(outcome(again)).toEqual(outcome(timed));
  });

  test('counts a setting that diverges as failed, and goes on', async () => {
    const wild: SearchSpace = [
      { option: 'learningRate', values: [1e30, 0.001, 0.002] },
      { option: 'epochs', values: [3, 4] },
    ];
    const given = optionsOf({ models: ['mlp'], optimizer: 'sgd', clip: 0, target: 'price', scaler: 'none' });
    const { models } = await search(panel, { space: wild, budget: Budget.ofFits(20) }, {}, given);
    const failed = models[0].tried.filter(({ failure }) => failure !== undefined);
    expect(failed.length).toBeGreaterThan(0);
    for (const one of failed) expect(one).toMatchObject({ ratio: NaN });
    expect(models[0].tried[models[0].chosen].failure).toBeUndefined();
  });

  test('of a linear model, and of classes, works too', async () => {
    const linear = await search(
      panel,
      { space: [{ option: 'inputSize', values: [3, 6] }] },
      {},
      {
        ...options,
        models: ['linear'],
      },
    );
    expect(linear.models[0].tried.length).toBe(3);
    const ofClasses = optionsOf({ models: ['mlp'], target: 'direction', loss: 'cross-entropy' });
    const { models } = await search(panel, {}, {}, ofClasses);
    expect(models[0].tried.every(({ ratio }) => ratio > 0)).toBe(true);
  });

  test('needs a budget for the defaults, and something to draw', async () => {
    const hurried = search(panel, { budget: Budget.ofMs(1e-6) });
    await expect(hurried).rejects.toThrow(PartialError);
    await expect(search(panel, { budget: Budget.ofFits(7) })).rejects.toThrow(UsageError);
    await expect(search(panel, { space: undefined }, {}, optionsOf({ models: ['ses'] }))).rejects.toThrow(
      UsageError,
    );
  });
});
