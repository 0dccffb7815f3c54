import { expect, test } from 'vitest';
import { modelNamed } from '../../src/models/index.ts';
import type { ModelOptions } from '../../src/models/model.ts';
import { optionsOf, panelOf } from '../helpers/panels.ts';

const panel = panelOf([
  [10, 12, 11, 15, 14, 18],
  [1, 2, 3, 4, 5, 6],
]);
const rows = { fold: 0, start: 0, cutoff: 4 };

async function forecast(name: string, overrides: Partial<ModelOptions>): Promise<number[]> {
  const forecaster = await modelNamed(name).fit(panel, rows, optionsOf(overrides));
  return [...forecaster.forecast(panel, { series: Int32Array.of(0, 1), row: Int32Array.of(4, 5) })];
}

test('naive repeats the value at the origin', async () => {
  expect(await forecast('naive', { horizon: 2 })).toEqual([14, 14, 6, 6]);
});

test('drift continues the line from the first training row to the last', async () => {
  // Series A: (14 - 10) / 4 = 1 a row from 14. Series B: 1 a row, from row 5 though its fit ended at row 4.
  expect(await forecast('drift', { horizon: 2 })).toEqual([15, 16, 7, 8]);
});

test('seasonal-naive repeats the last season over the whole horizon', async () => {
  // Season of 2 from row 4: rows 3, 4, 3; from row 5 of series B: rows 4, 5, 4.
  expect(await forecast('seasonal-naive', { horizon: 3, seasonality: 2 })).toEqual([15, 14, 15, 5, 6, 5]);
});

test('seasonal-naive with a season of 1 is naive', async () => {
  expect(await forecast('seasonal-naive', { horizon: 2 })).toEqual(await forecast('naive', { horizon: 2 }));
});
