/** Fits are read from the store as they were written. */
import path from 'node:path';
import { expect, test } from 'vitest';
import type { FitResult } from '../../src/backtest/tasks.ts';
import { openStore } from '../../src/store/store.ts';
import { temporaryFolder } from '../helpers/files.ts';

const result: FitResult = {
  model: 'gru',
  member: 1,
  fold: 2,
  // Numbers that need all decimals, and numbers that JSON does not have.
  yhat: Float64Array.of(0.1 + 0.2, 5e-324, -0.5, 1.7976931348623157e308, 1 / 3),
  intervals: [{ level: 80, lo: Float64Array.of(NaN, 1), hi: Float64Array.of(2, 3) }],
  probabilities: [Float64Array.of(0.25, NaN), Float64Array.of(0.5, NaN), Float64Array.of(0.25, NaN)],
  parameters: 10,
  epochs: undefined,
  seconds: 0.25,
  state: [
    { name: 'scaler.scale', shape: [1], values: Float64Array.of(0.1 + 0.2) },
    { name: 'layers.0.W', shape: [2, 2], values: Float32Array.of(0.1, NaN, -0, 3e38) },
  ],
};

test('a stored fit is the same, to the bit, after the store is reopened', async () => {
  const file = path.join(await temporaryFolder(), 'store.sqlite');
  const first = openStore(file);
  expect(first.journal.find('a')).toBeUndefined();
  first.journal.keep('a', result);
  first.close();
  const again = openStore(file);
  expect(again.journal.find('a')).toEqual(result);
  again.journal.keep('a', { ...result, fold: 3 });
  expect(again.journal.find('a')?.fold).toBe(3);
  again.close();
});
