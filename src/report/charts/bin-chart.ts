/** Bars of unequal width over a number, with whiskers: how often each range came, against how often it should. */

import type { ValueAxis } from './axes.ts';
import { plotOf } from './axes.ts';
import type { Drawing, Size } from './drawing.ts';
import { PANEL, at } from './drawing.ts';
import { markAt } from './line-chart.ts';
import type { LineStyle } from './styles.ts';
import { classOf } from './styles.ts';

export interface BinChart {
  readonly title: string;
  readonly name: string;
  readonly style: LineStyle;
  /** Ends of the bins, ascending: one more than there are values. */
  readonly edges: readonly number[];
  readonly values: readonly number[];
  /** Ends of whiskers. */
  readonly lo: readonly number[];
  readonly hi: readonly number[];
  /** Below the chart. */
  readonly label: string;
  readonly format?: string;
  readonly y: ValueAxis;
  readonly marks: readonly number[];
}

/** The chart; `null` if no value is finite. */
export function binChart(chart: BinChart, size: Size = PANEL): Drawing | null {
  const { title, name, style, edges, values, lo, hi, label, format, y, marks } = chart;
  if (!values.some(Number.isFinite)) return null;
  const plot = plotOf(
    size,
    { kind: 'number', values: edges, label, ...(format !== undefined && { format }) },
    { ...y, include: [0, ...marks, ...(y.include ?? [])] },
    [values, lo, hi],
  );
  if (plot === null) return null;
  const styled = classOf(style);
  const zero = plot.y(0);
  const bars = values.map((value, i) => {
    if (!Number.isFinite(value)) return '';
    const [left, right] = [plot.x(edges[i]) + 0.5, plot.x(edges[i + 1]) - 0.5];
    const middle = at((left + right) / 2);
    return (
      `<rect class="bar ${styled} faint" x="${at(left)}" y="${at(plot.y(value))}" width="${at(Math.max(0.6, right - left))}" height="${at(zero - plot.y(value))}"/>` +
      `<path class="whisker actual" d="M${middle},${at(plot.y(lo[i]))}V${at(plot.y(hi[i]))}"/>`
    );
  });
  return {
    ...size,
    title,
    body: [plot.markup, ...bars, ...marks.map((level) => markAt(plot, level))].join(''),
    keys: [{ name, style, shape: 'bar' }],
  };
}
