/** Candlesticks over times, with lines and a band on top. A hollow body is a rise, a filled one a fall. */

import type { ValueAxis } from './axes.ts';
import { halfStep, plotOf } from './axes.ts';
import type { Drawing, Key, Size } from './drawing.ts';
import { WIDE, at } from './drawing.ts';
import { bandPath, linePath } from './line-chart.ts';
import type { Band, Line } from './line-chart.ts';

export interface CandleChart {
  readonly title: string;
  /** Milliseconds of each candle's open. */
  readonly time: ArrayLike<number>;
  readonly open: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly close: ArrayLike<number>;
  readonly y: ValueAxis;
  /** Values by candle. */
  readonly lines?: readonly Line[];
  readonly bands?: readonly Band[];
}

/** The chart; `null` if there is no candle. */
export function candleChart(chart: CandleChart, size: Size = WIDE): Drawing | null {
  const { title, open, high, low, close, y, lines = [], bands = [] } = chart;
  const times = Array.from(chart.time);
  const half = halfStep(times);
  const axis = { kind: 'time', values: times, room: half } as const;
  const columns = [
    low,
    high,
    ...lines.map(({ values }) => values),
    ...bands.flatMap(({ lo, hi }) => [lo, hi]),
  ];
  const plot = times.length === 0 ? null : plotOf(size, axis, y, columns);
  if (plot === null) return null;
  const width = Math.max(1, Math.min(14, 1.4 * (plot.x(times[0] + half) - plot.x(times[0]))));
  const candles = times.map((time, i) => {
    if (![open[i], high[i], low[i], close[i]].every(Number.isFinite)) return '';
    const kind = close[i] >= open[i] ? 'up' : 'down';
    const x = at(plot.x(time));
    const [top, bottom] = [plot.y(Math.max(open[i], close[i])), plot.y(Math.min(open[i], close[i]))];
    return (
      `<path class="wick ${kind}" d="M${x},${at(plot.y(high[i]))}V${at(top)}M${x},${at(bottom)}V${at(plot.y(low[i]))}"/>` +
      `<rect class="body ${kind}" x="${at(plot.x(time) - width / 2)}" y="${at(top)}" width="${at(width)}" height="${at(Math.max(0.5, bottom - top))}"/>`
    );
  });
  return {
    ...size,
    title,
    body: [
      plot.markup,
      ...bands.map((band) => bandPath(plot, band.places ?? times, band)),
      ...candles,
      ...lines.map((line) => linePath(plot, line.places ?? times, line)),
    ].join(''),
    frame: plot.frame,
    keys: [
      ...lines.map(({ name, style }): Key => ({ name, style, shape: 'line' })),
      ...bands.map(({ name, style }): Key => ({ name, style, shape: 'band' })),
    ],
  };
}
