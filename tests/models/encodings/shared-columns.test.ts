import { expect, test } from 'vitest';
import type { Panel } from '../../../src/data/panel.ts';
import { targets } from '../../../src/data/targets.ts';
import type { Target } from '../../../src/data/targets.ts';
import { trainingOrigins, trainingWindowFinder } from '../../../src/data/windows.ts';
import { linear } from '../../../src/models/linear.ts';
import { mlp } from '../../../src/models/mlp.ts';
import { nlinear } from '../../../src/models/nlinear.ts';
import { optionsOf, panelOf, walk } from '../../helpers/panels.ts';

const ROWS = 120;
const folds = [79, 89, 99].map((cutoff, fold) => ({ fold, start: 0, cutoff }));

/** A panel without filled gaps, whose inputs are the observed values themselves. */
function panelOfWalks(...seeds: readonly number[]): Panel {
  const panel = panelOf(seeds.map((seed) => walk(ROWS, seed)));
  return { ...panel, series: panel.series.map((series) => ({ ...series, values: series.observed })) };
}

/** A target of one's own that counts how often a model asks what it sees of a row, and for a level. */
function counting(): { readonly target: Target; readonly count: { inputs: number; levels: number } } {
  const count = { inputs: 0, levels: 0 };
  const base = targets['log-return'];
  const target: Target = {
    ...base,
    input(values, row) {
      count.inputs++;
      return base.input(values, row);
    },
    level(price) {
      count.levels++;
      return base.level(price);
    },
  };
  return { target, count };
}

test('what is seen of a row is computed once for the folds, models and members of a panel', async () => {
  const panel = panelOfWalks(1, 2, 3);
  const { target, count } = counting();
  const options = optionsOf({ target, inputSize: 8, horizon: 2, epochs: 1 });
  for (const rows of folds)
    for (const model of [linear, mlp])
      for (const member of [0, 1]) {
        const forecaster = await model.fit(panel, rows, options, { member });
        forecaster.forecast(panel, { series: Int32Array.of(0, 2), row: Int32Array.of(100, 110) });
      }
  expect(count.inputs).toBe(3 * ROWS);
  // Another panel is computed anew, whatever its values.
  await linear.fit(panelOfWalks(1), folds[0], options);
  expect(count.inputs).toBe(4 * ROWS);
});

test('levels are computed once for windows that are normalised by their own rows', async () => {
  const panel = panelOfWalks(1, 2);
  const { target, count } = counting();
  const options = optionsOf({ target, inputSize: 8, horizon: 1, normalize: 'revin' });
  await linear.fit(panel, folds[0], options);
  const ofTargets = count.levels - 2 * ROWS; // those of the values that are forecast
  await linear.fit(panel, folds[0], options);
  expect(count.levels).toBe(2 * ROWS + 2 * ofTargets);
});

test('a model that sees levels has the same target in every fit, so that its columns are found again', async () => {
  const panel = panelOfWalks(1);
  const { target, count } = counting();
  const options = optionsOf({ target, inputSize: 8, horizon: 1 });
  await nlinear.fit(panel, folds[0], options);
  const ofOne = count.levels - ROWS;
  await nlinear.fit(panel, folds[0], options);
  expect(count.levels).toBe(ROWS + 2 * ofOne);
});

test('the rows of a series are searched for windows once for all folds, and again for other windows', () => {
  const [series] = panelOf([walk(ROWS, 1, [50, 51])]).series;
  let reads = 0;
  const observed = new Proxy(series.observed, {
    get(values, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads++;
      return Reflect.get(values, key, values) as unknown;
    },
  });
  const counted = { ...series, observed };
  const found = folds.map((rows) => trainingOrigins(counted, rows, 10, 3));
  const canTrain = trainingWindowFinder(counted, 10, 3);
  expect(folds.map(canTrain)).toEqual([true, true, true]);
  expect(canTrain({ start: 40, cutoff: 61 })).toBe(false);
  expect(reads).toBe(ROWS);
  // Windows end before the gap or begin after it, and targets end at the cutoff.
  expect(found.map((rows) => rows.length)).toEqual([38 + 16, 38 + 26, 38 + 36]);
  expect([found[0][0], found[0][37], found[0][38], found[0].at(-1)]).toEqual([9, 46, 61, 76]);
  trainingOrigins(counted, folds[0], 11, 3);
  expect(reads).toBe(2 * ROWS);
});
