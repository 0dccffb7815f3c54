/** What each column of a file is read as, and how it was found: what a user checks before trusting a result. */

import { ohlcvColumns } from '../candles.ts';
import type { Reading } from './reading.ts';
import { isTimeKind, kindOf } from './header-names.ts';

/** How a column was found: by its header, by an option, by its cells, or assumed because there is no header line. */
export type Evidence = 'name' | 'cells' | 'no header line' | `--${string}`;

export interface ColumnUse {
  /** `time`, `close`, `series` and so on. */
  readonly use: string;
  readonly index: number;
  readonly foundBy: Evidence;
}

/** The columns that were read: times, the series, then numbers in the order of the file. */
export function columnUses(reading: Reading): readonly ColumnUse[] {
  const { header, headerLines, columns, asked, foundSeries, inferred } = reading;
  const { time, secondTime, uniqueId, forecast, numbers, constants } = columns;
  const found = (index: number, isNamed = true): Evidence => {
    if (headerLines.length === 0) return 'no header line';
    return isNamed && !inferred.some(({ column }) => column === header[index]) ? 'name' : 'cells';
  };
  const uses: ColumnUse[] = [
    {
      use: 'time',
      index: time,
      foundBy:
        asked.timeColumn === undefined ? found(time, isTimeKind(kindOf(header[time]))) : '--time-column',
    },
  ];
  if (secondTime !== undefined) uses.push({ use: 'time, checked', index: secondTime, foundBy: 'name' });
  if (uniqueId !== undefined) {
    const foundBy = foundSeries.length > 0 ? 'cells' : 'name';
    uses.push({
      use: 'series',
      index: uniqueId,
      foundBy: asked.seriesColumn !== undefined ? '--series-column' : foundBy,
    });
  }
  for (const { key, index } of numbers.toSorted((a, b) => a.index - b.index)) {
    const isAsked = index === forecast.index && !isStandard(asked.column ?? 'close');
    uses.push({ use: key, index, foundBy: isAsked ? '--column' : found(index) });
  }
  for (const { key, index } of constants) uses.push({ use: key, index, foundBy: '--static' });
  return uses;
}

const isStandard = (name: string): boolean => ohlcvColumns.some((each) => each === name.toLowerCase());
