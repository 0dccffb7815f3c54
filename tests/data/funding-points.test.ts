import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fundingRuns } from '../../src/data/funding-points.ts';
import { alignPoints, sumPoints } from '../../src/data/market-columns.ts';

const HOUR = 3_600_000;

/** Rates and sums of candles of these points. */
function rowsOf(hours: number, time: readonly number[], value: readonly number[], from: number, to: number) {
  const opens = Float64Array.from({ length: 24 / hours }, (_, row) => row * hours * HOUR);
  const closes = opens.map((open) => open + hours * HOUR);
  const column = { time: Float64Array.from(time), value: Float64Array.from(value), spans: [{ from, to }] };
  return { opens, closes, rates: alignPoints(closes, column), sums: sumPoints(opens, closes, column) };
}

/** What the runs give again. */
function again({ opens, closes, rates, sums }: ReturnType<typeof rowsOf>) {
  const runs = fundingRuns(opens, closes, rates, sums);
  const column = {
    time: Float64Array.from(runs.flatMap(({ points }) => [...points.time])),
    value: Float64Array.from(runs.flatMap(({ points }) => [...points.value])),
    spans: runs,
  };
  return {
    column,
    rates: alignPoints(closes, column),
    sums: sumPoints(opens, closes, column),
  };
}

describe('payments', () => {
  test('are one where a rate is paid, not one for each candle in which it is known', () => {
    const rows = rowsOf(1, [0, 8 * HOUR, 16 * HOUR], [0.1, 0.1, 0.2], 0, 24 * HOUR + 1);
    const { column, rates, sums } = again(rows);
    expect([...column.time]).toEqual([0, 8 * HOUR, 16 * HOUR]);
    expect([...column.value]).toEqual([0.1, 0.1, 0.2]);
    expect(rates).toEqual(rows.rates);
    expect(sums).toEqual(rows.sums);
  });

  test('of a candle with several are the last and what the others come to', () => {
    const { column } = again(rowsOf(24, [HOUR, 9 * HOUR, 17 * HOUR], [0.25, 0.5, 0.125], 0, 24 * HOUR + 1));
    expect([...column.time]).toEqual([12 * HOUR, 24 * HOUR]);
    expect([...column.value]).toEqual([0.75, 0.125]);
  });

  test('give the rates and sums of the candles again, to the bit', () => {
    const ofRate = fc.constantFrom(0, 0.0001, -0.0001, 0.00013, 0.3, -0.7);
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 4, 8, 24),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 24 * 4 }), ofRate), { maxLength: 12 }),
        fc.integer({ min: -3, max: 40 }),
        fc.integer({ min: 50, max: 97 }),
        (hours, drawn, from, to) => {
          const points = new Map(drawn.filter(([quarter]) => quarter >= from && quarter < to));
          const time = [...points.keys()].toSorted((a, b) => a - b);
          const rows = rowsOf(
            hours,
            time.map((quarter) => (quarter * HOUR) / 4),
            time.map((quarter) => points.get(quarter)!),
            (from * HOUR) / 4,
            (to * HOUR) / 4,
          );
          const got = again(rows);
          expect(got.rates).toEqual(rows.rates);
          expect(got.sums).toEqual(rows.sums);
        },
      ),
    );
  });
});
