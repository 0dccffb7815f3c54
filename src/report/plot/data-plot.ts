/** What a source has: candlesticks, or a line where there are no whole candles. */

import type { Candles } from '../../data/candles.ts';
import { own } from '../../text/own.ts';
import { formatCount, formatTime, plural } from '../format/units.ts';
import { candlePlot } from './candle-plot.ts';
import type { PlotArea } from './frame.ts';
import { linePlot } from './line-plot.ts';

/** Series that are drawn, and the lines of each if there are several. */
const SERIES_DRAWN = 3;
const SMALL_HEIGHT = 10;

/**
 * A drawing for each of the first series.
 * @param column - the one to forecast; a line of it is drawn unless it is the close of whole candles
 */
export function plotData(candles: readonly Candles[], column: string, area: PlotArea): string {
  const height = candles.length === 1 ? area.height : Math.min(area.height, SMALL_HEIGHT);
  const drawn = candles.slice(0, SERIES_DRAWN).map((one) => drawingOf(one, column, { ...area, height }));
  const more = candles.length - SERIES_DRAWN;
  return [
    ...drawn.filter((drawing) => drawing !== ''),
    ...(more > 0 ? [`and ${formatCount(more)} more series`] : []),
  ].join('\n\n');
}

function drawingOf({ id, time, columns }: Candles, column: string, area: PlotArea): string {
  const { open, high, low, close } = columns as Partial<Record<string, Float64Array>>;
  const values = own(columns, column);
  const span = `${plural(time.length, 'row')}, ${formatTime(time[0])} to ${formatTime(time[time.length - 1])}`;
  if (open && high && low && close && values === close)
    return candlePlot(`${id}: ${span}`, { time, open, high, low, close }, area);
  if (values === undefined) return '';
  return linePlot(
    { title: `${id}, ${column}: ${span}`, lines: [{ name: column, x: time, y: values, isMain: true }] },
    area,
  );
}
