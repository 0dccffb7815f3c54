/**
 * `--known-ahead NAME`: a column whose future is known when a forecast is made, or a place in the calendar. With L rows of a window
 * and a horizon of h, row r has its own value, and those of the rows
 *
 *     r + h, r + h - L, r + h - 2L, …, as long as they are after r.
 *
 * So the window of an origin o has every row from o + 1 to o + h once, and none after them.
 */

import { column } from './column.ts';
import type { Feature } from './feature.ts';
import { hour } from './hour.ts';
import { month } from './month.ts';
import { weekday } from './weekday.ts';

/** Calendar features; any other name is a column. */
const calendar = [hour, weekday, month];

/** The feature of this name; `undefined` for what names none. A column may be written with or without `column:`. */
export function knownAhead(name: string): Feature | undefined {
  // As in columns, case does not count.
  for (const family of [...calendar, column]) {
    const feature = family.parse(name.trim().toLowerCase());
    if (feature !== undefined) return feature;
  }
  return column.parse(`column:${name}`);
}

/** The rows after each row that its inputs are from, 0 among them. */
export function aheadOffsets({
  horizon,
  inputSize,
}: {
  readonly horizon: number;
  readonly inputSize: number;
}): readonly number[] {
  const offsets = [0];
  for (let offset = horizon; offset > 0; offset -= inputSize) offsets.push(offset);
  return offsets;
}
