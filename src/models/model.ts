/**
 * The interface of all models: fit on the rows that a fold may see, then forecast from any later origin. The registry in
 * `index.ts` lists them.
 */

import type { NormalizationName } from '../data/normalization/index.ts';
import type { Panel } from '../data/panel.ts';
import type { RegressorName } from '../data/regressors.ts';
import type { ScalerName } from '../data/scaler.ts';
import type { TargetChoice } from '../data/targets.ts';
import type { QuantityName, TrainingLoss } from '../data/quantities.ts';
import type { ActivationName } from '../nn/activation.ts';
import type { GruForm } from '../nn/gru.ts';
import type { LayerDefinition } from '../nn/layer.ts';
import type { KernelName } from '../kernels/names.ts';
import type { OptimizerName } from '../nn/optimizer.ts';
import type { Schedule } from '../nn/schedule.ts';
import type { CellName } from './cells/names.ts';
import type { DeseasonalizationName } from './deseasonalization/names.ts';
import type { LearningCurve } from './learning-curve.ts';
import type { HeadForm } from './output-layers/forms.ts';
import type { ShrinkName } from './shrinkage.ts';
import type { FitState } from './state.ts';

export const balances = ['rows', 'series'] as const;
/** What has the same weight in training. */
export type Balance = (typeof balances)[number];

/** Every option that affects a fit, with defaults filled in. */
export interface ModelOptions {
  /** Rows to forecast: steps 1..horizon. */
  readonly horizon: number;
  /** Rows of the window before a forecast. */
  readonly inputSize: number;
  /** Rows per season, m. */
  readonly seasonality: number;
  readonly target: TargetChoice;
  /** For target direction: the largest change, as a ratio, that is neither up nor down. */
  readonly flat: number;
  readonly scaler: ScalerName;
  /** How windows are normalised by their own rows. */
  readonly normalize: NormalizationName;
  /** How the season is taken out of values before windows. */
  readonly deseasonalize: DeseasonalizationName;
  /** Features of each row beside its price, by name. */
  readonly features: readonly string[];
  /** Series of the panel whose returns are features of every series. */
  readonly withSeries: readonly string[];
  /** What has the same weight in training: every row, or every series. */
  readonly balance: Balance;
  /** Rows after which a window weighs half as much in training; `null` if all weigh the same. */
  readonly halfLife: number | null;
  /** Whether models of all series are fitted to each series separately instead. */
  readonly local: boolean;
  /** Columns whose future is known, and calendar features, seen up to the last row of a forecast. */
  readonly knownAhead: readonly string[];
  /** Columns that are the same in every row of a series, with their values if they are text. */
  readonly static: readonly string[];
  /** Numbers that a network learns for each series; 0 is none. */
  readonly embed: number;
  /** Seed of the backtest; each fit derives its own from it. */
  readonly seed: number;
  /** Penalties that the regressions choose from. */
  readonly ridge: readonly number[];
  /** Units of each hidden (or recurrent) layer. */
  readonly hidden: readonly number[];
  /** Cell of each hidden layer; empty if all have the model's own. */
  readonly cells: readonly CellName[];
  /** Rows that a recurrent network reads per step; divides the input size. */
  readonly segment: number;
  /** How outputs are computed from the last state. */
  readonly head: HeadForm;
  /** Whether a linear map of the whole window is added to the outputs. */
  readonly skip: boolean;
  /** Units of the dense layers after them. */
  readonly dense: readonly number[];
  /** Of the mlp's hidden layers and of every dense layer. */
  readonly activation: ActivationName;
  /** Share of units dropped after each hidden layer: one for all, or one per layer. */
  readonly dropout: readonly number[];
  /** L1 and L2 penalties on each hidden layer's weight matrices: one for all, or one per layer. */
  readonly l1: readonly number[];
  readonly l2: readonly number[];
  readonly epochs: number;
  /** Windows per step; 0 is all of them at once. */
  readonly batchSize: number;
  readonly optimizer: OptimizerName;
  /** Of adamw. */
  readonly weightDecay: number;
  readonly learningRate: number;
  readonly schedule: Schedule;
  /** Largest norm of the gradient; 0 is no clipping. */
  readonly clip: number;
  /** Share of the training windows, the last in time, that are held out for early stopping; 0 is none. */
  readonly validation: number;
  /** Epochs without a better validation loss before training stops. */
  readonly patience: number;
  /** Whether forecasts are shrunk towards no change by what the validation block supports; absent: they are not. */
  readonly shrink?: ShrinkName;
  readonly loss: TrainingLoss;
  /** Networks per fit, each with its own seed; the forecast is their mean. */
  readonly members: number;
  /** The kernels that networks compute with; absent: exact. */
  readonly kernels?: KernelName;
  /** What har learns from beside volatility. */
  readonly har: readonly RegressorName[];
  /** Form of the GRU. */
  readonly gru: GruForm;
  /** Coverage of the prediction intervals in percent, ascending; empty if none are requested. */
  readonly level: readonly number[];
}

/** The rows a fit may see: `start`..`cutoff`, both included. */
export interface TrainingRows {
  /** Number of the fold, from 0, for messages. */
  readonly fold: number;
  readonly start: number;
  readonly cutoff: number;
}

/** The rows that forecasts start from, with their series: one entry per (series, origin). */
export interface Origins {
  readonly series: Int32Array;
  readonly row: Int32Array;
}

export interface FitProgress {
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number;
}

export interface FitContext {
  /** Number of this network within the fit, from 0; each has its own seed. */
  readonly member?: number | undefined;
  /** Weights to start from (`--warm`): those of an earlier fit of this member. */
  readonly start?: Float32Array | undefined;
  /** Called after each epoch, to show progress. */
  readonly onEpoch?: ((progress: FitProgress) => void) | undefined;
  /** Takes what a model that is another program writes for people, line by line. */
  readonly onText?: ((line: string) => void) | undefined;
  /** Awaited after each batch, so that signals are handled; throws to stop the fit. */
  readonly yieldToSignals?: (() => Promise<void>) | undefined;
}

/** Prediction intervals of one level. */
export interface Interval {
  /** Percent. */
  readonly level: number;
  /** Bounds in the unit of the series, `NaN` if there is no interval; from a forecaster: (origins, horizon). */
  readonly lo: Float64Array;
  readonly hi: Float64Array;
}

export interface Forecaster {
  /** Number of trained parameters. */
  readonly parameters: number;
  /** Epochs of training; absent for a model that is not trained in epochs. */
  readonly epochs?: number;
  /** How its loss fell in these epochs. */
  readonly curve?: LearningCurve;
  /** Trained weights that a later fit can start from; absent if there are none. */
  readonly weights?: Float32Array;
  /** A copy of what was learnt: everything that `restore` needs. */
  state(): FitState;
  /** Awaited once, before the forecasts from these origins, by a model that asks something else for them, such as a program. */
  prepare?(panel: Panel, origins: Origins): Promise<void>;
  /** Forecasts in the unit of the series, or values of classes: (origins, horizon). */
  forecast(panel: Panel, origins: Origins): Float64Array;
  /**
   * Intervals of each level of the options, for a model that learns them itself. Otherwise intervals are computed from the
   * model's earlier errors.
   */
  intervals?(panel: Panel, origins: Origins): readonly Interval[];
  /** Probabilities by class, (origins, horizon), for a model of classes that gives them. */
  probabilities?(panel: Panel, origins: Origins): readonly Float64Array[];
}

/** What an earlier fit has learnt. */
export interface SavedFit {
  readonly state: FitState;
  /** Row of the panel that was its cutoff; negative if the panel starts after it. */
  readonly cutoff: number;
}

export interface Estimate {
  /** Number of trained parameters. */
  readonly parameters: number;
  /** Floating-point operations per training window of a fit over all members: a rough upper bound. */
  readonly operations: number;
  /** Most training windows of a series that a fit uses; all unless given. */
  readonly windows?: number;
}

/**
 * Where a worker thread finds a model that is not built in: the default export of an ES module, either the model or a function that
 * returns it. Functions cannot be sent to a thread.
 */
export interface ModelSource {
  /** URL of the module. */
  readonly module: string;
  /** What the function gets; anything that can be cloned. */
  readonly argument?: unknown;
}

export interface Model {
  readonly name: string;
  /** One line for `hindcast models`. */
  readonly summary: string;
  readonly family: 'benchmark' | 'statistical' | 'linear' | 'network' | 'ensemble';
  /** The quantities it can forecast. */
  readonly quantities: readonly QuantityName[];
  /** Whether fits depend on a seed, so that members differ. */
  readonly isSeeded: boolean;
  /** How worker threads get it; absent for a built-in model, and for one that is fitted on the calling thread. */
  readonly source?: ModelSource | undefined;
  /**
   * Of a model that is not built in: a digest of what its fits depend on besides options and data, such as its program. It is part of
   * the identities of runs and of kept fits. Fits of a model without one are not kept.
   */
  readonly identity?: string | undefined;
  /** What a person has to know before believing its scores, of a model that was trained elsewhere. */
  readonly caution?: string | undefined;
  /** Whether its inputs include the features of the options; absent if it takes none. */
  readonly takesFeatures?: true;
  /** Whether it sees windows normalised and without their season as the options ask; absent if it never does. */
  readonly takesNormalization?: true;
  /** Whether one fit learns from all series, unless the options say `local`; absent if each series has its own. */
  readonly isGlobal?: true;
  /** Whether its forecasts are combined from those of the other models, so that it is never fitted; absent if it is. */
  readonly combines?: true;
  /** Rows that one forecast reads, the origin included. */
  lookback(options: ModelOptions): number;
  /**
   * Cost of a fit, for `hindcast plan`.
   * @param series - number of series of the panel, of which some parameters are (default 1)
   */
  estimate(options: ModelOptions, series?: number): Estimate;
  /**
   * Learns from `rows` and nothing after them.
   * @throws DataError if the rows contain too few windows; TrainingError if the loss is not finite
   */
  fit(panel: Panel, rows: TrainingRows, options: ModelOptions, context?: FitContext): Promise<Forecaster>;
  /** Whether a network reads its window step by step, so that segments of rows matter to it. */
  readsSteps?(options: ModelOptions): boolean;
  /** Layers from the scaled inputs of a window to the outputs of the head; absent if the model is not a network. */
  layers?(options: ModelOptions, series?: number): readonly LayerDefinition[];
  /**
   * The forecaster of an earlier fit with these options, for the same series on a panel that may have other rows.
   * @throws DataError if the state does not belong to these options
   */
  restore(panel: Panel, saved: SavedFit, options: ModelOptions): Forecaster;
}
