/** Charts of forecasts, and of U2 over earlier runs. */

import type { ForecastRows } from '../../data/csv/forecast-rows.ts';
import type { RunRecord } from '../../evaluation/run-record.ts';
import { historyOf, timeOf } from '../format/runs.ts';
import { formatCount, formatTime, plural } from '../format/units.ts';
import { escapeHtml } from './escape.ts';
import type { Line } from './line-chart.ts';
import { lineChart } from './line-chart.ts';
import type { ReportedResult } from './run-json.ts';

/** Origins in the chart of forecasts. */
const ORIGINS_SHOWN = 60;

/** Series that get a chart. */
const SERIES_SHOWN = 6;

export function historySection(history: readonly RunRecord[], benchmark: string): string {
  if (history.length < 2) return '';
  const rivals = [...new Set(history.flatMap(({ scores }) => scores.map(({ model }) => model)))]
    .filter((model) => model !== benchmark)
    .toSorted();
  const chart = lineChart({
    title: `U2 over the ${formatCount(history.length)} runs of this configuration`,
    from: timeOf(history[history.length - 1]),
    to: timeOf(history[0]),
    lines: rivals.map((name): Line => ({ name, values: historyOf(history, name) })),
    mark: 1,
  });
  return chart === ''
    ? ''
    : `<h3>U2 over time</h3><figure>${chart}<figcaption>${plural(history.length, 'run')} of this configuration, oldest first; the marked line is ${escapeHtml(benchmark)}.</figcaption></figure>`;
}

/** By series: the last origins at the first step, actual values, every model, and the narrowest interval of the best model. */
export function forecastCharts(rows: ForecastRows, { models, quantity, benchmark }: ReportedResult): string {
  // A line of classes, which are one of three, shows nothing.
  if (quantity.classes !== undefined) return '';
  const best = models.find(({ model }) => model !== benchmark && rows.models.has(model))?.model ?? benchmark;
  const bounds = rows.intervals.get(best)?.at(0);
  const figures = rows.ids.slice(0, SERIES_SHOWN).map((id, s) => {
    const shown = Array.from(rows.series.keys())
      .filter((i) => rows.series[i] === s && rows.step[i] === 1)
      .slice(-ORIGINS_SHOWN);
    if (shown.length === 0) return '';
    const pick = (values: Float64Array): number[] => shown.map((i) => values[i]);
    const lines: Line[] = [...rows.models].map(([name, values]) => ({ name, values: pick(values) }));
    const span = `${formatTime(rows.ds[shown[0]])} to ${formatTime(rows.ds[shown[shown.length - 1]])}`;
    const chart = lineChart({
      title: `Forecasts of ${id} one step ahead and actual values, ${span}`,
      from: formatTime(rows.ds[shown[0]]),
      to: formatTime(rows.ds[shown[shown.length - 1]]),
      lines: [...lines, { name: 'actual value', values: pick(rows.y), isMain: true }],
      ...(bounds && {
        band: {
          name: `${best}, ${bounds.level} % interval`,
          lo: pick(bounds.lo),
          hi: pick(bounds.hi),
        },
      }),
    });
    const caption = `${escapeHtml(id)}: the last ${plural(shown.length, 'origin')}, one step ahead. A forecast that only repeats the last value also looks good here, shifted by one row; compare the scores.`;
    return chart === '' ? '' : `<figure>${chart}<figcaption>${caption}</figcaption></figure>`;
  });
  const drawn = figures.filter((figure) => figure !== '');
  const more = rows.ids.length - SERIES_SHOWN;
  return drawn.length === 0
    ? ''
    : `<h3>Forecasts and actual values</h3>${drawn.join('')}${more > 0 ? `<p class="note">and ${formatCount(more)} more series</p>` : ''}`;
}
