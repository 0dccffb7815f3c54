/** `column:NAME`: the value of another column of the candles, as it is. */

import type { FeatureFamily } from './feature.ts';

const PREFIX = 'column:';

export const column: FeatureFamily = {
  form: 'column:NAME',
  example: 'column:volume',
  parse(text) {
    // Sources spell columns differently, so case does not count.
    const name = text.startsWith(PREFIX) ? text.slice(PREFIX.length).trim().toLowerCase() : '';
    if (name === '') return undefined;
    return {
      name: PREFIX + name,
      columns: [name],
      readsPrice: false,
      extraRows: 0,
      width: 1,
      isScaled: true,
      inputs(rows) {
        const values = rows.column(name);
        return [(row) => values[row]];
      },
    };
  },
};
