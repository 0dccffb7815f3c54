/**
 * The head of a network: what its last layer's outputs are compared with, where their biases start, and the forecasts that
 * they stand for. Numbers have an output per step, or per step and quantile; classes have one per step and class.
 */

import type { Panel } from '../../data/panel.ts';
import type { Floats, Kernels } from '../../kernels/kernels.ts';
import type { Loss } from '../../nn/loss.ts';
import type { Encoding } from '../encodings/encoding.ts';
import type { Forecaster, Origins } from '../model.ts';

export interface Head {
  /** Outputs per step. */
  readonly outputs: number;
  /** Whether all outputs of a step are next to each other; otherwise all steps of an output are. */
  readonly isByStep: boolean;
  /** Whether the outputs contain the bounds of intervals. */
  readonly learnsIntervals: boolean;
  /** The loss of all outputs, from yhat (outputs horizon, N) and y (horizon, N). */
  createLoss(kernels: Kernels): Loss;
  /** The y of a step. */
  target(encoding: Encoding, series: number, origin: number, step: number): number;
  /** First biases, (outputs horizon): with all other weights zero, the network forecasts what the benchmark does. */
  biases(encoding: Encoding, windows: Origins): Float64Array;
  /**
   * The scaled forecasts of window `n` of `out` (outputs horizon, N), (horizon): what is shrunk towards no change; may
   * overwrite `out`. Absent if outputs are not forecasts of numbers.
   */
  scaledForecast?(out: Floats, n: number, N: number): Float64Array;
  /**
   * Calls `write` with each forecast of window `n` of `out` (outputs horizon, N), `k` from 0; may overwrite `out`.
   * @param shrinkage - factors by step
   */
  read(
    encoding: Encoding,
    series: number,
    origin: number,
    out: Floats,
    n: number,
    N: number,
    write: (output: number, k: number, value: number) => void,
    shrinkage?: Float64Array,
  ): void;
  /** @param predict - what `read` wrote, by output: (origins, horizon) */
  forecasts(
    predict: (panel: Panel, origins: Origins) => Float64Array[],
  ): Pick<Forecaster, 'forecast' | 'intervals' | 'probabilities'>;
}
