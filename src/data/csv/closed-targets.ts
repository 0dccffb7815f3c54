/** Leaves out actual values of targets that have not closed: they still change, or are not known yet. */

import { DataError } from '../../errors.ts';
import { escapeControl } from '../../text/escape.ts';
import { addSteps, formatTime, inferTimeframe } from '../timeframe.ts';
import type { ForecastRows } from './forecast-rows.ts';
import type { Warning } from '../../text/warning.ts';
import { noteOf } from '../../text/warning.ts';

export interface ClosedTargets {
  readonly rows: ForecastRows;
  readonly warnings: readonly Warning[];
}

/**
 * The forecasts with the actual values that were final at `now`. A target closes one step after its time; the step is the most
 * common one between the times of the file.
 * @throws DataError if no target with an actual value has closed
 */
export function closedTargets(rows: ForecastRows, now: number): ClosedTargets {
  const { ds, cutoff, origin, y } = rows;
  const timeframe = inferTimeframe([Float64Array.from(new Set([...ds, ...cutoff, ...origin])).toSorted()]);
  const closeOf = (time: number): number => (timeframe === null ? time : addSteps(time, timeframe, 1));
  const known = Array.from(y.keys()).filter((i) => !Number.isNaN(y[i]));
  const open = known.filter((i) => closeOf(ds[i]) > now);
  if (open.length === 0) return { rows, warnings: [] };
  const name = escapeControl(rows.source);
  const first = formatTime(open.reduce((least, i) => Math.min(least, ds[i]), Infinity));
  if (open.length === known.length)
    throw new DataError(
      `${name}: expected actual values of closed candles, got none from ${first} on: the clock of this machine says ${formatTime(Math.floor(now / 60_000) * 60_000)}`,
      { hint: 'correct the clock if it is wrong; otherwise keep the values with `--include-open`' },
    );
  const final = y.slice();
  for (const i of open) final[i] = NaN;
  return {
    rows: { ...rows, y: final },
    warnings: [
      noteOf(
        `${name}: actual values of candles that have not closed yet left out: ${open.length}, the first at ${first}; \`--include-open\` keeps them`,
      ),
    ],
  };
}
