/** The registries of metrics, in the order of tables. A new metric is a new file and a new line here. */

import type { Quantity } from '../data/quantities.ts';
import { accuracy } from './accuracy.ts';
import { bias } from './bias.ts';
import { brier } from './brier.ts';
import { coverage } from './coverage.ts';
import { crps } from './crps.ts';
import { direction } from './direction.ts';
import { ece } from './ece.ts';
import { logLoss } from './log-loss.ts';
import { mae } from './mae.ts';
import { mape } from './mape.ts';
import { mase } from './mase.ts';
import { mdae } from './mdae.ts';
import type { IntervalMetric, Metric, OwnMetric, QuantileMetric } from './metric.ts';
import { mse } from './mse.ts';
import { n } from './n.ts';
import { pinball } from './pinball.ts';
import { qlike } from './qlike.ts';
import { rmae } from './rmae.ts';
import { rmse } from './rmse.ts';
import { rmsse } from './rmsse.ts';
import { score } from './score.ts';
import { skill } from './skill.ts';
import { smape } from './smape.ts';
import { u2 } from './u2.ts';
import { wape } from './wape.ts';
import { width } from './width.ts';
import { wql } from './wql.ts';

/** Metrics of point forecasts. */
export const metrics: readonly Metric[] = [
  n,
  mae,
  mse,
  rmse,
  bias,
  mdae,
  mape,
  smape,
  wape,
  mase,
  rmsse,
  u2,
  skill,
  rmae,
  qlike,
  accuracy,
  brier,
  logLoss,
  ece,
  direction,
];

/** The metrics that are defined for a quantity. */
export function metricsOf(quantity: Quantity): readonly Metric[] {
  return definedFor(quantity, metrics);
}

/** Those of these metrics that are defined for a quantity. */
export function definedFor<T extends OwnMetric>(quantity: Quantity, all: readonly T[]): readonly T[] {
  return all.filter(({ quantities }) => quantities === undefined || quantities.includes(quantity.name));
}

/** The metrics of quantile forecasts that are defined for a quantity. */
export function quantileMetricsOf(quantity: Quantity): readonly QuantileMetric[] {
  return quantileMetrics.filter(
    ({ quantities }) => quantities === undefined || quantities.includes(quantity.name),
  );
}

/** Metrics of prediction intervals. */
export const intervalMetrics: readonly IntervalMetric[] = [coverage, width, score];

/** Metrics of quantile forecasts. */
export const quantileMetrics: readonly QuantileMetric[] = [pinball, wql, crps];
