/** Candlesticks as text: high to low as a thin line, open to close as a body. More candles than columns are joined. */

import { timeTicks } from '../format/ticks.ts';
import type { Canvas } from './canvas.ts';
import type { PlotArea, PlotScale } from './frame.ts';
import { framed, legendEntry } from './frame.ts';
import { inks } from './inks.ts';

/** Candles by row; a row whose close is not finite is missing. */
export interface PlottedCandles {
  readonly time: ArrayLike<number>;
  readonly open: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly close: ArrayLike<number>;
}

interface Candle {
  readonly at: number;
  readonly open: number;
  high: number;
  low: number;
  close: number;
}

/** The drawing; empty if there is no candle. */
export function candlePlot(title: string, candles: PlottedCandles, area: PlotArea): string {
  const rows = Array.from({ length: candles.time.length }, (_, i) => i).filter((i) => isWhole(candles, i));
  if (rows.length === 0) return '';
  const [least, most] = [reduced(rows, candles.low, Math.min), reduced(rows, candles.high, Math.max)];
  const [first, last] = [candles.time[rows[0]], candles.time[rows[rows.length - 1]]];
  const signs = area.isUtf8 ? UTF8 : ASCII;
  return framed(
    {
      title: (columns) =>
        rows.length <= columns
          ? title
          : `${title}, about ${Math.round(rows.length / columns)} in each candle`,
      values: { least, most },
      places: { least: first, most: last },
      ticks: timeTicks,
      legend: [
        legendEntry(signs.rising, 'close above open', inks.skyBlue),
        legendEntry(signs.falling, 'close below open', inks.vermilion),
        legendEntry(signs.wick, 'high to low'),
      ],
      draw: (canvas, scale) => {
        for (const [column, candle] of byColumn(candles, rows, canvas, scale))
          drawCandle(canvas, scale, column, candle, signs);
      },
    },
    area,
  );
}

const UTF8 = { rising: '║', falling: '┃', wick: '│' } as const;
const ASCII = { rising: 'O', falling: '#', wick: '|' } as const;

function isWhole({ time, open, high, low, close }: PlottedCandles, i: number): boolean {
  return [time, open, high, low, close].every((column) => Number.isFinite(column[i]));
}

const reduced = (
  rows: readonly number[],
  values: ArrayLike<number>,
  pick: (a: number, b: number) => number,
): number => rows.reduce((found, i) => pick(found, values[i]), values[rows[0]]);

/** The candles of each column as one: the first open, the last close, the extremes. */
function byColumn(
  { time, open, high, low, close }: PlottedCandles,
  rows: readonly number[],
  canvas: Canvas,
  scale: PlotScale,
): ReadonlyMap<number, Candle> {
  const found = new Map<number, Candle>();
  for (const i of rows) {
    const column = Math.floor((scale.x(time[i]) * canvas.columns) / canvas.width);
    const candle = found.get(column);
    if (candle === undefined)
      found.set(column, { at: time[i], open: open[i], high: high[i], low: low[i], close: close[i] });
    else {
      candle.high = Math.max(candle.high, high[i]);
      candle.low = Math.min(candle.low, low[i]);
      candle.close = close[i];
    }
  }
  return found;
}

function drawCandle(
  canvas: Canvas,
  scale: PlotScale,
  column: number,
  { open, high, low, close }: Candle,
  signs: typeof UTF8 | typeof ASCII,
): void {
  const rowOf = (value: number): number => Math.floor((scale.y(value) * canvas.rows) / canvas.height);
  const isRising = close >= open;
  const ink = isRising ? inks.skyBlue : inks.vermilion;
  for (let row = rowOf(high); row <= rowOf(low); row++) canvas.put(column, row, signs.wick, ink);
  const [top, bottom] = [rowOf(Math.max(open, close)), rowOf(Math.min(open, close))];
  for (let row = top; row <= bottom; row++)
    canvas.put(column, row, isRising ? signs.rising : signs.falling, ink);
}
