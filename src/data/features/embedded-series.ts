/** `--embed N`: the number of the series in the panel, which a network replaces by N numbers that it learns for each series. */

import type { Feature } from './feature.ts';

export const embeddedSeries: Feature = {
  name: 'embedded series',
  columns: [],
  readsPrice: false,
  extraRows: 0,
  width: 1,
  isScaled: false,
  isOfSeries: true,
  isSeriesNumber: true,
  inputs: ({ number }) => [() => number],
};
