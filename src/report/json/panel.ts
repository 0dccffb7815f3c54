/** Each series of a panel as JSON. */

import type { Panel } from '../../data/panel.ts';
import { seriesSpan } from '../format/time-spans.ts';
import { formatTime } from '../format/units.ts';

/** Each series with its rows, span and digest. */
export function dataJson(panel: Panel): object[] {
  return panel.series.map((series) => {
    const span = seriesSpan(panel, series);
    const { id, rows, digest } = series;
    return { id, rows, from: formatTime(span.first), to: formatTime(span.last), digest };
  });
}
