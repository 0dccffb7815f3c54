/** Lines over times or numbers, with a band beneath them. */

import { area, line } from 'd3-shape';
import type { PlaceAxis, Plot, ValueAxis } from './axes.ts';
import { plotOf } from './axes.ts';
import type { Drawing, Key, Size } from './drawing.ts';
import { PANEL, at } from './drawing.ts';
import type { LineStyle } from './styles.ts';
import { classOf } from './styles.ts';

export interface Line {
  readonly name: string;
  readonly style: LineStyle;
  /** As many as the places; `NaN` leaves a gap. */
  readonly values: ArrayLike<number>;
  /** Where the values are, if not at those of the chart; inside their range. */
  readonly places?: ArrayLike<number>;
}

export interface Band {
  readonly name: string;
  readonly style: LineStyle;
  readonly lo: ArrayLike<number>;
  readonly hi: ArrayLike<number>;
  readonly places?: ArrayLike<number>;
}

export interface LineChart {
  /** Text alternative: what is shown, of what, from when to when. */
  readonly title: string;
  readonly x: PlaceAxis;
  readonly y: ValueAxis;
  readonly lines: readonly Line[];
  readonly bands?: readonly Band[];
  /** Levels that are marked, for example 1 for U2. */
  readonly marks?: readonly number[];
}

/** The chart; `null` if there is nothing to draw. */
export function lineChart(chart: LineChart, size: Size = PANEL): Drawing | null {
  const { title, x, y, lines, bands = [], marks = [] } = chart;
  const columns = [...lines.map(({ values }) => values), ...bands.flatMap(({ lo, hi }) => [lo, hi])];
  const plot = plotOf(size, x, { ...y, include: [...(y.include ?? []), ...marks] }, columns);
  if (plot === null || columns.length === 0) return null;
  const body = [
    plot.markup,
    ...bands.map((band) => bandPath(plot, band.places ?? x.values, band)),
    ...marks.map((level) => markAt(plot, level)),
    ...lines.map((each) => linePath(plot, each.places ?? x.values, each)),
  ];
  return { ...size, title, body: body.join(''), keys: keysOf(lines, bands), frame: plot.frame };
}

/** A marked level from the left to the right. */
export function markAt(plot: Plot, level: number): string {
  return `<line class="mark" x1="${at(plot.left)}" x2="${at(plot.right)}" y1="${at(plot.y(level))}" y2="${at(plot.y(level))}"/>`;
}

/** A line with gaps where a value is missing; a value between two gaps is a dot. */
export function linePath(
  plot: Plot,
  places: ArrayLike<number>,
  { values, style }: Omit<Line, 'name'>,
): string {
  const indices = indicesOf(places);
  const isKnown = (i: number): boolean => Number.isFinite(values[i] ?? NaN);
  const path = line<number>(
    (i) => plot.x(places[i]),
    (i) => plot.y(values[i]),
  )
    .defined(isKnown)
    .digits(1);
  const lonely = indices.filter((i) => isKnown(i) && !isKnown(i - 1) && !isKnown(i + 1));
  const dots = lonely.map(
    (i) =>
      `<circle class="dot ${classOf(style)}" cx="${at(plot.x(places[i]))}" cy="${at(plot.y(values[i]))}" r="2.5"/>`,
  );
  return `<path class="line ${classOf(style)}" d="${path(indices) ?? ''}"/>${dots.join('')}`;
}

export function bandPath(
  plot: Plot,
  places: ArrayLike<number>,
  { lo, hi, style }: Omit<Band, 'name'>,
): string {
  const path = area<number>()
    .x((i) => plot.x(places[i]))
    .y0((i) => plot.y(lo[i]))
    .y1((i) => plot.y(hi[i]))
    .defined((i) => Number.isFinite(lo[i]) && Number.isFinite(hi[i]))
    .digits(1);
  return `<path class="area ${classOf(style)}" d="${path(indicesOf(places)) ?? ''}"/>`;
}

function keysOf(lines: readonly Line[], bands: readonly Band[]): readonly Key[] {
  return [
    ...lines.map(({ name, style }): Key => ({ name, style, shape: 'line' })),
    ...bands.map(({ name, style }): Key => ({ name, style, shape: 'band' })),
  ];
}

function indicesOf(places: ArrayLike<number>): number[] {
  return Array.from({ length: places.length }, (_, i) => i);
}
