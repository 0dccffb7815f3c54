/**
 * `--with-series ID`: the log return of another series of the panel in the same row. Unknown in that series itself, which sees
 * its own returns anyway: so what a model of all series learns of it is how the others follow.
 */

import { log } from '../../math/elementary.ts';
import { ofPrice } from './families.ts';
import type { Feature } from './feature.ts';

export function otherSeries(id: string): Feature {
  return {
    ...ofPrice,
    name: `series:${id}`,
    series: id,
    extraRows: 1,
    inputs(rows) {
      if (rows.id === id) return [() => NaN];
      const price = rows.priceOf(id);
      return [(row) => log(price[row] / price[row - 1])];
    },
  };
}
