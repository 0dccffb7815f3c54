/**
 * The last layer of a network: what its outputs are compared with, where they start, and what they say. Numbers have an
 * output per step, or per step and quantile; classes one per step and class.
 */

import type { Panel } from '../data/panel.ts';
import { targets } from '../data/targets.ts';
import type { QuantityName } from '../data/quantities.ts';
import type { Floats, Kernels } from '../kernels/kernels.ts';
import type { Loss } from '../nn/loss.ts';
import { classHeads } from './class-heads.ts';
import type { Encoding } from './encoding.ts';
import type { Forecaster, ModelOptions, Origins } from './model.ts';
import { quantileHeads } from './quantiles.ts';

export interface Heads {
  /** Outputs per step. */
  readonly outputs: number;
  /** The loss of all of them together, from yhat (outputs horizon, N) and y (horizon, N). */
  createLoss(kernels: Kernels): Loss;
  /** The y of a step. */
  target(encoding: Encoding, series: number, origin: number, step: number): number;
  /** Where biases start, (outputs horizon), so that a network whose other weights are zero says what the benchmark does. */
  biases(encoding: Encoding, windows: Origins): Float64Array;
  /** Puts what window `n` of `out` (outputs horizon, N) says, by output and step from 0; may overwrite `out`. */
  read(
    encoding: Encoding,
    series: number,
    origin: number,
    out: Floats,
    n: number,
    N: number,
    put: (output: number, k: number, value: number) => void,
  ): void;
  /** @param predict - what was put, by output: (origins, horizon) */
  forecasts(
    predict: (panel: Panel, origins: Origins) => Float64Array[],
  ): Pick<Forecaster, 'forecast' | 'intervals' | 'probabilities'>;
}

const heads: Readonly<Record<QuantityName, (options: ModelOptions) => Heads>> = {
  price: quantileHeads,
  'log-volatility': quantileHeads,
  class: classHeads,
};

/** The heads of a network with these options. */
export function headsOf(options: ModelOptions): Heads {
  return heads[targets[options.target].quantity.name](options);
}
