/** The next values for people and as JSON. */

import type { NextForecast } from '../backtest/forecast.ts';
import type { BacktestOptions } from '../backtest/result.ts';
import { escapeControl } from '../data/escape.ts';
import type { Panel } from '../data/panel.ts';
import { SCHEMA, dataJson, failureJson } from './json.ts';
import { renderTable } from './table.ts';
import { decimalsOf, formatNumber, formatPercent, formatTime } from './units.ts';

export interface Forecasted {
  readonly panel: Panel;
  readonly options: BacktestOptions;
  readonly next: NextForecast;
}

/** A table per series: a row per step, a column per model, each value with its change from the last known one. */
export function renderForecast({ options, next }: Forecasted): string {
  const { horizon } = options;
  const names = [...next.models.keys()];
  const tables = next.series.map((id, s) => {
    const last = next.last[s];
    const decimals = decimalsOf(last);
    const rows = Array.from({ length: horizon }, (_, k) => [
      Number.isNaN(next.ds[k]) ? `row +${k + 1}` : formatTime(next.ds[k]),
      ...names.map((name) => {
        const yhat = valueOf(next, name, s * horizon + k);
        return `${formatNumber(yhat, decimals)} (${signed(yhat / last - 1)})`;
      }),
    ]);
    const from = `${formatNumber(last, decimals)} on ${formatTime(next.origin)}`;
    const table = renderTable(
      [{ title: 'time', align: 'left' }, ...names.map((title) => ({ title, align: 'right' }) as const)],
      rows,
    );
    return `${escapeControl(id)}, ${escapeControl(options.column)}: last known ${from}\n${table}`;
  });
  return [
    ...tables,
    'How such forecasts have done beside naive: `hindcast backtest` with the same options.',
  ].join('\n\n');
}

/** The object of `forecast --json`. */
export function forecastJson(
  { panel, options, next }: Forecasted,
  version: string,
  warnings: readonly string[],
): object {
  const { horizon } = options;
  return {
    schema: SCHEMA,
    type: 'forecast',
    version,
    seed: options.seed,
    data: dataJson(panel),
    options,
    forecasts: next.series.flatMap((id, s) =>
      Array.from({ length: horizon }, (_, k) => ({
        id,
        origin: formatTime(next.origin),
        last: next.last[s],
        step: k + 1,
        ds: Number.isNaN(next.ds[k]) ? null : formatTime(next.ds[k]),
        yhat: Object.fromEntries([...next.models].map(([name, yhat]) => [name, yhat[s * horizon + k]])),
      })),
    ),
    failures: next.failures.map(failureJson),
    warnings,
  };
}

function valueOf(next: NextForecast, model: string, i: number): number {
  return next.models.get(model)?.[i] ?? NaN;
}

function signed(ratio: number): string {
  return `${ratio > 0 ? '+' : ''}${formatPercent(ratio, 2)}`;
}
