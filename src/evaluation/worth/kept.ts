/** Forecasts that were read from a file or a run, as decisions need them; and the prices that such a file itself contains. */

import type { ForecastRows } from '../../data/csv/forecast-rows.ts';
import type { Panel } from '../../data/panel.ts';
import type { Quantity } from '../../data/quantities.ts';
import { UsageError } from '../../errors.ts';
import type { FileTrial } from '../forecast-file-trial.ts';
import type { DecidedTrial } from './decisions.ts';
import type { TradedMarket } from './market.ts';
import type { WorthOptions } from './options.ts';

/** The forecasts of a run on the panel that it was computed from. */
export function keptTrial(
  rows: ForecastRows,
  panel: Pick<Panel, 'time' | 'series'>,
  quantity: Quantity,
): DecidedTrial {
  const { ids, series, origin, step, models, intervals, probabilities } = rows;
  const numbers = ids.map((id) => panel.series.findIndex((one) => one.id === id));
  const rowAt = new Map(Array.from(panel.time, (ms, row) => [ms, row]));
  const origins = Int32Array.from(origin, (ms) => rowAt.get(ms)!);
  const ofPanel = series.map((s) => numbers[s]);
  return {
    table: {
      series: ofPanel,
      origin: origins,
      step,
      last: Float64Array.from(origins, (row, i) => panel.series[ofPanel[i]].values[row]),
      yhat: models,
      intervals,
      probabilities,
    },
    targets: origins.map((row, i) => row + step[i]),
    quantity,
  };
}

/**
 * The prices that a file of forecasts contains: its actual values, and those at its origins.
 * @throws UsageError if it has no such prices, or others are asked for
 */
export function marketOfFile(
  { trial: { table, ids, quantity }, time, targets }: FileTrial,
  { fill }: Pick<WorthOptions, 'fill'>,
): TradedMarket {
  if (quantity.classes !== undefined)
    throw new UsageError('`--cost` needs prices, and a file of directions has none', {
      hint: 'use `--cost` with `hindcast backtest`, or with `hindcast show` of its run',
    });
  if (fill !== 'close')
    throw new UsageError('`--fill next-open` needs opens, and a file of forecasts has none', {
      hint: 'fill at the close, or use it with `hindcast backtest`, or `hindcast show` of its run',
    });
  if (table.last.every(Number.isNaN))
    throw new UsageError('`--cost` needs the price at the origins, and the file has none', {
      hint: 'name the column of the naive forecasts with `--naive`',
    });
  const series = ids.map((id) => ({ id, price: new Float64Array(time.length).fill(NaN), funding: null }));
  table.series.forEach((s, i) => {
    const { price } = series[s];
    if (!Number.isNaN(table.y[i])) price[targets[i]] = table.y[i];
    if (!Number.isNaN(table.last[i])) price[table.origin[i]] = table.last[i];
  });
  return { time, series };
}
