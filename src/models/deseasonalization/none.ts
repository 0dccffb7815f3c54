import type { Panel } from '../../data/panel.ts';
import type { Deseasonalization, Seasons, SeasonlessPanel } from './deseasonalization.ts';

const seasons: Seasons = {
  on: ({ series: all }: Panel): SeasonlessPanel => ({
    values: (series) => all[series].values,
    ahead: (series, origin, step) => all[series].values[origin + step],
    price: (_, __, ___, value) => value,
  }),
  state: () => [],
};

export const none: Deseasonalization = {
  name: 'none',
  needsSeason: false,
  extraRows: () => 0,
  isDifference: false,
  target: (target) => target,
  fit: () => seasons,
  restore: () => seasons,
};
