/**
 * What a model is. Naive and neural models answer the same interface: fit on the rows a fold may see,
 * then forecast from any later origin. The registry in `index.ts` lists them.
 */

import type { Panel } from '../data/panel.ts';
import type { ScalerName } from '../data/scaler.ts';
import type { TargetName } from '../data/targets.ts';
import type { QuantityName, TrainingLoss } from '../data/quantities.ts';
import type { ActivationName } from '../nn/activation.ts';
import type { GruForm } from '../nn/gru.ts';
import type { LayerDefinition } from '../nn/layer.ts';
import type { OptimizerName } from '../nn/optimizer.ts';
import type { Schedule } from '../nn/schedule.ts';
import type { FitState } from './state.ts';

/** Everything that shapes a fit; every field is resolved before it comes here. */
export interface ModelOptions {
  /** Rows to forecast: steps 1..horizon. */
  readonly horizon: number;
  /** Rows a forecast looks back on. */
  readonly inputSize: number;
  /** Rows per season, m. */
  readonly seasonality: number;
  readonly target: TargetName;
  /** Of target direction: the largest change, as a ratio, that is neither up nor down. */
  readonly flat: number;
  readonly scaler: ScalerName;
  /** Seed of the run; each fit derives its own from it. */
  readonly seed: number;
  /** Penalties that the ridge regressions choose from. */
  readonly ridge: readonly number[];
  /** Units of each hidden (or recurrent) layer. */
  readonly hidden: readonly number[];
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
  /** Share of the training windows, the last in time, held out for early stopping; 0 is none. */
  readonly validation: number;
  /** Epochs without a better validation loss before training stops. */
  readonly patience: number;
  readonly loss: TrainingLoss;
  /** Networks per fit, seeds differ; their mean forecasts. */
  readonly members: number;
  /** Form of the GRU. */
  readonly gru: GruForm;
  /** Percent that prediction intervals should hold, ascending; none where no intervals are asked for. */
  readonly level: readonly number[];
}

/** The rows a fit may see: `start`..`cutoff`, both included. */
export interface TrainingRows {
  /** Number of the fold, from 0, for messages. */
  readonly fold: number;
  readonly start: number;
  readonly cutoff: number;
}

/** Where forecasts are made: one entry per (series, origin). */
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
  /** Which of the networks of a fit this one is, from 0; each has a seed of its own. */
  readonly member?: number | undefined;
  /** Weights to start from (`--warm`): what the forecaster of an earlier fit of this member held. */
  readonly start?: Float32Array | undefined;
  /** Called once per epoch, to show progress. */
  readonly onEpoch?: ((progress: FitProgress) => void) | undefined;
  /** Awaited once per batch: lets signals in, and throws to stop the fit. */
  readonly yieldToSignals?: (() => Promise<void>) | undefined;
}

/** Prediction intervals of one level. */
export interface Interval {
  /** Percent. */
  readonly level: number;
  /** Bounds in the unit of the series; `NaN` where there is no interval. Of a forecaster: (origins, horizon). */
  readonly lo: Float64Array;
  readonly hi: Float64Array;
}

export interface Forecaster {
  /** Trained numbers; 0 for a model without any. */
  readonly parameters: number;
  /** Epochs run; absent for a model that is not trained in epochs. */
  readonly epochs?: number;
  /** Trained weights; absent where there are none. */
  readonly weights?: Float32Array;
  /** A copy of what was learnt: everything that `restore` needs. */
  state(): FitState;
  /** Forecasts in the unit of the series, or values of classes: (origins, horizon), row-major. */
  forecast(panel: Panel, origins: Origins): Float64Array;
  /**
   * Intervals of the levels of the options, one per level, for a model that learns them itself. Without this a
   * model's earlier errors make its intervals.
   */
  intervals?(panel: Panel, origins: Origins): readonly Interval[];
  /** Probabilities of the classes, by class: (origins, horizon). Of a model of classes, unless it gives none. */
  probabilities?(panel: Panel, origins: Origins): readonly Float64Array[];
}

/** What an earlier fit has learnt. */
export interface SavedFit {
  readonly state: FitState;
  /** Row of the panel that was its cutoff; negative where the panel starts after it. */
  readonly cutoff: number;
}

export interface Estimate {
  /** Trained numbers. */
  readonly parameters: number;
  /** Floating-point operations per training window of a fit, all members together, roughly and at the most. */
  readonly operations: number;
}

export interface Model {
  readonly name: string;
  /** One line for `hindcast models`. */
  readonly summary: string;
  readonly family: 'benchmark' | 'statistical' | 'linear' | 'network';
  /** What it can forecast. */
  readonly quantities: readonly QuantityName[];
  /** Whether fits depend on a seed, so that several members differ. */
  readonly isSeeded: boolean;
  /** Rows up to and including the origin that one forecast reads. */
  lookback(options: ModelOptions): number;
  /** What a fit will take, for `hindcast plan`. */
  estimate(options: ModelOptions): Estimate;
  /**
   * Learns from `rows` and nothing after them.
   * @throws DataError where the rows hold too few windows; TrainingError where the loss is not finite.
   */
  fit(panel: Panel, rows: TrainingRows, options: ModelOptions, context?: FitContext): Promise<Forecaster>;
  /** Layers from the scaled inputs of a window to the outputs of its head; absent where a model is no network. */
  layers?(options: ModelOptions): readonly LayerDefinition[];
  /**
   * The forecaster that a fit with these options was, for the same series on a panel that may have other rows.
   * @throws DataError where the state is not one of these options
   */
  restore(panel: Panel, learnt: SavedFit, options: ModelOptions): Forecaster;
}
