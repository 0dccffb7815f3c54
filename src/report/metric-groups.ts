/** Metrics and tests by what they measure, in the order of `hindcast metrics`. */

import { intervalMetrics, metrics, quantileMetrics } from '../metrics/index.ts';
import type { Metric, MetricDescription } from '../metrics/metric.ts';
import { tests } from '../significance/index.ts';

export interface MetricGroup {
  /** As JSON names it. */
  readonly kind: 'point' | 'interval' | 'quantile' | 'test';
  readonly title: string;
  readonly metrics: readonly (MetricDescription & Pick<Metric, 'quantities'>)[];
}

/** Every metric by what it measures, in the order of the page. */
export const metricGroups: readonly MetricGroup[] = [
  { kind: 'point', title: 'Point forecasts', metrics },
  { kind: 'interval', title: 'Intervals', metrics: intervalMetrics },
  { kind: 'quantile', title: 'Quantiles and distributions', metrics: quantileMetrics },
  { kind: 'test', title: 'Tests', metrics: tests },
];
