/** How many points were scored. */

import type { Metric } from './metric.ts';

export const n: Metric = {
  name: 'n',
  title: 'scored points',
  formula: 'count of (series, origin, step) whose y is known',
  unit: 'count',
  range: '0 .. ∞',
  better: 'neither',
  undefinedWhere: 'nowhere: without points it is 0',
  note: 'When targets overlap (stepSize < horizon) the points are not independent, and say less than n suggests.',
  source: 'a count',
  compute: (points) => points.y.length,
};
