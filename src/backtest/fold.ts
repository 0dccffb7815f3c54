/** A fold: the rows of one fit and the origins that it forecasts from. */

import type { TrainingRows } from '../models/model.ts';

export interface Fold extends TrainingRows {
  /** Rows that this fit forecasts from, ascending. */
  readonly origins: Int32Array;
}
