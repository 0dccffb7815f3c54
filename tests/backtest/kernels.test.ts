/** Exact and relaxed kernels side by side in one process: each run computes with its own, and neither takes the fits of the other. */
import { expect, test } from 'vitest';
import { backtest } from '../../src/evaluation/backtest.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';
import { allowRelaxed } from '../helpers/relaxed.ts';

const panel = panelOf([walk(120, 4)]);
const exact = optionsOf({ models: ['gru', 'mlp'], test: '12', refit: 4, hidden: [9], epochs: 4, members: 2 });
const relaxed = { ...exact, kernels: 'relaxed' } as const;

const forecastsOf = ({ forecasts }: Awaited<ReturnType<typeof backtest>>) =>
  [...forecasts.yhat].map(([, yhat]) => [...yhat]);

test('relaxed kernels give the same bits at any number of workers, next to exact ones too', async () => {
  allowRelaxed();
  const alone = forecastsOf(await backtest(panel, relaxed, { workers: 1 }));
  const plain = forecastsOf(await backtest(panel, exact, { workers: 1 }));
  const [first, second] = await Promise.all([
    backtest(panel, relaxed, { workers: 2 }),
    backtest(panel, exact, { workers: 2 }),
  ]);
  expect(forecastsOf(first)).toEqual(alone);
  expect(forecastsOf(second)).toEqual(plain);
  // Rounding once instead of twice moves last digits and nothing else.
  alone.forEach((yhat, model) => expect(yhat).toBeAllClose(plain[model], { rtol: 1e-3 }));
});

test('fits that exact kernels kept are not those of relaxed ones, and the other way round', async () => {
  allowRelaxed();
  const fits = new Map<string, unknown>();
  const found: string[] = [];
  const journal = {
    find: (key: string) => {
      const fit = fits.get(key);
      if (fit !== undefined) found.push(key);
      return fit as never;
    },
    keep: (key: string, result: unknown) => void fits.set(key, result),
  };
  const run = async (options: typeof exact) => {
    found.length = 0;
    await backtest(panel, options, { workers: 1, journal });
    return found.length;
  };
  expect([await run(exact), await run(relaxed)]).toEqual([0, 0]);
  const kept = fits.size / 2;
  expect(kept).toBeGreaterThan(0);
  expect([await run(exact), await run(relaxed)]).toEqual([kept, kept]);
});
