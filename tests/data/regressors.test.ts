/** Leverage and jumps from candles. */
import { expect, test } from 'vitest';
import type { Candles } from '../../src/data/candles.ts';
import { buildPanel } from '../../src/data/panel.ts';
import { withRegressors } from '../../src/data/regressors.ts';
import { UsageError } from '../../src/errors.ts';
import { candlesOf, DAY, START } from '../helpers/panels.ts';

const times = [0, 1, 2, 4].map((day) => START + day * DAY);
const candles = candlesOf('A', times, [100, 110, 99, 99]);
const built: Candles = {
  ...candles,
  columns: {
    ...candles.columns,
    'realised-variance': Float64Array.of(4, 1, 2, 3),
    'bipower-variation': Float64Array.of(2, 2, 0, NaN),
  },
};

test('leverage is the log return to the close before, in percent', () => {
  const { leverage } = withRegressors(candles, ['leverage']).columns;
  expect(leverage).toBeAllClose([NaN, 100 * Math.log(1.1), 100 * Math.log(0.9), 0], { rtol: 1e-12 });
});

test('jumps are the log of the variance over that without jumps, at least 0, and unknown without a variance', () => {
  expect(withRegressors(built, ['jumps']).columns.jumps).toBeAllClose([Math.LN2, 0, NaN, NaN], {
    rtol: 1e-12,
  });
});

test('candles that were not built from smaller ones have no jumps', () => {
  expect(() => withRegressors(candles, ['jumps'])).toThrow(UsageError);
  expect(() => withRegressors(candles, ['jumps'])).toThrow(
    'expected realised-variance, bipower-variation in A.csv for `--har jumps`, got no `realised-variance`',
  );
});

test('a panel has them on its rows, and in the digest of its series', () => {
  const regressed = withRegressors(candles, ['leverage']);
  const [plain] = buildPanel([regressed], 'close', 'drop-windows').panel.series;
  const [series] = buildPanel([regressed], 'close', 'drop-windows', { others: ['leverage'] }).panel.series;
  expect(plain.others).toBeUndefined();
  expect(series.others!.leverage).toBeAllClose([NaN, 100 * Math.log(1.1), 100 * Math.log(0.9), NaN, 0], {
    rtol: 1e-12,
  });
  expect(series.digest).not.toBe(plain.digest);
});
