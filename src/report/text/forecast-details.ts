/** Every forecast value of every model, at every step and of every series, with the change from the last known value. */

import type { NextForecast } from '../../backtest/forecast-next.ts';
import type { BacktestOptions } from '../../backtest/options.ts';
import { classNames, classNumber } from '../../data/classes.ts';
import { targetOf } from '../../data/targets.ts';
import { escapeControl } from '../../text/escape.ts';
import { valueFormatOf } from '../format/forecast-values.ts';
import { UNDEFINED, formatPercent, formatTime, signedPercent } from '../format/units.ts';
import type { ForecastReport } from '../inputs.ts';
import { proseWidth } from './layout.ts';
import { renderTable, wrap } from './table.ts';

/** A table per series, and how the intervals were computed. */
export function renderForecastDetails(report: ForecastReport): readonly string[] {
  const { options, next, weights, reuse } = report;
  const tables = next.series.map((id, s) => {
    const from = `${formatOf(options).value(next.last[s], next.last[s])} on ${formatTime(next.origin)}`;
    const table = forecastTable(options, next, s);
    return `${escapeControl(id)}, ${escapeControl(options.column)}: last known ${from}\n${table}`;
  });
  if (next.calibration === 0) return tables;
  const isRefitted = weights === undefined || reuse !== undefined;
  return [
    ...tables,
    wrap(
      `Intervals are computed from each model's errors at ${next.calibration} earlier origins, forecast by ${isRefitted ? 'fits on the rows before them' : 'these models, which were fitted before them'} (${options.interval}), unless the model forecasts its own.`,
      proseWidth(),
    ),
  ];
}

function forecastTable(options: BacktestOptions, next: NextForecast, s: number): string {
  if (targetOf(options.target).quantity.classes !== undefined) return classesTable(options, next, s);
  return options.level.length === 0 ? valuesTable(options, next, s) : boundsTable(options, next, s);
}

/** A row per step and model: the class, and the probability of each. */
function classesTable({ horizon }: BacktestOptions, next: NextForecast, s: number): string {
  const rows = Array.from({ length: horizon }, (_, k) =>
    [...next.models.keys()].map((name, m) => {
      const i = s * horizon + k;
      const given = next.probabilities.get(name);
      return [
        m === 0 ? timeOf(next, k) : '',
        name,
        classNames[classNumber(valueOf(next, name, i))],
        ...classNames.map((__, c) => (given === undefined ? UNDEFINED : formatPercent(given[c][i]))),
      ];
    }),
  ).flat();
  return renderTable(
    [
      { title: 'time', align: 'left' },
      { title: 'model', align: 'left' },
      { title: 'forecast', align: 'left' },
      ...classNames.map((title) => ({ title, align: 'right' }) as const),
    ],
    rows,
  );
}

/** A row per step, a column per model. */
function valuesTable(options: BacktestOptions, next: NextForecast, s: number): string {
  const names = [...next.models.keys()];
  const rows = Array.from({ length: options.horizon }, (_, k) => [
    timeOf(next, k),
    ...names.map((name) => valueCell(options, next, name, s, k)),
  ]);
  return renderTable(
    [{ title: 'time', align: 'left' }, ...names.map((title) => ({ title, align: 'right' }) as const)],
    rows,
  );
}

/** A row per step and model, a column per level. */
function boundsTable(options: BacktestOptions, next: NextForecast, s: number): string {
  const { horizon, level: levels } = options;
  const bound = (value: number): string => formatOf(options).value(value, next.last[s]);
  const rows = Array.from({ length: horizon }, (_, k) =>
    [...next.models.keys()].map((name, m) => [
      m === 0 ? timeOf(next, k) : '',
      name,
      valueCell(options, next, name, s, k),
      ...levels.map((level) => {
        const interval = next.intervals.get(name)?.find((one) => one.level === level);
        const lo = interval?.lo[s * horizon + k] ?? NaN;
        if (Number.isNaN(lo)) return UNDEFINED;
        return `${bound(lo)} to ${bound(interval!.hi[s * horizon + k])}`;
      }),
    ]),
  ).flat();
  return renderTable(
    [
      { title: 'time', align: 'left' },
      { title: 'model', align: 'left' },
      { title: 'forecast', align: 'right' },
      ...levels.map((level) => ({ title: `${level} %`, align: 'right' }) as const),
    ],
    rows,
  );
}

function valueOf(next: NextForecast, model: string, i: number): number {
  return next.models.get(model)?.[i] ?? NaN;
}

function timeOf({ ds }: NextForecast, k: number): string {
  return Number.isNaN(ds[k]) ? `row +${k + 1}` : formatTime(ds[k]);
}

const formatOf = ({ target }: BacktestOptions) => valueFormatOf(targetOf(target).quantity);

function valueCell(options: BacktestOptions, next: NextForecast, name: string, s: number, k: number): string {
  const yhat = valueOf(next, name, s * options.horizon + k);
  const { value, change } = formatOf(options);
  return `${value(yhat, next.last[s])} (${signedPercent(change(yhat, next.last[s]))})`;
}
