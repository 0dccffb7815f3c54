/** What each feature is, on prices that can be checked in the head. */
import { expect, test } from 'vitest';
import { featureFamilies, featureNamed, featuresOf } from '../../../src/data/features/index.ts';
import type { FeatureRows } from '../../../src/data/features/feature.ts';
import { Random } from '../../../src/math/random.ts';

const HOUR = 3_600_000;
/** 2024-01-01 was a Monday. */
const START = Date.UTC(2024, 0, 1);

function rowsOf(
  price: readonly number[],
  columns: Readonly<Record<string, readonly number[]>> = {},
): FeatureRows {
  return {
    id: 'ETH',
    number: 0,
    time: Float64Array.from(price, (_, row) => START + row * HOUR),
    price: Float64Array.from(price),
    column: (name) => Float64Array.from(columns[name]),
    priceOf: (id) => Float64Array.from(columns[id]),
    learnt: { scale: [1, 2] },
    constant: () => undefined,
  };
}

/** Every row of the inputs of a feature. */
function valuesOf(name: string, rows: FeatureRows): number[][] {
  return featureNamed(name)!
    .inputs(rows)
    .map((input) => Array.from(rows.time, (_, row) => input(row)));
}

const { log, sqrt } = Math;

test.each([
  { name: 'return-2', price: [1, 2, 8, 2, 8], expected: [NaN, NaN, log(8), 0, 0] },
  { name: 'return-1', price: [1, -2, 8], expected: [NaN, NaN, NaN] },
  { name: 'volatility-2', price: [1, 2, 1, 4], expected: [NaN, NaN, log(2), log(2) * sqrt(5 / 2)] },
  { name: 'drawdown-2', price: [4, 2, 8, 4], expected: [NaN, log(1 / 2), 0, log(1 / 2)] },
  { name: 'moving-average-2', price: [3, 1, 1], expected: [NaN, log(1 / 2), 0] },
])('$name of prices', ({ name, price, expected }) => {
  expect(valuesOf(name, rowsOf(price))[0]).toBeAllClose(expected, { rtol: 1e-15 });
});

test('range, volume-change and a column are of other columns of the candle', () => {
  const rows = rowsOf([1, 1, 1], { high: [2, 3, 8], low: [1, 3, 2], volume: [5, 10, 0], fee: [3, NaN, 7] });
  expect(valuesOf('range', rows)[0]).toBeAllClose([log(2), 0, log(4)], { rtol: 1e-15 });
  expect(valuesOf('volume-change', rows)[0]).toEqual([NaN, expect.closeTo(log(2), 15), -Infinity]);
  expect(valuesOf('column:Fee', rows)[0]).toEqual([3, NaN, 7]);
});

test('hour, weekday and month are places on a circle, in UTC', () => {
  const rows = rowsOf(Array.from({ length: 24 * 60 }, () => 1));
  const at = (name: string, row: number) => valuesOf(name, rows).map((values) => values[row]);
  expect(at('hour', 6)).toBeAllClose([1, 0], { atol: 1e-15 });
  expect(at('hour', 24)).toEqual([0, 1]);
  expect(at('weekday', 0)).toBeAllClose([Math.sin((2 * Math.PI) / 7), Math.cos((2 * Math.PI) / 7)], {
    rtol: 1e-14,
  });
  expect(at('weekday', 6 * 24)).toEqual([0, 1]); // Sunday
  expect(at('month', 30 * 24)).toEqual([0, 1]); // 31 January
  expect(at('month', 31 * 24)).toBeAllClose([1 / 2, sqrt(3) / 2], { rtol: 1e-14 });
});

test('scale learns level and volatility from the training rows alone', () => {
  const { learn, inputs } = featureNamed('scale')!;
  const rows = rowsOf([9, 1, 4, 4, NaN, 1, 5]);
  const [level, volatility] = learn!(rows, { start: 1, cutoff: 5 });
  expect(level).toBeCloseTo(log(2), 14);
  // Returns log 4 and 0, with mean log 2; the one across the gap is unknown.
  expect(volatility).toBeCloseTo(log(log(4) / sqrt(2)), 14);
  expect(learn!(rows, { start: 4, cutoff: 4 }).every((value) => Number.isFinite(value))).toBe(false);
  expect(inputs(rows).map((input) => input(3))).toEqual([1, 2]);
});

test('the other series gives its return in the same row', () => {
  const [feature] = featuresOf({ horizon: 1, inputSize: 1, withSeries: ['BTC'] });
  const [input] = feature.inputs(rowsOf([1, 1, 1], { BTC: [1, 2, 1] }));
  expect([1, 2].map((row) => input(row))).toBeAllClose([log(2), -log(2)], { rtol: 1e-15 });
  const [own] = feature.inputs({ ...rowsOf([1, 2]), id: 'BTC' });
  expect(own(1)).toBeNaN();
});

test('no value depends on a later row, nor on rows further back than it says', () => {
  const random = new Random(3);
  const draw = () => Array.from({ length: 40 }, () => 1 + random.uniform());
  const columns = { high: draw(), low: draw(), volume: draw() };
  const price = draw();
  const row = 30;
  for (const { example } of featureFamilies) {
    const { extraRows, width } = featureNamed(example)!;
    const near = (values: readonly number[]) =>
      values.map((value, i) => (i > row || i < row - extraRows ? 100 * random.uniform() : value));
    const changed = Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, near(values)]));
    const [before, after] = [rowsOf(price, columns), rowsOf(near(price), changed)].map((rows) =>
      valuesOf(example, rows).map((values) => values[row]),
    );
    expect(before).toHaveLength(width);
    expect(before.every((value) => Number.isFinite(value))).toBe(true);
    expect(after).toEqual(before);
  }
});

test.each([
  'return',
  'return-0',
  'return-07',
  'return-1.5',
  'return-10000',
  'volatility-1',
  'range-2',
  'column:',
  '',
])('`%s` is no feature', (name) => {
  expect(featureNamed(name)).toBeUndefined();
});
