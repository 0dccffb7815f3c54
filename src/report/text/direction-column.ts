/** The share of forecasts on the right side of the last value, as tables show it. */

import type { Evaluation } from '../../evaluation/evaluation.ts';
import { percentRange } from '../format/units.ts';
import type { ScoreColumn } from './presentation.ts';
import { UNDEFINED, formatPercent } from '../format/units.ts';

export const directionColumn: ScoreColumn = [
  'direction (95 %)',
  ({ direction: { n, rate, lo, hi } }) =>
    n === 0 ? UNDEFINED : `${formatPercent(rate)} (${percentRange(lo, hi)})`,
];

/** What it is, what always saying "up" scores, and of how many points its interval is; nothing where no model has a direction. */
export function directionLine(models: readonly Evaluation[], what: string): string[] {
  const sided = models.find(({ direction }) => direction.n > 0)?.direction;
  if (sided === undefined) return [];
  const isLess = models.some(({ direction }) => direction.effective < direction.n);
  return [
    `${what}; always saying "up" scores ${formatPercent(sided.alwaysUp)}.` +
      (isLess ? ' Its interval is as of fewer points, since those that go together say less.' : ''),
  ];
}
