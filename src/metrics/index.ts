/** The registry of metrics, in the order of tables. A new metric is a new file and a new line here. */

import { bias } from './bias.ts';
import { direction } from './direction.ts';
import { mae } from './mae.ts';
import { mape } from './mape.ts';
import { mase } from './mase.ts';
import type { Metric } from './metric.ts';
import { n } from './n.ts';
import { rmse } from './rmse.ts';
import { rmsse } from './rmsse.ts';
import { skill } from './skill.ts';
import { smape } from './smape.ts';
import { u2 } from './u2.ts';

export const metrics: readonly Metric[] = [
  n,
  mae,
  rmse,
  bias,
  mape,
  smape,
  mase,
  rmsse,
  u2,
  skill,
  direction,
];
