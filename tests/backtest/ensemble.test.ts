/** Ensembles: what they combine, what their weights are learnt from, and what they say if a member fails. */
import { describe, expect, test } from 'vitest';
import { ensembleMethodNames } from '../../src/backtest/ensemble/index.ts';
import { inverseError } from '../../src/backtest/ensemble/inverse-error.ts';
import { runningMoments } from '../../src/backtest/ensemble/error-moments.ts';
import { stack } from '../../src/backtest/ensemble/stack.ts';
import { forecastNext } from '../../src/backtest/forecast-next.ts';
import { makeForecasts } from '../../src/backtest/make-forecasts.ts';
import { backtest } from '../../src/evaluation/backtest.ts';
import { Random } from '../../src/math/random.ts';
import { builtIn, modelNamed, models } from '../../src/models/index.ts';
import { recipes } from '../../src/models/recipes.ts';
import { resolveOptions } from '../../src/options/resolve.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';
import type { OptionOverrides } from '../helpers/panels.ts';

const panel = panelOf([walk(160, 1), walk(160, 2)]);
const context = { workers: 1 };
const base: OptionOverrides = {
  models: ['drift', 'linear', 'ses', 'ensemble'],
  horizon: 2,
  stepSize: 1,
  test: '60',
  refit: 30,
};
const made = (options: OptionOverrides) => makeForecasts(panel, optionsOf({ ...base, ...options }), context);

describe('an ensemble', () => {
  test('is the mean of the models that are named, bounds too; a benchmark counts if it is named', async () => {
    for (const members of [
      ['drift', 'linear'],
      ['naive', 'drift', 'linear'],
    ]) {
      const { table, finished } = await made({ models: [...members, 'ensemble'], level: [80] });
      expect(finished).toContain('ensemble');
      const mean = (columnOf: (model: string) => Float64Array) =>
        columnOf('drift').map((_, i) => members.reduce((sum, m) => sum + columnOf(m)[i], 0) / members.length);
      expect(table.yhat.get('ensemble')).toBeAllClose(
        mean((m) => table.yhat.get(m)!),
        { atol: 1e-10, rtol: 0 },
      );
      for (const side of ['lo', 'hi'] as const)
        expect(table.intervals.get('ensemble')![0][side]).toBeAllClose(
          mean((m) => table.intervals.get(m)![0][side]),
          { atol: 1e-10, rtol: 0 },
        );
    }
  });

  test('takes the middle one with `median`, and the mean of the middle two', async () => {
    const odd = (await made({ ensemble: 'median' })).table.yhat;
    const sorted = (i: number, names: readonly string[], of = odd) =>
      names.map((name) => of.get(name)![i]).toSorted((a, b) => a - b);
    odd.get('ensemble')!.forEach((value, i) => expect(value).toBe(sorted(i, ['drift', 'linear', 'ses'])[1]));
    const even = (await made({ ensemble: 'median', models: ['drift', 'ses', 'ensemble'] })).table.yhat;
    even.get('ensemble')!.forEach((value, i) => {
      const [a, b] = sorted(i, ['drift', 'ses'], even);
      expect(value).toBe((a + b) / 2);
    });
  });

  test.each(ensembleMethodNames)('of classes has probabilities that sum to 1: %s', async (ensemble) => {
    const { table } = await made({
      target: 'direction',
      loss: 'cross-entropy',
      models: ['logistic', 'frequencies', 'ensemble'],
      ensemble,
    });
    const columns = table.probabilities.get('ensemble')!;
    table.yhat.get('ensemble')!.forEach((value, i) => {
      const shares = columns.map((column) => column[i]);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      expect(shares[value + 1]).toBe(Math.max(...shares));
    });
  });

  test('fits nothing', async () => {
    const fitted = new Set<string>();
    await makeForecasts(panel, optionsOf(base), { ...context, onProgress: ({ model }) => fitted.add(model) });
    expect([...fitted].toSorted()).toEqual(['drift', 'linear', 'naive', 'ses']);
  });

  test('fails by name in the folds in which a member fails, and the others go on', async () => {
    const linear = modelNamed('linear');
    const broken = {
      ...linear,
      name: 'broken',
      fit: (...given: Parameters<typeof linear.fit>) =>
        given[1].fold === 1
          ? linear.fit(given[0], { ...given[1], start: given[1].cutoff }, given[2])
          : linear.fit(...given),
    };
    const { finished, failures, table } = await makeForecasts(
      panel,
      optionsOf({ ...base, models: ['drift', 'broken', 'ensemble'] }),
      { ...context, registry: builtIn.with([broken]) },
    );
    expect(finished).toEqual(['naive', 'drift']);
    expect(failures.map(({ model, fold }) => [model, fold])).toEqual([
      ['broken', 1],
      ['ensemble', 1],
    ]);
    expect(failures[1].message).toBe(
      'ensemble needs every model that it combines, but broken failed in fold 1',
    );
    table.yhat.get('ensemble')!.forEach((value, i) => expect(Number.isNaN(value)).toBe(table.fold[i] === 1));
  });

  test.each([
    { model: 'ensemble', got: 'got none' },
    { model: 'theta,ensemble', got: 'got `theta`' },
  ])('of `--model $model` is rejected', ({ model, got }) => {
    const names = { models, recipes };
    expect(() => resolveOptions({ model }, names)).toThrow(
      `expected \`--model\` to name at least 2 models for \`ensemble\` to combine, ${got}`,
    );
  });
});

describe('learnt weights', () => {
  test('are in proportion to inverse squared errors', () => {
    const moments = runningMoments(2);
    moments.add(Float64Array.of(2, 1, 3), 0);
    expect([...inverseError.learn!(moments)]).toEqual([0.2, 0.8, 0]);
  });

  /** Errors of forecasts that explain these shares of a change, with noise of their own. */
  const momentsOf = (shares: readonly number[], noise: number) => {
    const random = new Random(3);
    const moments = runningMoments(shares.length);
    for (let origin = 0; origin < 400; origin++) {
      const y = random.normal();
      const errors = shares.map((share) => share * y + noise * random.normal() - y);
      moments.add(Float64Array.of(...errors, -y), origin);
    }
    return moments;
  };

  test('of a stack are the best of a grid, not negative, and sum to 1 with the benchmark', () => {
    const moments = momentsOf([0.6, 0.2], 0.5);
    const { products, count, origins } = moments;
    const product = (i: number, j: number) => products[i * 3 + j] / count;
    const meanError = (product(0, 0) + 2 * product(0, 1) + product(1, 1)) / 4;
    const lossOf = (weights: readonly number[]) => {
      let loss = 0;
      for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) loss += weights[i] * weights[j] * product(i, j);
      return loss + ((4 * meanError) / origins) * ((weights[0] - 0.5) ** 2 + (weights[1] - 0.5) ** 2);
    };
    const found = [...stack.learn!(moments)];
    expect(found.every((weight) => weight >= 0)).toBe(true);
    expect(found.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    for (let a = 0; a <= 100; a++)
      for (let b = 0; a + b <= 100; b++)
        expect(lossOf(found)).toBeLessThanOrEqual(lossOf([a / 100, b / 100, 1 - (a + b) / 100]) + 1e-12);
  });

  test('of a stack leave noise to the benchmark, and follow a model that knows', () => {
    expect(stack.learn!(momentsOf([0, 0], 2))[2]).toBeGreaterThan(0.9);
    expect(stack.learn!(momentsOf([1, 0], 0.01))[0]).toBeGreaterThan(0.98);
  });

  test.each(['inverse-error', 'stack'] as const)(
    'of %s are not equal, and the same at any number of workers',
    async (ensemble) => {
      const options = optionsOf({ ...base, ensemble });
      const [one, two] = [
        await makeForecasts(panel, options, { workers: 1 }),
        await makeForecasts(panel, options, { workers: 2 }),
      ];
      expect(one.table.yhat.get('ensemble')).toEqual(two.table.yhat.get('ensemble'));
      const { weightsAt } = one.ensembles[0].columns;
      expect(new Set(weightsAt(0).subarray(0, 3)).size).toBe(3);
      // Errors become known from one origin to the next.
      expect(weightsAt(2)).not.toEqual(weightsAt(0));
      // All series share them.
      const other = one.table.series.indexOf(1);
      expect(weightsAt(other)).toEqual(weightsAt(0));
    },
  );

  test('do not depend on whether intervals are asked for', async () => {
    const [plain, withLevel] = [
      await made({ ensemble: 'stack' }),
      await made({ ensemble: 'stack', level: [80] }),
    ];
    expect(plain.table.yhat.get('ensemble')).toEqual(withLevel.table.yhat.get('ensemble'));
  });

  test('belong to saved models', async () => {
    const options = optionsOf({ ...base, ensemble: 'stack' });
    const earlier = panelOf([walk(160, 1).slice(0, 140), walk(160, 2).slice(0, 140)]);
    const first = await forecastNext(earlier, options, { workers: 1, keepsState: true });
    const [{ name, shape, values }] = first.saved!.models.get('ensemble')![0];
    expect([name, shape]).toEqual(['weights', [2, 4]]);
    const later = await forecastNext(panel, options, { workers: 1, weights: first.saved });
    later.models.get('ensemble')!.forEach((value, i) => {
      const weights = values.subarray((i % 2) * 4, (i % 2) * 4 + 4);
      const names = ['drift', 'linear', 'ses', 'naive'];
      const sum = names.reduce((all, each, m) => all + weights[m] * later.models.get(each)![i], 0);
      expect(value).toBeCloseTo(sum, 9);
    });
    const damaged = new Map(first.saved!.models).set('ensemble', [
      [{ name, shape, values: values.map(() => 2) }],
    ]);
    await expect(
      forecastNext(panel, options, { workers: 1, weights: { ...first.saved!, models: damaged } }),
    ).rejects.toThrow('expected weights from 0 to 1 in the saved ensemble, got 2');
  });
});

test('what a member adds is the error of the ensemble without it', async () => {
  const options = { ...base, models: ['drift', 'linear', 'ensemble'] };
  const result = await backtest(panel, optionsOf(options), context);
  const [{ method, members, benchmark }] = result.ensembles;
  expect([method, benchmark]).toEqual(['mean', { model: 'naive', weight: 0 }]);
  const u2 = (name: string) => result.models.find(({ model }) => model === name)!.scores.u2;
  for (const [member, other] of [
    ['drift', 'linear'],
    ['linear', 'drift'],
  ]) {
    const found = members.find(({ model }) => model === member)!;
    expect(found.weight).toBeCloseTo(0.5, 12);
    expect(found.worseWithout).toBeCloseTo(u2(other) / u2('ensemble') - 1, 10);
  }
  const ofEnsemble = result.models.find(({ model }) => model === 'ensemble')!;
  expect([ofEnsemble.fits, ofEnsemble.parameters]).toEqual([0, 0]);
  expect(ofEnsemble.tests.dm.length).toBeGreaterThan(0);
  expect(ofEnsemble.tests.mcs.length).toBeGreaterThan(0);
});
