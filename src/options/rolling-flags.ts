/** The flags of windows, test span and refits, in the order of the help. */

import { TestSpan } from '../backtest/test-span.ts';
import type { FlagTable } from './option-flag.ts';
import { budget, integer, testSpan, wordOr } from './parse.ts';

export const rollingFlags = {
  horizon: {
    flag: '--horizon <n>',
    default: 1,
    parse: integer(1),
    group: 'Rolling',
    summary: 'steps ahead',
    isCommon: true,
  },
  inputSize: {
    flag: '--input-size <n>',
    default: 60,
    parse: integer(1),
    group: 'Rolling',
    summary: 'rows in the input window of a model',
    isCommon: true,
  },
  seasonality: {
    flag: '--seasonality <m>',
    default: 1,
    parse: integer(1),
    group: 'Rolling',
    summary: 'rows per season, for seasonal-naive, ets, arima, seasonal adjustment, MASE, RMSSE',
  },
  test: {
    flag: '--test <spec>',
    default: TestSpan.parse('0.15')!,
    parse: testSpan,
    group: 'Rolling',
    summary: 'test span: share, number of rows or first date',
    isCommon: true,
  },
  stepSize: {
    flag: '--step-size <n>',
    parse: integer(1),
    group: 'Rolling',
    summary: 'rows between origins (default: horizon)',
  },
  refit: {
    flag: '--refit <k>',
    default: 'auto',
    parse: wordOr('auto', integer(0)),
    group: 'Rolling',
    summary: 'refit every k origins; 0 = once, auto = ten times',
    isCommon: true,
  },
  trainSize: {
    flag: '--train-size <n>',
    default: null,
    parse: integer(2),
    group: 'Rolling',
    summary: 'sliding window of n training rows (default: all rows)',
  },
  gap: {
    flag: '--gap <n>',
    default: 0,
    parse: integer(0),
    group: 'Rolling',
    summary: 'rows left out between the training targets and the first origin',
  },
  warm: {
    flag: '--warm',
    default: false,
    parse: undefined,
    group: 'Rolling',
    summary: "refits start from the last fit's weights",
  },
  tune: {
    flag: '--tune <limit>',
    parse: budget,
    group: 'Rolling',
    summary: 'search settings in the training rows of each fold: fits (200) or a time (10m) for all folds',
  },
} satisfies Partial<FlagTable>;
