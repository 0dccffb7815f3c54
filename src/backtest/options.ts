/**
 * The options of a backtest and of a forecast, as typed values, and what each of them decides. Their flags and defaults
 * are in `options/flags.ts`.
 */

import { DataError } from '../errors.ts';
import type { GapPolicy } from '../data/panel.ts';
import type { VolatilityName } from '../data/volatility.ts';
import { normalizationNames } from '../data/normalization/index.ts';
import { featureNamed } from '../data/features/index.ts';
import { knownAhead } from '../data/features/known-ahead.ts';
import { parseStatic } from '../data/features/static-column.ts';
import { targetNames } from '../data/targets.ts';
import { kernelNames } from '../kernels/names.ts';
import { cells } from '../models/cells/index.ts';
import { deseasonalizationNames } from '../models/deseasonalization/names.ts';
import type { ModelOptions } from '../models/model.ts';
import { canonical } from '../text/canonical.ts';
import type { ShapeOf } from '../text/shape.ts';
import { isEither, isList, isNumber, isText, isUndefined } from '../text/shape.ts';
import { ensembleMethodNames } from './ensemble/index.ts';
import type { EnsembleMethodName } from './ensemble/index.ts';
import type { IntervalMethodName } from './intervals/index.ts';
import { Budget } from './budget.ts';
import { TestSpan } from './test-span.ts';

export interface BacktestOptions extends ModelOptions {
  readonly models: readonly string[];
  /** How an ensemble combines the other models' forecasts. */
  readonly ensemble: EnsembleMethodName;
  readonly recipe: string;
  readonly column: string;
  /** The estimator of each candle's volatility, for the target volatility. */
  readonly volatility: VolatilityName;
  readonly gaps: GapPolicy;
  readonly test: TestSpan;
  /** Rows between origins. */
  readonly stepSize: number;
  /** Refit every this many origins; 0 = once; auto = ten refits over the test span. */
  readonly refit: number | 'auto';
  /** Rows of a sliding window; `null` = expanding. */
  readonly trainSize: number | null;
  /** Rows left out between training targets and the first origin. */
  readonly gap: number;
  /** Refits start from the last fit's weights. */
  readonly warm: boolean;
  /** What a search for settings inside the training rows of each fold may compute, over all folds; absent: there is none. */
  readonly tune?: Budget;
  /** How intervals are computed from earlier errors. */
  readonly interval: IntervalMethodName;
  /** How far one miss moves the target level of adaptive intervals. */
  readonly aciGamma: number;
}

export type OptionName = keyof BacktestOptions;

/** What changes when an option of a role changes. */
interface RoleTraits {
  /**
   * Part of the key that a finished fit is kept under. The others come into it as rows, origins, model and member, or do
   * not touch a fit.
   */
  readonly isInFitKey: boolean;
  /** Saved weights belong to one value of it. */
  readonly isFixedByWeights: boolean;
  /** Part of the identity of a recorded forecast. */
  readonly isInForecast: boolean;
  /** Shapes the forecasts of a single model: part of its configuration in the ledger. */
  readonly isInConfiguration: boolean;
  /** Plans a test span, so that only commands that have one take it. */
  readonly needsTestSpan: boolean;
  /** Changes how a model learns, and neither what it forecasts nor from which rows: a search can choose it. */
  readonly isTunable: boolean;
  /** Searches settings: of `backtest` only. */
  readonly searches: boolean;
}

const no: RoleTraits = {
  isInFitKey: false,
  isFixedByWeights: false,
  isInForecast: false,
  isInConfiguration: false,
  needsTestSpan: false,
  isTunable: false,
  searches: false,
};
const all = { isInFitKey: true, isFixedByWeights: true, isInForecast: true, isInConfiguration: true };

const roles = {
  /** Shapes a fit. */
  fit: { ...no, ...all, isTunable: true },
  /** Shapes a fit, and decides what is forecast or is no setting at all. */
  task: { ...no, ...all },
  /** Shapes a fit by what it reads, which is loaded before anything is fitted. */
  inputs: { ...no, ...all },
  /** Decides which values and rows a fit sees. */
  rows: { ...no, ...all, isInFitKey: false },
  /** Which members there are. */
  members: { ...no, ...all, isInFitKey: false, isTunable: true },
  /** Which models there are. */
  models: { ...no, isFixedByWeights: true, isInForecast: true },
  /** How their forecasts are combined. */
  ensemble: { ...no, isFixedByWeights: true, isInForecast: true },
  /** Levels of intervals, unless a model learns them: then they shape its fit. */
  level: { ...no, isInFitKey: true, isInForecast: true },
  /** How intervals are computed after the fits. */
  interval: { ...no, isInForecast: true },
  /** Plans the test span. */
  plan: { ...no, needsTestSpan: true },
  /** Searches settings before each fit. */
  search: { ...no, needsTestSpan: true, searches: true },
  /** Names a set of other options. */
  recipe: no,
} as const satisfies Readonly<Record<string, RoleTraits>>;

/** A new option needs its role here, and a flag in `options/flags.ts`. */
const roleOf: Readonly<Record<OptionName, keyof typeof roles>> = {
  models: 'models',
  ensemble: 'ensemble',
  recipe: 'recipe',
  column: 'rows',
  volatility: 'rows',
  gaps: 'rows',
  test: 'plan',
  stepSize: 'plan',
  refit: 'plan',
  gap: 'plan',
  warm: 'plan',
  tune: 'search',
  trainSize: 'rows',
  members: 'members',
  level: 'level',
  interval: 'interval',
  aciGamma: 'interval',
  horizon: 'task',
  inputSize: 'fit',
  seasonality: 'fit',
  target: 'task',
  flat: 'task',
  scaler: 'fit',
  seed: 'task',
  kernels: 'task',
  ridge: 'fit',
  hidden: 'fit',
  cells: 'fit',
  segment: 'fit',
  head: 'fit',
  skip: 'fit',
  dense: 'fit',
  activation: 'fit',
  dropout: 'fit',
  l1: 'fit',
  l2: 'fit',
  epochs: 'fit',
  batchSize: 'fit',
  optimizer: 'fit',
  weightDecay: 'fit',
  learningRate: 'fit',
  schedule: 'fit',
  clip: 'fit',
  validation: 'fit',
  patience: 'fit',
  shrink: 'fit',
  loss: 'fit',
  gru: 'fit',
  har: 'inputs',
  features: 'inputs',
  withSeries: 'inputs',
  normalize: 'fit',
  deseasonalize: 'fit',
  balance: 'fit',
  halfLife: 'fit',
  local: 'fit',
  knownAhead: 'inputs',
  static: 'inputs',
  embed: 'fit',
};

/** Whether only commands with a test span take an option. */
export function needsTestSpan(name: OptionName): boolean {
  return roles[roleOf[name]].needsTestSpan;
}

/** Whether only commands that search settings in each fold take an option. */
export function searches(name: OptionName): boolean {
  return roles[roleOf[name]].searches;
}

/** Whether a search can choose the value of an option. */
export function isTunable(name: OptionName): boolean {
  return roles[roleOf[name]].isTunable;
}

/** The options that have a trait. One of another version, which no role is known of, counts as one of a fit. */
export function optionsWith(
  options: BacktestOptions,
  trait: Exclude<keyof RoleTraits, 'needsTestSpan' | 'isTunable' | 'searches'>,
): Partial<BacktestOptions> {
  const roleByName: ReadonlyMap<string, keyof typeof roles> = new Map(Object.entries(roleOf));
  const isLearned = options.loss === 'quantile';
  const named = Object.entries(options).filter(([name]) => {
    const role = roleByName.get(name) ?? 'fit';
    return roles[role === 'level' && isLearned ? 'fit' : role][trait];
  });
  return Object.fromEntries(named);
}

/** What options mean that are left out. They are not stored, so the identities of runs from before them stay as they were. */
const implied: Partial<BacktestOptions> = { kernels: 'exact' };

/** The value of an option, or what it means that there is none. */
export function meantOption<K extends OptionName>(
  name: K,
  options: Partial<BacktestOptions>,
): BacktestOptions[K] | undefined {
  return (options as Partial<Pick<BacktestOptions, K>>)[name] ?? implied[name];
}

/** The options without those that ask for what leaving them out means. */
export function withoutImplied(options: BacktestOptions): BacktestOptions {
  const kept = Object.entries(options).filter(
    ([name, value]) => !(name in implied && value === implied[name as OptionName]),
  );
  return Object.fromEntries(kept) as unknown as BacktestOptions;
}

/** Whether two values of an option mean the same. Sources spell columns differently, so case does not count there. */
export function isSameOption(name: OptionName, first: unknown, second: unknown): boolean {
  const [one, other] = [first, second].map((value) => {
    const text = canonical(value ?? implied[name]);
    return name === 'column' ? text.toLowerCase() : text;
  });
  return one === other;
}

/** Whether a flag with this value asks for the other one. A flag may leave out the values of static columns, which the data have. */
export function isAskedOption(name: OptionName, given: unknown, resolved: unknown): boolean {
  const columns = (value: unknown): unknown =>
    isList(isStatic)(value) ? value.map((text) => parseStatic(text)!.name) : value;
  const isWithoutValues = name === 'static' && canonical(given) === canonical(columns(given));
  return isSameOption(name, given, isWithoutValues ? columns(resolved) : resolved);
}

/** Options as JSON has them. */
export type StoredOptions = Omit<BacktestOptions, 'test' | 'tune'> & {
  readonly test: string;
  readonly tune?: string;
};

/** @throws DataError for options that no version has written */
export function restoreOptions(stored: StoredOptions): BacktestOptions {
  const fields = new Map<string, unknown>(Object.entries(stored));
  const wrong = Object.entries(shapes).find(([name, isShape]) => !isShape(fields.get(name)))?.[0];
  const test = wrong === undefined ? TestSpan.parse(stored.test) : undefined;
  if (test !== undefined) {
    const { tune, ...others } = stored;
    const budget = tune === undefined ? undefined : Budget.parse(tune);
    return { ...others, test, ...(budget && { tune: budget }) };
  }
  throw new DataError(`expected another value of \`${wrong ?? 'test'}\` in the stored options`, {
    hint: 'see `hindcast doctor`: the store is damaged, or written by a newer version',
  });
}

const isOneOf = (names: readonly string[]): ShapeOf<string> => {
  return (value): value is string => isText(value) && names.includes(value);
};
const isReadBy = (parse: (text: string) => unknown): ShapeOf<string> => {
  return (value): value is string => isText(value) && parse(value) !== undefined;
};
const isStatic = isReadBy(parseStatic);
const isKernel: ShapeOf<string> = (value): value is string => kernelNames.some((name) => name === value);
const isNumbers = isEither(isList(isNumber), isUndefined);
/** Checks of the options that every version has written, and of lists; a newer version may have written more options. */
const shapes: Partial<Readonly<Record<OptionName, (value: unknown) => boolean>>> = {
  models: isList(isText),
  ensemble: isEither(isOneOf(ensembleMethodNames), isUndefined),
  column: isText,
  target: isOneOf(targetNames),
  gaps: isText,
  test: isText,
  tune: isEither(isReadBy(Budget.parse), isUndefined),
  horizon: isNumber,
  inputSize: isNumber,
  seed: isNumber,
  stepSize: isNumber,
  level: isNumbers,
  features: isEither(isList(isReadBy(featureNamed)), isUndefined),
  withSeries: isEither(isList(isText), isUndefined),
  normalize: isEither(isOneOf(normalizationNames), isUndefined),
  deseasonalize: isEither(isOneOf(deseasonalizationNames), isUndefined),
  knownAhead: isEither(isList(isReadBy(knownAhead)), isUndefined),
  static: isEither(isList(isStatic), isUndefined),
  embed: isEither(isNumber, isUndefined),
  kernels: isEither(isKernel, isUndefined),
  ridge: isNumbers,
  hidden: isNumbers,
  dense: isNumbers,
  cells: isEither(isList(isOneOf(Object.keys(cells))), isUndefined),
  dropout: isNumbers,
  l1: isNumbers,
  l2: isNumbers,
};
