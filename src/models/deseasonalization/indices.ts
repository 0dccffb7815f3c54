/** Values without the seasonal indices of their series, as `seasonal-adjustment.ts` finds them in the training rows. */

import type { Panel } from '../../data/panel.ts';
import { adjusted, findSeason, kindNumber, seasonOfNumbers, withSeason } from '../seasonal-adjustment.ts';
import type { Season } from '../seasonal-adjustment.ts';
import type { StateReader } from '../state.ts';
import type { Deseasonalization, Seasons } from './deseasonalization.ts';

export const indices: Deseasonalization = {
  name: 'indices',
  needsSeason: true,
  extraRows: () => 0,
  isDifference: false,
  target: (target) => target,
  fit: (panel, rows, options) =>
    seasonsOf(
      panel.series.map((series) => findSeason(series, rows, options)),
      rows.cutoff,
      options.seasonality,
    ),
  restore(panel, state, cutoff, { seasonality }) {
    return seasonsOf(indicesOf(state, panel.series.length, seasonality), cutoff, seasonality);
  },
};

/** The season of each series, from its arrays in a state. */
export function indicesOf(state: StateReader, count: number, seasonality: number): readonly Season[] {
  const kinds = state.f64('season.kind', [count]);
  const values = state.f64('season.indices', [count, seasonality]);
  return Array.from(kinds, (kind, s) =>
    seasonOfNumbers(kind, values.slice(s * seasonality, (s + 1) * seasonality)),
  );
}

function seasonsOf(seasons: readonly Season[], cutoff: number, seasonality: number): Seasons {
  return {
    on({ series: all }: Panel) {
      const columns: Float64Array[] = [];
      const values = (series: number): Float64Array =>
        (columns[series] ??= adjusted(all[series].values, seasons[series], cutoff));
      return {
        values,
        ahead: (series, origin, step) => values(series)[origin + step],
        price: (series, origin, step, value) => withSeason(value, seasons[series], origin + step, cutoff),
      };
    },
    state() {
      const flat = new Float64Array(seasons.length * seasonality);
      seasons.forEach((season, s) => flat.set(season.indices, s * seasonality));
      return [
        { name: 'season.kind', shape: [seasons.length], values: Float64Array.from(seasons, kindNumber) },
        { name: 'season.indices', shape: [seasons.length, seasonality], values: flat },
      ];
    },
  };
}
