/**
 * What settings are chosen by: the loss on the validation blocks relative to the benchmark's. Each loss is divided by the sum of
 * the benchmark's on its series and step, so that series and steps weigh the same. For numbers its root is the U2 of the
 * blocks, for classes the ratio of Brier scores.
 */

import type { FoldResult } from '../backtest/forecast-table.ts';
import type { BacktestOptions } from '../backtest/options.ts';
import { fillTable } from '../backtest/origins.ts';
import { targetOf } from '../data/targets.ts';
import { lossesOf } from '../evaluation/losses.ts';
import { brierDivisor } from '../metrics/brier.ts';
import type { Validation } from './validation.ts';

/** Parts of the loss by origin, in order of time; `NaN` where nothing was forecast. */
export interface PartsByOrigin {
  readonly own: Float64Array;
  readonly benchmark: Float64Array;
}

/** The origins of all blocks, in order of time. */
export interface OriginOrder {
  readonly rows: readonly number[];
  /** Their number by row. */
  readonly indexOf: ReadonlyMap<number, number>;
  /** By origin. */
  readonly block: Int32Array;
}

export function originOrder({ origins: { table } }: Validation): OriginOrder {
  const rows = [...new Set(table.origin)].toSorted((a, b) => a - b);
  const indexOf = new Map(rows.map((row, index) => [row, index]));
  const block = new Int32Array(rows.length);
  table.origin.forEach((row, i) => (block[indexOf.get(row)!] = table.fold[i]));
  return { rows, indexOf, block };
}

/**
 * The parts of one candidate.
 * @param results - of its fits, numbered by block
 * @param benchmark - those of the benchmark, of every block
 */
export function partsByOrigin(
  { panel, origins }: Validation,
  order: OriginOrder,
  options: BacktestOptions,
  results: readonly FoldResult[],
  benchmark: readonly FoldResult[],
): PartsByOrigin {
  const { quantity } = targetOf(options.target);
  const [{ model: other }] = benchmark;
  const [{ model }] = results;
  const table = fillTable(origins, [...benchmark, ...results], [other, model], panel, {
    ...options,
    level: [],
  });
  const losses = lossesOf({ table, quantity }, model, other);
  const cellOf = (i: number): number => table.series[i] * options.horizon + table.step[i] - 1;
  const isKnown = (i: number): boolean => Number.isFinite(losses.benchmark(i));
  const sums = new Float64Array(panel.series.length * options.horizon);
  const counts = new Float64Array(sums.length);
  for (let i = 0; i < table.y.length; i++) {
    if (!isKnown(i)) continue;
    sums[cellOf(i)] += losses.benchmark(i);
    counts[cellOf(i)]++;
  }
  const divisorOf = quantity.classes === undefined ? (mean: number) => mean : brierDivisor;
  const divisors = sums.map((sum, cell) =>
    counts[cell] === 0 ? 0 : divisorOf(sum / counts[cell]) * counts[cell],
  );
  const used = divisors.reduce((count, divisor) => (divisor > 0 ? count + 1 : count), 0);
  const own = new Float64Array(order.rows.length).fill(NaN);
  const reference = new Float64Array(order.rows.length).fill(NaN);
  for (let i = 0; i < table.y.length; i++) {
    const divisor = divisors[cellOf(i)] * used;
    if (!isKnown(i) || !(divisor > 0) || !Number.isFinite(losses.own(i))) continue;
    const t = order.indexOf.get(table.origin[i])!;
    own[t] = (Number.isNaN(own[t]) ? 0 : own[t]) + losses.own(i) / divisor;
    reference[t] = (Number.isNaN(reference[t]) ? 0 : reference[t]) + losses.benchmark(i) / divisor;
  }
  return { own, benchmark: reference };
}

/** The loss relative to the benchmark's on these blocks; `NaN` if it is undefined. */
export function relativeLoss(
  { own, benchmark }: PartsByOrigin,
  { block }: OriginOrder,
  blocks: readonly number[],
): number {
  let [sum, reference] = [0, 0];
  own.forEach((value, t) => {
    if (Number.isNaN(value) || !blocks.includes(block[t])) return;
    sum += value;
    reference += benchmark[t];
  });
  return sum / reference;
}
