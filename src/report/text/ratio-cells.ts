/** Numbers that say whether the benchmark is beaten, in colours that say the same. */

import { formatNumber } from '../format/units.ts';
import type { Cell } from './table.ts';
import chalk from 'chalk';

/** The ratio of a loss to that of the benchmark. */
export function ratioCell(ratio: number): Cell {
  return { text: formatNumber(ratio, 3), paint: paintRatio(ratio) };
}

/** Green where the benchmark is beaten, red where it is not. */
export function paintRatio(ratio: number): Cell['paint'] {
  if (ratio < 1) return chalk.green;
  return ratio > 1 ? chalk.red : undefined;
}
