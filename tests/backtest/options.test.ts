/** What follows from the role of an option, and options that come out of a store. */
import { normalizationOf } from '../../src/data/normalization/index.ts';
import { deseasonalizationOf } from '../../src/models/deseasonalization/index.ts';
import { Budget } from '../../src/backtest/budget.ts';
import { describe, expect, test } from 'vitest';
import type { BacktestOptions } from '../../src/backtest/options.ts';
import {
  isSameOption,
  meantOption,
  needsTestSpan,
  optionsWith,
  restoreOptions,
  withoutImplied,
} from '../../src/backtest/options.ts';
import type { OptionName, StoredOptions } from '../../src/backtest/options.ts';
import { DataError } from '../../src/errors.ts';
import { canonical } from '../../src/text/canonical.ts';
import { optionsOf } from '../helpers/panels.ts';

const options = optionsOf({});
const names = Object.keys(options) as OptionName[];

/** The options without a trait. */
function without(trait: Parameters<typeof optionsWith>[1], of: BacktestOptions = options): string[] {
  const kept = optionsWith(of, trait);
  return names.filter((name) => !(name in kept)).toSorted();
}

// Digests of fits, forecasts and models that stores keep depend on these lists: an option that moves makes them others.
describe('options that do not count', () => {
  const plan = ['gap', 'recipe', 'refit', 'stepSize', 'test', 'warm'];
  const intervals = ['aciGamma', 'interval'];

  test('for the key of a fit', () => {
    const others = ['column', 'ensemble', 'gaps', 'members', 'models', 'trainSize', 'volatility'];
    expect(without('isInFitKey')).toEqual([...plan, ...intervals, ...others].toSorted());
  });

  test('for the identity of a forecast', () => {
    expect(without('isInForecast')).toEqual(plan);
  });

  test('for the configuration of a model, and for saved weights: levels only if the model learns them', () => {
    const learned = { ...options, loss: 'quantile' } as const;
    expect(without('isInConfiguration')).toEqual(
      [...plan, ...intervals, 'ensemble', 'level', 'models'].toSorted(),
    );
    expect(without('isInConfiguration', learned)).toEqual(
      [...plan, ...intervals, 'ensemble', 'models'].toSorted(),
    );
    expect(without('isFixedByWeights')).toEqual([...plan, ...intervals, 'level'].toSorted());
    expect(without('isFixedByWeights', learned)).toEqual([...plan, ...intervals].toSorted());
  });

  test('without a test span', () => {
    expect(names.filter(needsTestSpan).toSorted()).toEqual(plan.filter((name) => name !== 'recipe'));
  });
});

test('an option of another version counts as one of a fit', () => {
  const other = { ...options, newer: 1 } as BacktestOptions;
  for (const trait of ['isInFitKey', 'isFixedByWeights', 'isInForecast', 'isInConfiguration'] as const)
    expect(optionsWith(other, trait)).toHaveProperty('newer', 1);
});

test('columns are the same in any case, other options are not', () => {
  expect(isSameOption('column', 'Close', 'close')).toBe(true);
  expect(isSameOption('column', 'open', 'close')).toBe(false);
  expect(isSameOption('recipe', 'A', 'a')).toBe(false);
  expect(isSameOption('hidden', [1, 2], [1, 2])).toBe(true);
});

describe('stored options', () => {
  test('come back as they were, and are the same text', () => {
    const text = canonical(options);
    expect(text).toContain('"test":"0.15"');
    const restored = restoreOptions(JSON.parse(text) as StoredOptions);
    expect(restored).toStrictEqual(options);
    expect(canonical(restored)).toBe(text);
  });

  const { tune: unset, ...plain } = options;

  test('keep the budget of a search in every fold, and have none if they had none', () => {
    const tuned = { ...options, tune: Budget.ofFits(200) };
    expect(restoreOptions(JSON.parse(canonical(tuned)) as StoredOptions)).toStrictEqual(tuned);
    expect(unset).toBeUndefined();
    expect(canonical(options)).not.toContain('tune');
    expect(() => restoreOptions({ ...plain, test: '0.15', tune: 'much' })).toThrow('another value of `tune`');
  });

  test('from before there were several builds of the kernels mean the exact one, which no identity contains', () => {
    expect(canonical(withoutImplied({ ...options, kernels: 'exact' }))).toBe(canonical(options));
    expect(meantOption('kernels', options)).toBe('exact');
    expect(isSameOption('kernels', undefined, 'exact')).toBe(true);
    expect(isSameOption('kernels', undefined, 'relaxed')).toBe(false);
    const relaxed = withoutImplied({ ...options, kernels: 'relaxed' });
    expect(restoreOptions(JSON.parse(canonical(relaxed)) as StoredOptions)).toStrictEqual(relaxed);
    for (const trait of ['isInFitKey', 'isFixedByWeights', 'isInForecast', 'isInConfiguration'] as const)
      expect(optionsWith(relaxed, trait)).toHaveProperty('kernels', 'relaxed');
    expect(() =>
      restoreOptions({ ...plain, test: '0.15', kernels: 'fast' } as unknown as StoredOptions),
    ).toThrow('another value of `kernels`');
  });

  test('are refused without a test span', () => {
    expect(() => restoreOptions({ ...plain, test: 'all' })).toThrow(DataError);
  });

  test('from before windows could be normalised mean what they meant, and unknown ways are rejected', () => {
    const { normalize: _, deseasonalize: __, ...older } = { ...options, test: '0.15' };
    const restored = restoreOptions(older as StoredOptions);
    expect(normalizationOf(restored)).toBe(normalizationOf({ normalize: 'none' }));
    expect(deseasonalizationOf(restored)).toBe(deseasonalizationOf({ deseasonalize: 'none' }));
    for (const wrong of [{ normalize: 'tanh' }, { deseasonalize: 'stl' }])
      expect(() => restoreOptions({ ...older, ...wrong } as unknown as StoredOptions)).toThrow(
        'another value of',
      );
  });

  test('from before ensembles could be combined in several ways come back, and unknown ways are rejected', () => {
    const { ensemble: _, ...older } = { ...options, test: '0.15' };
    expect(restoreOptions(older as StoredOptions).models).toEqual(options.models);
    expect(() => restoreOptions({ ...older, ensemble: 'vote' } as unknown as StoredOptions)).toThrow(
      'another value of `ensemble`',
    );
  });

  test('are rejected with a feature that this version does not know', () => {
    const stored = { ...plain, test: '0.15' };
    expect(restoreOptions({ ...stored, features: ['return-7'] }).features).toEqual(['return-7']);
    expect(() => restoreOptions({ ...stored, features: ['moon'] })).toThrow('another value of `features`');
  });

  test('from before networks had other shapes come back as they were', () => {
    const { cells: _, segment: __, head: ___, skip: ____, ...old } = { ...options, test: '0.15' };
    expect(restoreOptions(old as StoredOptions)).toStrictEqual({ ...old, test: options.test });
    expect(() => restoreOptions({ ...old, cells: ['moon'] } as unknown as StoredOptions)).toThrow(
      'another value of `cells`',
    );
  });
});
