/** How many points were scored. */

import type { Metric } from './metric.ts';

export const n: Metric = {
  name: 'n',
  title: 'scored points',
  formula: 'count of (series, origin, step) whose y is known',
  unit: 'count',
  range: '0 .. ∞',
  better: 'neither',
  undefinedWhere: 'never: without points it is 0',
  note: 'If targets overlap (stepSize < horizon) the points are correlated, and contain less information than n independent points.',
  source: 'a count',
  compute: (points) => points.y.length,
};
