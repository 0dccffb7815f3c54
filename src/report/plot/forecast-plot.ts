/** The last known values, the forecasts of every model, and the intervals of one of them as a fan. */

import { targetOf } from '../../data/targets.ts';
import { leadModel } from '../format/lead-model.ts';
import { formatTime, plural } from '../format/units.ts';
import type { AxisTick } from '../format/ticks.ts';
import type { ForecastReport } from '../inputs.ts';
import type { PlotArea } from './frame.ts';
import type { PlotBand, PlotLine } from './line-plot.ts';
import { linePlot } from './line-plot.ts';

/** Known rows beside the forecast ones: so many times the horizon, and at least these. */
const HISTORY_SHARE = 4;
const LEAST_HISTORY = 20;
/** Series that are drawn, and the lines of each if there are several. */
const SERIES_DRAWN = 3;
const SMALL_HEIGHT = 10;

/** A drawing for each of the first series; empty if there is nothing to draw. */
export function plotForecast(report: ForecastReport, area: PlotArea): string {
  const { series } = report.next;
  const lead = leadModel(report);
  if (lead === undefined) return '';
  const height = series.length === 1 ? area.height : Math.min(area.height, SMALL_HEIGHT);
  const drawn = series.slice(0, SERIES_DRAWN).map((_, s) => drawingOf(report, s, lead, { ...area, height }));
  const more = series.length - SERIES_DRAWN;
  return [
    ...drawn.filter((drawing) => drawing !== ''),
    ...(more > 0 ? [`${plural(more, 'more forecast')} not drawn: name the source alone to see it`] : []),
  ].join('\n\n');
}

function drawingOf(
  { panel, options, next }: ForecastReport,
  s: number,
  lead: string,
  area: PlotArea,
): string {
  const { horizon, column, target } = options;
  const { quantity } = targetOf(target);
  const id = next.series[s];
  const { values } = panel.series.find((one) => one.id === id)!;
  const rows = Math.min(panel.time.length, Math.max(LEAST_HISTORY, HISTORY_SHARE * horizon));
  const time = panel.time.slice(panel.time.length - rows);
  const scale = quantity.isLogarithm
    ? (value: number): number => 100 * Math.exp(value)
    : (value: number): number => value;
  const isTimed = next.ds.every(Number.isFinite);
  const ahead = Array.from({ length: horizon }, (_, k) => (isTimed ? next.ds[k] : rows + k));
  const known = isTimed ? time : time.map((_, row) => row);
  const x = [known[rows - 1], ...ahead];
  const fromOrigin = (of: Float64Array): number[] => [
    scale(next.last[s]),
    ...Array.from({ length: horizon }, (_, k) => scale(of[s * horizon + k])),
  ];
  const isOfClasses = quantity.classes !== undefined;
  const [benchmark] = quantity.benchmarks;
  const others = [...next.models.keys()].filter((name) => name !== lead && name !== benchmark);
  const names = [lead, ...others, ...(lead !== benchmark && next.models.has(benchmark) ? [benchmark] : [])];
  const lines: PlotLine[] = [
    { name: 'known', x: known, y: values.slice(panel.time.length - rows).map(scale), isMain: true },
    ...(isOfClasses ? [] : names.map((name) => ({ name, x, y: fromOrigin(next.models.get(name)!) }))),
  ];
  const bands = (isOfClasses ? [] : (next.intervals.get(lead) ?? []))
    .toSorted((a, b) => b.level - a.level)
    .map(({ level, lo, hi }): PlotBand => ({
      name: `${level} % of ${lead}`,
      x,
      lo: fromOrigin(lo),
      hi: fromOrigin(hi),
    }));
  const what = `${column}${quantity.isLogarithm ? ', %' : ''}`;
  const title = isOfClasses
    ? `${id}, ${what}: known values, and no line for the classes`
    : `${id}, ${what}: the last ${plural(rows, 'row')} and ${plural(horizon, 'step')} ahead`;
  return linePlot({ title, lines, bands, ...(!isTimed && { ticks: rowTicks(time) }) }, area);
}

/** Ticks by row, where the times of the forecast rows are unknown. */
function rowTicks(time: Float64Array): (first: number, last: number, count: number) => readonly AxisTick[] {
  return (first, last, count) =>
    Array.from({ length: count + 1 }, (_, i) => {
      const row = Math.round(first + ((last - first) * i) / count);
      return { at: row, label: row < time.length ? formatTime(time[row]) : `row +${row - time.length + 1}` };
    });
}
