/** Points over two values: forecast against actual, calibration. */

import type { PlaceAxis, Plot, ValueAxis } from './axes.ts';
import { finiteRange, plotOf } from './axes.ts';
import type { Drawing, Key, Size } from './drawing.ts';
import { PANEL, at } from './drawing.ts';
import { linePath } from './line-chart.ts';
import type { LineStyle } from './styles.ts';
import { classOf } from './styles.ts';

export interface PointGroup {
  readonly name: string;
  readonly style: LineStyle;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Ends of vertical whiskers. */
  readonly lo?: ArrayLike<number>;
  readonly hi?: ArrayLike<number>;
  /** Whether neighboring points are joined, as in a calibration curve. */
  readonly isJoined?: true;
}

export interface ScatterChart {
  readonly title: string;
  readonly x: Omit<PlaceAxis, 'values' | 'kind'> & {
    readonly label: string;
    readonly domain?: readonly [number, number];
  };
  readonly y: ValueAxis;
  readonly groups: readonly PointGroup[];
  /** Whether x = y is drawn, where forecasts would be perfect; both axes then have the same range. */
  readonly hasDiagonal?: true;
}

/** More points than these are drawn smaller. */
const MANY = 60;

/** The chart; `null` if there is nothing to draw. */
export function scatterChart(
  { title, x, y, groups, hasDiagonal }: ScatterChart,
  size: Size = PANEL,
): Drawing | null {
  const xs = groups.map((group) => group.x);
  const ys = groups.flatMap((group) => [group.y, group.lo ?? [], group.hi ?? []]);
  const [ofX, ofY] = [x.domain ?? finiteRange(xs), y.domain ?? finiteRange([...ys, y.include ?? []])];
  if (ofX === null || ofY === null) return null;
  const both: readonly [number, number] = [Math.min(ofX[0], ofY[0]), Math.max(ofX[1], ofY[1])];
  const [horizontal, vertical] = hasDiagonal ? [both, both] : [ofX, ofY];
  const plot = plotOf(
    size,
    {
      kind: 'number',
      values: horizontal,
      label: x.label,
      ...(x.format !== undefined && { format: x.format }),
    },
    { ...y, include: [...vertical] },
    ys,
  );
  if (plot === null) return null;
  const diagonal = hasDiagonal
    ? `<line class="mark" x1="${at(plot.x(both[0]))}" x2="${at(plot.x(both[1]))}" y1="${at(plot.y(both[0]))}" y2="${at(plot.y(both[1]))}"/>`
    : '';
  return {
    ...size,
    title,
    body: [plot.markup, diagonal, ...groups.map((group) => pointsOf(plot, group))].join(''),
    keys: groups.map(({ name, style }): Key => ({ name, style, shape: 'dot' })),
  };
}

function pointsOf(plot: Plot, { x, y, lo, hi, style, isJoined }: PointGroup): string {
  const name = classOf(style);
  const known = Array.from({ length: x.length }, (_, i) => i).filter(
    (i) => Number.isFinite(x[i]) && Number.isFinite(y[i]),
  );
  const isMany = known.length > MANY;
  const whiskers = known.flatMap((i) => {
    const [from, to] = [lo?.[i] ?? NaN, hi?.[i] ?? NaN];
    return Number.isFinite(from) && Number.isFinite(to)
      ? [`<path class="whisker ${name}" d="M${at(plot.x(x[i]))},${at(plot.y(from))}V${at(plot.y(to))}"/>`]
      : [];
  });
  const dots = known.map(
    (i) =>
      `<circle class="dot ${name}${isMany ? ' faint' : ''}" cx="${at(plot.x(x[i]))}" cy="${at(plot.y(y[i]))}" r="${isMany ? 1.8 : 3}"/>`,
  );
  const order = known.toSorted((a, b) => x[a] - x[b]);
  const joined = isJoined
    ? linePath(
        plot,
        order.map((i) => x[i]),
        { values: order.map((i) => y[i]), style },
      )
    : '';
  return joined + whiskers.join('') + dots.join('');
}
