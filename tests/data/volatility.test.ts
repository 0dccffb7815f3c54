import { describe, expect, test } from 'vitest';
import type { Candles } from '../../src/data/candles.ts';
import { quantities } from '../../src/data/quantities.ts';
import { VOLATILITY_COLUMN, withVolatility } from '../../src/data/volatility.ts';
import { DataError, UsageError } from '../../src/errors.ts';
import type { VolatilityName } from '../../src/data/volatility.ts';
import { Random } from '../../src/math/random.ts';
import { mean } from '../../src/math/statistics.ts';
import { textsOf } from '../../src/text/warning.ts';

type Row = readonly [open: number, high: number, low: number, close: number];

function candlesOf(rows: readonly Row[]): Candles {
  const column = (i: number): Float64Array => Float64Array.from(rows, (row) => row[i]);
  return {
    id: 'A',
    source: 'A.csv',
    time: Float64Array.from(rows, (_, i) => i),
    columns: { open: column(0), high: column(1), low: column(2), close: column(3) },
    lines: Int32Array.from(rows, (_, i) => i + 2),
  };
}

const variancesOf = (rows: readonly Row[], name: VolatilityName): number[] =>
  Array.from(withVolatility(candlesOf(rows), name).candles.columns[VOLATILITY_COLUMN], (v) =>
    Math.exp(2 * v),
  );

test('are the formulas of Parkinson and of Garman and Klass', () => {
  const rows: Row[] = [[100, 110, 95, 105]];
  const [range, change] = [Math.log(110 / 95), Math.log(105 / 100)];
  expect(variancesOf(rows, 'parkinson')[0]).toBeCloseTo(range ** 2 / (4 * Math.LN2), 14);
  expect(variancesOf(rows, 'garman-klass')[0]).toBeCloseTo(
    range ** 2 / 2 - (2 * Math.LN2 - 1) * change ** 2,
    14,
  );
});

describe.each(['parkinson', 'garman-klass'] as const)('%s', (name) => {
  test('finds the variance of a random walk within the row, and less noisily than its close alone', () => {
    const random = new Random(3);
    const [STEPS, SIGMA] = [1000, 0.02];
    const rows = Array.from({ length: 2000 }, (): Row => {
      let [price, high, low] = [100, 100, 100];
      for (let i = 0; i < STEPS; i++) {
        price *= Math.exp((SIGMA / Math.sqrt(STEPS)) * random.normal());
        high = Math.max(high, price);
        low = Math.min(low, price);
      }
      return [100, high, low, price];
    });
    const variances = variancesOf(rows, name);
    // A range seen a thousand times a row misses about 4 % of the variance.
    expect(Math.abs(mean(variances) / SIGMA ** 2 - 0.96)).toBeLessThan(0.04);
    const noise = (x: readonly number[]): number => mean(x.map((value) => (value / mean(x) - 1) ** 2));
    const closes = rows.map(([open, , , close]) => Math.log(close / open) ** 2);
    // Parkinson's variance is 5 times as precise as the squared change, that of Garman and Klass 7 times.
    expect(noise(closes) / noise(variances)).toBeGreaterThan(4);
  });

  test('is absent where the price did not move, and says how often', () => {
    const { candles, warnings } = withVolatility(
      candlesOf([
        [7, 7, 7, 7],
        [7, 8, 7, 8],
      ]),
      name,
    );
    expect(candles.columns[VOLATILITY_COLUMN][0]).toBe(NaN);
    expect(candles.columns[VOLATILITY_COLUMN][1]).not.toBe(NaN);
    expect(textsOf(warnings)).toEqual([
      'A.csv: the price did not move in 1 of 2 rows, so they have no volatility and count as missing',
    ]);
  });

  test('is absent where the candle is', () => {
    const { candles, warnings } = withVolatility(
      candlesOf([
        [7, 9, 6, 8],
        [NaN, NaN, NaN, NaN],
      ]),
      name,
    );
    expect(candles.columns[VOLATILITY_COLUMN][1]).toBe(NaN);
    expect(warnings).toEqual([]);
  });

  test.each<Row>([
    [7, 6, 8, 7],
    [7, 8, -1, 7],
    [0, 8, 0, 7],
  ])('refuses a candle that cannot be, by its row: %d %d %d %d', (...row) => {
    expect(() => withVolatility(candlesOf([[7, 9, 6, 8], row]), name)).toThrow(DataError);
    expect(() => withVolatility(candlesOf([[7, 9, 6, 8], row]), name)).toThrow('A.csv, line 3: expected');
  });
});

test('garman-klass refuses a close beyond the high', () => {
  expect(() => withVolatility(candlesOf([[7, 8, 7, 9]]), 'garman-klass')).toThrow(
    'expected positive prices between low and high',
  );
});

test('a source without a high and a low is refused', () => {
  const { columns, ...rest } = candlesOf([[7, 8, 7, 8]]);
  const closes = { ...rest, columns: { close: columns.close } };
  expect(() => withVolatility(closes, 'parkinson')).toThrow(
    'expected high, low in A.csv for `--volatility parkinson`, got no `high`',
  );
});

test('prices are left as they are, and volatility is of candles and not of another column', () => {
  const candles = [candlesOf([[7, 9, 6, 8]])];
  expect(quantities.price.measure(candles, { column: 'open', volatility: 'parkinson' })).toEqual({
    candles,
    column: 'open',
    warnings: [],
  });
  const { measure } = quantities['log-volatility'];
  expect(measure(candles, { column: 'close', volatility: 'parkinson' }).column).toBe(VOLATILITY_COLUMN);
  expect(() => measure(candles, { column: 'open', volatility: 'parkinson' })).toThrow(UsageError);
});

test('realised volatility is that of the candles that a row was built of', () => {
  const { columns, ...rest } = candlesOf([[7, 8, 7, 8]]);
  const built = { ...rest, columns: { ...columns, 'realised-variance': Float64Array.of(0.0004) } };
  expect(withVolatility(built, 'realised').candles.columns[VOLATILITY_COLUMN][0]).toBeCloseTo(
    Math.log(0.02),
    14,
  );
  expect(() => withVolatility({ ...rest, columns }, 'realised')).toThrow(
    'expected realised-variance in A.csv for `--volatility realised`, got no `realised-variance`',
  );
});
