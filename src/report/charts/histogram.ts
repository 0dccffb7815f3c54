/** How often values fall into bins of equal width. */

import { bin } from 'd3-array';
import type { ValueAxis } from './axes.ts';
import { finiteRange, plotOf } from './axes.ts';
import type { Drawing, Size } from './drawing.ts';
import { PANEL, at } from './drawing.ts';
import { markAt } from './line-chart.ts';
import type { LineStyle } from './styles.ts';
import { classOf } from './styles.ts';

export interface Histogram {
  readonly title: string;
  readonly name: string;
  readonly style: LineStyle;
  readonly values: ArrayLike<number>;
  /** Unit of the values, below the chart. */
  readonly label: string;
  readonly format?: string;
  /** First and last edge; by default those of the values. Values outside are counted in the first and the last bin. */
  readonly domain?: readonly [number, number];
  /** Number of bins, about; without a domain edges are round numbers. */
  readonly bins?: number;
  /** Of the shares of values: `% of forecasts` by default. */
  readonly y?: ValueAxis;
  /** Values that are marked on the axis below, for example 0. */
  readonly marks?: readonly number[];
  /** The share of each bin if all were equally frequent is marked. */
  readonly isUniformMarked?: true;
}

/** The chart, with shares of all finite values; `null` if there is none. */
export function histogram(chart: Histogram, size: Size = PANEL): Drawing | null {
  const { title, name, style, label, format, marks = [], isUniformMarked } = chart;
  const values = Array.from(chart.values).filter(Number.isFinite);
  const range = chart.domain ?? finiteRange([values]);
  if (values.length === 0 || range === null) return null;
  const [least, most] = range[0] < range[1] ? range : [range[0] - 0.5, range[1] + 0.5];
  const count = chart.bins ?? 20;
  const inside = values.map((value) => Math.min(Math.max(value, least), most));
  const edges = Array.from({ length: count - 1 }, (_, i) => least + ((i + 1) / count) * (most - least));
  const bins = bin().domain([least, most]).thresholds(edges)(inside);
  const shares = bins.map((each) => each.length / values.length);
  const y = chart.y ?? { label: '% of forecasts', format: '%' };
  const plot = plotOf(
    size,
    { kind: 'number', values: [least, most], label, ...(format !== undefined && { format }) },
    { ...y, include: [0, ...(y.include ?? [])] },
    [shares],
  );
  if (plot === null) return null;
  const bars = bins.map(({ x0 = least, x1 = most }, i) => {
    const [left, right] = [plot.x(x0) + 0.5, plot.x(x1) - 0.5];
    const top = plot.y(shares[i]);
    return `<rect class="bar ${classOf(style)}" x="${at(left)}" y="${at(top)}" width="${at(Math.max(0.5, right - left))}" height="${at(Math.max(0, plot.y(0) - top))}"/>`;
  });
  const lines = marks
    .filter((mark) => mark >= least && mark <= most)
    .map(
      (mark) =>
        `<line class="mark" x1="${at(plot.x(mark))}" x2="${at(plot.x(mark))}" y1="${at(plot.top)}" y2="${at(plot.bottom)}"/>`,
    );
  const uniform = isUniformMarked ? [markAt(plot, 1 / bins.length)] : [];
  return {
    ...size,
    title,
    body: [plot.markup, ...bars, ...lines, ...uniform].join(''),
    keys: [{ name, style, shape: 'bar' }],
  };
}
