/** Numbers that say whether the benchmark is beaten, in colours that say the same. */

import chalk from 'chalk';
import type { Cell } from './table.ts';
import { formatNumber } from '../format/units.ts';

/** The ratio of a loss to that of the benchmark. */
export function ratioCell(ratio: number): Cell {
  return { text: formatNumber(ratio, 3), paint: paintRatio(ratio) };
}

/** Green where the benchmark is beaten, red where it is not. */
export function paintRatio(ratio: number): Cell['paint'] {
  if (ratio < 1) return chalk.green;
  return ratio > 1 ? chalk.red : undefined;
}

/** `42.1-45.0`, of two ratios. */
export function percentRange(lo: number, hi: number): string {
  return `${formatNumber(100 * lo, 1)}-${formatNumber(100 * hi, 1)}`;
}
