/** A place in a cycle as sine and cosine, so that its end is next to its start. */

import { cos, sin } from '../../math/elementary.ts';
import { single } from './families.ts';
import type { FeatureFamily } from './feature.ts';

/**
 * A calendar feature.
 * @param place - share of the cycle that has passed at a time, from 0 to below 1
 */
export function cycle(word: string, place: (date: Date) => number): FeatureFamily {
  return single(word, {
    columns: [],
    readsPrice: false,
    extraRows: 0,
    width: 2,
    labels: ['sine', 'cosine'],
    // Between -1 and 1, whatever the training rows are.
    isScaled: false,
    inputs({ time }) {
      const angle = (row: number): number => 2 * Math.PI * place(new Date(time[row]));
      return [(row) => sin(angle(row)), (row) => cos(angle(row))];
    },
  });
}
