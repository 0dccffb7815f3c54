/**
 * The settings that a search draws from unless the user names others: a line per option. Of an option that the user has
 * set, of values that do not apply, and of a combination that no command line takes, nothing is drawn.
 */

import type { BacktestOptions, OptionName } from '../backtest/options.ts';
import { targetOf } from '../data/targets.ts';
import type { Model } from '../models/model.ts';

/** The values of one option. */
export type Dimension = { readonly option: OptionName } & (
  | {
      readonly values: readonly unknown[];
      /** Whether a value applies; default: all do. */
      readonly applies?: (value: unknown, options: BacktestOptions) => boolean;
    }
  /** Numbers with an even logarithm; of a range from 0, even numbers. */
  | { readonly from: number; readonly to: number; readonly isWhole: boolean; readonly isList: boolean }
);

export type SearchSpace = readonly Dimension[];

const choice = <K extends OptionName>(
  option: K,
  values: readonly BacktestOptions[K][],
  applies?: (value: unknown, options: BacktestOptions) => boolean,
): Dimension => ({ option, values, ...(applies && { applies }) });

/** Another training loss, where the quantity has it and no intervals are learnt. */
const isOtherLoss = (value: unknown, { target, loss }: BacktestOptions): boolean =>
  loss !== 'quantile' && targetOf(target).quantity.trainingLosses.some((one) => one === value);

const inputSize = choice('inputSize', [6, 12, 24, 48, 96]);

/** Ways to take the season out, where there is one. */
const deseasonalize = choice(
  'deseasonalize',
  ['none', 'indices', 'difference'],
  (value, { seasonality }) => value === 'none' || seasonality > 1,
);

const normalize = choice('normalize', ['none', 'last', 'standard']);

const network: SearchSpace = [
  inputSize,
  choice('hidden', [[8], [16], [32], [64], [32, 32]]),
  { option: 'learningRate', from: 0.0001, to: 0.01, isWhole: false, isList: false },
  choice('batchSize', [16, 32, 64, 128, 256]),
  choice('dropout', [[0], [0.1], [0.3]]),
  choice('l2', [[0], [0.0001], [0.001], [0.01]]),
  choice('loss', ['mse', 'mae', 'huber'], isOtherLoss),
  choice('scaler', ['standard', 'robust']),
  choice('schedule', [{ name: 'constant' }, { name: 'cosine' }]),
  choice('epochs', [10, 30, 100]),
  normalize,
  deseasonalize,
  choice('skip', [false, true]),
  choice('head', ['direct', 'steps'], (value, { horizon }) => value === 'direct' || horizon > 1),
];

/** By family of models; one without settings of its own has none. */
const spaces: Readonly<Record<Model['family'], SearchSpace>> = {
  benchmark: [],
  statistical: [],
  ensemble: [],
  linear: [inputSize, choice('scaler', ['standard', 'robust']), normalize, deseasonalize],
  network,
};

/** The default space of a model. */
export const defaultSpace = ({ family }: Pick<Model, 'family'>): SearchSpace => spaces[family];

/**
 * The part of a space that applies: without options that are fixed, values that do not apply, and windows longer than
 * `mostInput` rows.
 */
export function applicable(
  space: SearchSpace,
  options: BacktestOptions,
  fixed: readonly OptionName[],
  mostInput: number,
): SearchSpace {
  return space.flatMap((dimension): Dimension[] => {
    if (fixed.includes(dimension.option)) return [];
    if (!('values' in dimension)) return [dimension];
    const { option, values, applies = () => true } = dimension;
    const kept = values.filter(
      (value) => applies(value, options) && !(option === 'inputSize' && Number(value) > mostInput),
    );
    return kept.length < 2 ? [] : [{ option, values: kept }];
  });
}

/** The most that a space draws of a number; the option's own value if it is not drawn. */
export function mostOf(
  space: SearchSpace,
  options: BacktestOptions,
  name: 'inputSize' | 'seasonality',
): number {
  const drawn = space
    .filter(({ option }) => option === name)
    .flatMap((dimension) => ('values' in dimension ? dimension.values.map(Number) : [dimension.to]));
  return Math.max(options[name], ...drawn);
}
