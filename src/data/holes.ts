/** Holes: runs of missing candles. A hole is named by the first and the last missing candle. */

import type { Timeframe } from './timeframe.ts';
import { addSteps } from './timeframe.ts';

export interface Hole {
  /** Open of the first missing candle, or its row. */
  readonly from: number;
  /** Open of the last missing candle, or its row. */
  readonly to: number;
}

/** The holes between ascending times. */
export function holesBetween(times: ArrayLike<number>, step: Timeframe): readonly Hole[] {
  const holes: Hole[] = [];
  for (let i = 1; i < times.length; i++) {
    const from = addSteps(times[i - 1], step, 1);
    if (from < times[i]) holes.push({ from, to: addSteps(times[i], step, -1) });
  }
  return holes;
}

/** The holes in a column, as rows: runs of `NaN` from row `first` to row `last`, both of which have a value. */
export function holesInRows(values: Float64Array, first: number, last: number): readonly Hole[] {
  const holes: Hole[] = [];
  for (let row = first; row <= last; row++) {
    if (!Number.isNaN(values[row])) continue;
    const from = row;
    while (Number.isNaN(values[row + 1])) row++;
    holes.push({ from, to: row });
  }
  return holes;
}

/** Missing candles of a hole. */
export function countCandles({ from, to }: Hole, { ms, months }: Timeframe): number {
  if (months === 0) return (to - from) / ms + 1;
  const [first, last] = [new Date(from), new Date(to)];
  const apart =
    12 * (last.getUTCFullYear() - first.getUTCFullYear()) + last.getUTCMonth() - first.getUTCMonth();
  return apart / months + 1;
}

/** Ascending holes with neighboring ones joined. */
export function joinHoles(holes: readonly Hole[], step: Timeframe): readonly Hole[] {
  const out: Hole[] = [];
  for (const hole of holes) {
    const last = out.at(-1);
    if (last !== undefined && addSteps(last.to, step, 1) === hole.from)
      out[out.length - 1] = { from: last.from, to: hole.to };
    else out.push(hole);
  }
  return out;
}

/** What is left of ascending `holes` when the candles at ascending `times` are there. */
export function withoutTimes<T extends Hole>(
  holes: readonly T[],
  times: ArrayLike<number>,
  step: Timeframe,
): readonly T[] {
  const out: T[] = [];
  let i = 0;
  for (const hole of holes) {
    let { from } = hole;
    while (i < times.length && times[i] < from) i++;
    for (; i < times.length && times[i] <= hole.to; i++) {
      if (times[i] > from) out.push({ ...hole, from, to: addSteps(times[i], step, -1) });
      from = addSteps(times[i], step, 1);
    }
    if (from <= hole.to) out.push(from === hole.from ? hole : { ...hole, from });
  }
  return out;
}

/** What is left of ascending `holes` without the ascending holes `taken`. */
export function withoutHoles(
  holes: readonly Hole[],
  taken: readonly Hole[],
  step: Timeframe,
): readonly Hole[] {
  const out: Hole[] = [];
  let i = 0;
  for (const { from: start, to } of holes) {
    let from = start;
    while (i < taken.length && taken[i].to < from) i++;
    for (; i < taken.length && taken[i].from <= to; i++) {
      if (taken[i].from > from) out.push({ from, to: addSteps(taken[i].from, step, -1) });
      from = addSteps(taken[i].to, step, 1);
    }
    if (from <= to) out.push({ from, to });
  }
  return out;
}
