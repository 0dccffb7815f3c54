/** How the scores of a quantity are shown: the columns of the table, what they mean, and one cell of them for a part. */

import type { Evaluation, Scores } from '../../evaluation/evaluation.ts';
import type { QuantityName } from '../../data/quantities.ts';
import { classes } from './class-scores.ts';
import { numbers } from './number-scores.ts';
import type { Cell } from './table.ts';

export type ScoreColumn = readonly [title: string, cell: (result: Evaluation) => Cell | string];

export interface Presentation {
  /** What the others are set beside. */
  readonly benchmark: string;
  columns(models: readonly Evaluation[]): readonly ScoreColumn[];
  /**
   * Lines under the table.
   * @param what - what was forecast, as it is called
   * @param n - number of points, and what is said of it
   */
  legend(models: readonly Evaluation[], what: string, n: string): string[];
  /**
   * What a cell of the tables by step, series and regime holds.
   * @param isPanel - whether it is of several series
   */
  part(isPanel: boolean): string;
  /** @param beside - scores whose number of decimals it takes */
  partCell(isPanel: boolean, scores: Scores, beside: Scores, mark?: string): Cell;
  /** Tables of their own, after that of the tests. */
  tables(models: readonly Evaluation[]): string[];
}

export const presentations: Readonly<Record<QuantityName, Presentation>> = {
  price: numbers,
  'log-volatility': numbers,
  class: classes,
};
