/** A table of counts whose cells are darker the larger their share of the row: actual against forecast classes. */

import type { Drawing, Size } from './drawing.ts';
import { PANEL, at, fitted, label, widthOf } from './drawing.ts';
import type { LineStyle } from './styles.ts';
import { classOf } from './styles.ts';

export interface MatrixChart {
  readonly title: string;
  readonly style: LineStyle;
  /** What the rows and the columns are. */
  readonly rows: string;
  readonly columns: string;
  /** Names of the classes, which both have. */
  readonly names: readonly string[];
  /** By row, then column. */
  readonly counts: readonly (readonly number[])[];
}

const TOP = 44;

/** The chart; `null` if there is nothing to count. */
export function matrixChart(chart: MatrixChart, size: Size = PANEL): Drawing | null {
  const { title, style, rows, columns, names, counts } = chart;
  const sums = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  if (!sums.some((sum) => sum > 0)) return null;
  const left = Math.max(...[rows, ...names].map(widthOf)) + 8;
  const [width, height] = [(size.width - left) / names.length, (size.height - TOP) / names.length];
  const cells = counts.flatMap((row, r) =>
    row.map((count, c) => {
      const share = sums[r] === 0 ? 0 : count / sums[r];
      const [x, y] = [left + c * width, TOP + r * height];
      // Shares are written, so colours only repeat them; the text stays readable on half of the colour.
      return (
        `<rect class="bar ${classOf(style)}" fill-opacity="${Math.round(50 * share) / 100}" x="${at(x + 1)}" y="${at(y + 1)}" width="${at(width - 2)}" height="${at(height - 2)}"/>` +
        label(`${Math.round(100 * share)} %`, x + width / 2, y + height / 2, {
          anchor: 'middle',
          className: 'strong',
        }) +
        label(String(count), x + width / 2, y + height / 2 + 15, { anchor: 'middle' })
      );
    }),
  );
  return {
    ...size,
    title,
    body: [
      label(fitted(columns, size.width - left), left + (size.width - left) / 2, 13, { anchor: 'middle' }),
      label(rows, 0, TOP - 10),
      ...names.map((name, c) => label(name, left + (c + 0.5) * width, TOP - 10, { anchor: 'middle' })),
      ...names.map((name, r) => label(name, 0, TOP + (r + 0.5) * height + 4)),
      ...cells,
    ].join(''),
    keys: [],
  };
}
