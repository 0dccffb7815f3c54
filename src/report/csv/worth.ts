/** The accounts of models as CSV, for a spreadsheet that checks them. */

import type { Worth } from '../../evaluation/worth/worth.ts';
import { formatTime } from '../format/units.ts';
import { csvLine } from './cells.ts';

/** One line per period, by the time at which it ends: `ds,buy-and-hold,<model>,…`, returns after costs. */
export function* worthCsv({ time, buyAndHold, models }: Worth): Generator<string> {
  yield csvLine(['ds', 'buy-and-hold', ...models.map(({ model }) => model)]);
  for (let t = 0; t + 1 < time.length; t++)
    yield csvLine([formatTime(time[t + 1]), buyAndHold.net[t], ...models.map(({ net }) => net[t])]);
}
