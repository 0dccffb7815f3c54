import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scalerNames } from '../../src/data/scaler.ts';
import { targetNames } from '../../src/data/targets.ts';
import { fitEncoding, splitForValidation, trainingWindows } from '../../src/models/encoding.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

const panel = panelOf([walk(60, 1), walk(60, 2)]);
const rows = { fold: 0, start: 0, cutoff: 49 };

test('decode is the inverse of target, for every target and scaler, at every step', () => {
  for (const target of targetNames)
    for (const scaler of scalerNames) {
      const encoding = fitEncoding(panel, rows, optionsOf({ target, scaler, horizon: 4 }));
      for (const series of [0, 1])
        for (let step = 1; step <= 4; step++) {
          const scaled = encoding.target(series, 40, step);
          const price = panel.series[series].values[40 + step];
          expect([encoding.decode(series, 40, step, scaled)]).toBeAllClose([price], { rtol: 1e-13 });
        }
    }
});

test('an unchanged price comes back exactly, for every target and scaler', () => {
  for (const target of targetNames)
    for (const scaler of scalerNames) {
      const encoding = fitEncoding(panel, rows, optionsOf({ target, scaler, horizon: 4 }));
      for (const step of [1, 4]) {
        const unchanged = encoding.unchanged(1, 40, step);
        expect(encoding.decode(1, 40, step, unchanged)).toBe(panel.series[1].values[40]);
      }
    }
});

test('training windows of all series are in the order of time', () => {
  const { series, row } = trainingWindows(panel, rows, optionsOf({ inputSize: 5, horizon: 2 }));
  // Rows 0..49, five returns need six rows: origins 5..47 of two series.
  expect(row).toHaveLength(86);
  expect([...row.slice(0, 4)]).toEqual([5, 5, 6, 6]);
  expect([...series.slice(0, 4)]).toEqual([0, 1, 0, 1]);
  expect(row.at(-1)).toBe(47);
});

test('no training target overlaps the targets of the validation block, and no time is in both', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 60 }),
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      fc.integer({ min: 1, max: 10 }),
      (unsorted, share, horizon) => {
        const row = Int32Array.from(unsorted).toSorted();
        const { train, validation } = splitForValidation(
          { series: new Int32Array(row.length), row },
          share,
          horizon,
        );
        expect(train).toBeLessThanOrEqual(validation);
        if (validation < row.length && train > 0) {
          expect(row[train - 1] + horizon).toBeLessThanOrEqual(row[validation]);
          if (validation > 0) expect(row[validation - 1]).toBeLessThan(row[validation]);
        }
        if (share === 0) expect(train).toBe(row.length);
      },
    ),
  );
});
