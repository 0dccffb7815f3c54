/** Bars from zero over numbers, several groups side by side: autocorrelation by lag, coverage by step, changes by origin. */

import type { PlaceAxis, ValueAxis } from './axes.ts';
import { halfStep, plotOf } from './axes.ts';
import type { Drawing, Key, Size } from './drawing.ts';
import { PANEL, at } from './drawing.ts';
import { linePath, markAt } from './line-chart.ts';
import type { Line } from './line-chart.ts';
import { classOf } from './styles.ts';

export interface BarChart {
  readonly title: string;
  readonly x: PlaceAxis;
  readonly y: ValueAxis;
  /** Values by place. */
  readonly bars: readonly Line[];
  /** Lines on top of the bars. */
  readonly lines?: readonly Line[];
  /** Levels that are marked, for example the bounds of what is not significant. */
  readonly marks?: readonly number[];
}

/** The chart; `null` if there is nothing to draw. */
export function barChart(chart: BarChart, size: Size = PANEL): Drawing | null {
  const { title, x, y, bars, lines = [], marks = [] } = chart;
  const places = Array.from(x.values);
  const half = halfStep(places);
  const axis = { ...x, room: half };
  const columns = [...bars, ...lines].map(({ values }) => values);
  const include = [0, ...marks, ...(y.include ?? [])];
  const plot = plotOf(size, axis, { ...y, include }, columns);
  if (plot === null || !columns.some((column) => Array.from(column).some(Number.isFinite))) return null;
  const room = 0.85 * 2 * (plot.x(places[0] + half) - plot.x(places[0]));
  const width = Math.min(24, room / Math.max(1, bars.length));
  const zero = plot.y(0);
  const rects = bars.flatMap(({ values, style }, b) =>
    places.map((place, i) => {
      if (!Number.isFinite(values[i])) return '';
      const left = plot.x(place) + (b - bars.length / 2) * width;
      const top = plot.y(values[i]);
      return `<rect class="bar ${classOf(style)}" x="${at(left)}" y="${at(Math.min(top, zero))}" width="${at(Math.max(0.6, width))}" height="${at(Math.abs(zero - top))}"/>`;
    }),
  );
  const key =
    (shape: Key['shape']) =>
    ({ name, style }: Line): Key => ({ name, style, shape });
  return {
    ...size,
    title,
    body: [
      plot.markup,
      ...rects,
      `<line class="axis zero" x1="${at(plot.left)}" x2="${at(plot.right)}" y1="${at(zero)}" y2="${at(zero)}"/>`,
      ...marks.map((level) => markAt(plot, level)),
      ...lines.map((each) => linePath(plot, places, each)),
    ].join(''),
    keys: [...bars.map(key('bar')), ...lines.map(key('line'))],
    frame: plot.frame,
  };
}
