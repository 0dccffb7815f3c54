/** What the functions of the library take: the options of the command line as typed values, and how the fits run. */

import type { FitProgressEvent } from '../backtest/fits.ts';
import type { BacktestOptions } from '../backtest/options.ts';
import type { Target, TargetName } from '../data/targets.ts';
import type { OwnMetric } from '../metrics/metric.ts';
import type { OwnModel } from '../models/own-model.ts';

/**
 * Options of a forecast or a backtest. Each means what its flag means (`inputSize` is `--input-size`), has the same default, and is checked
 * by the same rules; errors name the flag.
 */
export interface CommonSettings extends Partial<Omit<BacktestOptions, 'models' | 'test' | 'target'>> {
  /** Models besides the benchmark: names of built-in models, and models of your own. Default: mlp, lstm, gru. */
  readonly models?: readonly (string | OwnModel)[];
  /** What a model learns: the name of a built-in target, or a target of your own. Default: log-return. */
  readonly target?: TargetName | Target;
  /** The test span: a share of the rows (0.15), a number of rows (266), or its first date ('2023-11-30'). Default: 0.15. */
  readonly test?: number | string;
}

/** How the fits run. The numbers do not depend on it. */
export interface RunSettings {
  /** Worker threads; 1 fits on the calling thread. Default: one per core. */
  readonly jobs?: number;
  /** Stops the work: the promise is rejected with the signal's reason, an `AbortError` unless you give another. */
  readonly signal?: AbortSignal;
  /** Called after each epoch and each fit. If it throws, the work stops, and the promise is rejected with its error. */
  readonly onProgress?: (event: FitProgressEvent) => void;
}

export interface BacktestSettings extends CommonSettings, RunSettings {
  /** Metrics of your own, which scores have besides the built-in ones. */
  readonly metrics?: readonly OwnMetric[];
  /** Whether to measure what each input is worth to models that see windows. */
  readonly explain?: boolean;
}

export interface ForecastSettings extends CommonSettings, RunSettings {}
