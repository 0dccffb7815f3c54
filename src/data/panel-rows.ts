/** Some rows of a panel, as if there were no others. */

import { digestOf } from '../text/digest.ts';
import type { Panel, Series } from './panel.ts';

/**
 * The rows `start`..`cutoff`: a model that is fitted on them cannot see what comes later. After them only the calendar is known. All
 * series stay; one without a value in these rows has 0 `rows`.
 */
export function panelRows(panel: Panel, start: number, cutoff: number): Panel {
  const part = (column: Float64Array): Float64Array => column.slice(start, cutoff + 1);
  const time = part(panel.time);
  const { calendar = panel.time } = panel;
  const ahead = calendar.length - panel.time.length;
  const known = ahead > 0 && { calendar: calendar.slice(start, cutoff + 1 + ahead) };
  const beside = (column: Float64Array): Float64Array => {
    const rows = new Float64Array(time.length + ahead).fill(NaN);
    rows.set(part(column));
    return rows;
  };
  const series = panel.series.map((each): Series => {
    const { others } = each;
    const observed = part(each.observed);
    const isPresent = (value: number): boolean => !Number.isNaN(value);
    return {
      ...each,
      values: each.values === each.observed ? observed : part(each.values),
      observed,
      ...(others && {
        others: Object.fromEntries(Object.entries(others).map(([name, column]) => [name, beside(column)])),
      }),
      first: observed.findIndex(isPresent),
      last: observed.findLastIndex(isPresent),
      rows: observed.reduce((count, value) => (isPresent(value) ? count + 1 : count), 0),
      digest: digestOf(time, observed),
    };
  });
  return { ...panel, time, ...known, series };
}
