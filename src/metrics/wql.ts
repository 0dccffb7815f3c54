/** Weighted quantile loss. */

import { nonZero } from './mean.ts';
import type { QuantileMetric } from './metric.ts';
import { pinball } from './pinball.ts';

export const wql: QuantileMetric = {
  name: 'wql',
  title: 'weighted quantile loss',
  formula: '2 · Σ pinball / Σ |y|, mean over the shares',
  unit: 'ratio',
  range: '0 .. ∞',
  isPercent: true,
  better: 'lower',
  undefinedWhere: 'there are no points, or every y is 0',
  note: 'For the median it is wape. Only for prices, since the size of a logarithm has no meaning. Compare it only between forecasts of the same shares.',
  source: 'Park, Maddix, Aubet, Kan, Gasthaus & Wang (2022), Learning quantile functions, AISTATS',
  quantities: ['price'],
  compute: (points) => {
    const size = points.y.reduce((sum, y) => sum + Math.abs(y), 0) / points.y.length;
    return (2 * pinball.compute(points)) / nonZero(size);
  },
};
