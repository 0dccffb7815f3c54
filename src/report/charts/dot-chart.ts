/** Dots with whiskers for their uncertainty, over numbers or times: scores by step or fold around those of the benchmark. */

import type { PlaceAxis, Plot, ValueAxis } from './axes.ts';
import { halfStep, plotOf } from './axes.ts';
import type { Drawing, Key, Size } from './drawing.ts';
import { PANEL, at } from './drawing.ts';
import { markAt } from './line-chart.ts';
import type { LineStyle } from './styles.ts';
import { classOf } from './styles.ts';

/** Values of one model, as many as the places; `NaN` leaves one out. */
export interface Dots {
  readonly name: string;
  readonly style: LineStyle;
  readonly values: ArrayLike<number>;
  /** Ends of the whiskers; without them, or where one is `NaN`, a dot has none. */
  readonly lo?: ArrayLike<number>;
  readonly hi?: ArrayLike<number>;
}

export interface DotChart {
  readonly title: string;
  readonly x: PlaceAxis;
  readonly y: ValueAxis;
  readonly groups: readonly Dots[];
  readonly marks?: readonly number[];
}

/** Dots of several models at one place stand side by side, so far apart at most. */
const MOST_APART = 7;

/** The chart; `null` if there is nothing to draw. */
export function dotChart({ title, x, y, groups, marks = [] }: DotChart, size: Size = PANEL): Drawing | null {
  const columns = groups.flatMap(({ values, lo = [], hi = [] }) => [values, lo, hi]);
  // Half a place of room on both sides, so that no dot is on the axis.
  const places = [...Array.from(x.values)];
  const half = halfStep(places);
  const axis = { ...x, room: half };
  const plot = plotOf(size, axis, { ...y, include: [...(y.include ?? []), ...marks] }, columns);
  if (plot === null || !groups.some(({ values }) => Array.from(values).some(Number.isFinite))) return null;
  const room = (plot.x(places[0] + half) - plot.x(places[0])) * 1.6;
  const apart = Math.min(MOST_APART, room / Math.max(1, groups.length));
  const body = groups.map((group, g) => {
    const shift = (g - (groups.length - 1) / 2) * apart;
    return dotsOf(plot, places, group, shift);
  });
  return {
    ...size,
    title,
    body: [plot.markup, ...marks.map((level) => markAt(plot, level)), ...body].join(''),
    frame: plot.frame,
    keys: groups.map(({ name, style }): Key => ({ name, style, shape: 'dot' })),
  };
}

function dotsOf(
  plot: Plot,
  places: readonly number[],
  { values, lo, hi, style }: Dots,
  shift: number,
): string {
  const name = classOf(style);
  return places
    .map((place, i) => {
      if (!Number.isFinite(values[i])) return '';
      const x = at(plot.x(place) + shift);
      const [from, to] = [lo?.[i] ?? NaN, hi?.[i] ?? NaN];
      const whisker =
        Number.isFinite(from) && Number.isFinite(to)
          ? `<path class="whisker ${name}" d="M${x},${at(plot.y(from))}V${at(plot.y(to))}"/>`
          : '';
      return `${whisker}<circle class="dot ${name}" cx="${x}" cy="${at(plot.y(values[i]))}" r="3"/>`;
    })
    .join('');
}
