/** Forecasts of a backtest as CSV, in pieces, since the table may be large. */

import { classNames } from '../../data/classes.ts';
import type { BacktestResult } from '../../evaluation/backtest.ts';
import { formatTime } from '../format/units.ts';
import { csvCell, csvNumber, csvLine } from './cells.ts';

/**
 * One line per (series, origin, step): `unique_id,ds,cutoff,origin,step,y,<model>,…,<model>-lo-80,<model>-hi-80,…`,
 * all models first, then their intervals; of classes, `<model>-p-down,<model>-p-flat,<model>-p-up,…` after the models.
 */
export function* forecastsCsv({ panel, forecasts }: BacktestResult): Generator<string> {
  const { series, cutoff, origin, step, y, yhat, intervals, probabilities } = forecasts;
  const times = Array.from(panel.time, formatTime);
  const ids = panel.series.map(({ id }) => csvCell(id));
  const bounds = [...intervals].flatMap(([model, levels]) =>
    levels.flatMap(({ level, lo, hi }) => [
      [`${model}-lo-${level}`, lo] as const,
      [`${model}-hi-${level}`, hi] as const,
    ]),
  );
  const shares = [...probabilities].flatMap(([model, columnsOf]) =>
    classNames.map((of, c) => [`${model}-p-${of}`, columnsOf[c]] as const),
  );
  const columns = [...yhat, ...shares, ...bounds];
  yield csvLine(['unique_id', 'ds', 'cutoff', 'origin', 'step', 'y', ...columns.map(([name]) => name)]);
  const numbers = [y, ...columns.map(([, column]) => column)];
  for (let i = 0; i < y.length; i++) {
    const target = origin[i] + step[i];
    let line = `${ids[series[i]]},${times[target] ?? ''},${times[cutoff[i]]},${times[origin[i]]},${step[i]}`;
    for (const column of numbers) line += `,${csvNumber(column[i])}`;
    yield `${line}\n`;
  }
}
