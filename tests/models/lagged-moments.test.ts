import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { targets } from '../../src/data/targets.ts';
import type { Panel } from '../../src/data/panel.ts';
import { Random } from '../../src/math/random.ts';
import { fitEncoding, trainingColumns, trainingWindows, writeInputs } from '../../src/models/encoding.ts';
import { laggedMoments } from '../../src/models/lagged-moments.ts';
import { linear } from '../../src/models/linear.ts';
import type { ModelOptions, TrainingRows } from '../../src/models/model.ts';
import { squaredError } from '../../src/models/window-moments.ts';
import type { Moments } from '../../src/models/window-moments.ts';
import { windowWeights } from '../../src/models/window-weights.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

/** Series by kind, with a scale. */
const kinds = {
  walk: (rows: number, scale: number, seed: number) => walk(rows, seed).map((price) => price * scale),
  quiet: (rows: number, scale: number, seed: number) => {
    const random = new Random(seed);
    return Array.from({ length: rows }, () => scale * (1 + 1e-6 * random.normal()));
  },
  constant: (rows: number, scale: number) => Array.from({ length: rows }, () => scale),
  trend: (rows: number, scale: number) => Array.from({ length: rows }, (_, row) => scale * (64 + row)),
  wave: (rows: number, scale: number) =>
    Array.from({ length: rows }, (_, row) => scale * (2 + Math.sin(row / 5))),
  jump: (rows: number, scale: number, seed: number) =>
    walk(rows, seed).map((price, row) => price * scale * (row === 50 ? 1e6 : 1)),
};
type Kind = keyof typeof kinds;

const series = fc.record({
  kind: fc.constantFrom(...(Object.keys(kinds) as Kind[])),
  rows: fc.integer({ min: 90, max: 200 }),
  exponent: fc.integer({ min: -20, max: 20 }),
  seed: fc.nat(1000),
  missing: fc.array(fc.integer({ min: 0, max: 80 }), { maxLength: 4 }),
});

const settings = fc.record({
  inputSize: fc.constantFrom(1, 2, 7, 20),
  horizon: fc.constantFrom(1, 3, 10),
  target: fc.constantFrom('log-return' as const, 'diff' as const, 'price' as const),
  scaler: fc.constantFrom('standard' as const, 'min-max' as const, 'robust' as const),
  balance: fc.constantFrom('rows' as const, 'series' as const),
  halfLife: fc.constantFrom(null, 40, 2),
});

/** Those that change which windows there are, and how they are encoded. */
const encodings = fc.record({
  start: fc.constantFrom(0, 15),
  deseasonalize: fc.constantFrom('none' as const, 'difference' as const, 'indices' as const),
  seasonality: fc.constant(7),
  features: fc.constantFrom([], ['weekday', 'drawdown-5']),
});

function panelOfKinds(
  drawn: readonly (typeof series extends fc.Arbitrary<infer T> ? T : never)[],
  filled = false,
): Panel {
  return panelOf(
    drawn.map(({ kind, rows, exponent, seed, missing }) =>
      kinds[kind](rows, 2 ** exponent, seed).map((value, row) => (missing.includes(row) ? NaN : value)),
    ),
    { filled },
  );
}

/** Both moments of all windows but the first `from`: those of lagged products, and those of the definition. */
function bothMoments(
  panel: Panel,
  rows: TrainingRows,
  options: ModelOptions,
  { share = 0, isRelative = false } = {},
) {
  const encoding = fitEncoding(panel, rows, options);
  const windows = trainingWindows(panel, rows, options);
  const columns = trainingColumns(encoding, panel.series.length, rows);
  const count = windows.row.length;
  const from = Math.floor(share * count);
  const weights = windowWeights(windows, from, count, options);
  const examples = Array.from(weights, (weight, i) => {
    const [s, origin] = [windows.series[from + i], windows.row[from + i]];
    const x = new Float64Array(options.inputSize * encoding.width);
    writeInputs(encoding, x, 0, s, origin, options);
    const y = Float64Array.from({ length: options.horizon }, (_, k) => encoding.target(s, origin, k + 1));
    const last = isRelative ? x[x.length - encoding.width] : 0;
    return {
      weight,
      x: x.map((value, l) => (l % encoding.width === 0 ? value - last : value)),
      y: y.map((value) => value - last),
    };
  });
  const data = { encoding, columns, windows, rows, isRelative };
  return { lagged: laggedMoments(data, options)!(from, count), plain: plainMoments(examples), examples };
}

interface Example {
  readonly weight: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** The definition. */
function plainMoments(examples: readonly Example[]): Moments {
  const n = examples.length;
  const sum = (term: (example: Example) => number): number =>
    examples.reduce((total, example) => total + example.weight * term(example), 0);
  const [{ x: first, y: ofFirst }] = examples;
  const meanX = first.map((_, l) => sum(({ x }) => x[l]) / n);
  const meanY = ofFirst.map((_, k) => sum(({ y }) => y[k]) / n);
  const L = first.length;
  const matrix = (rows: number, term: (example: Example, r: number, l: number) => number): Float64Array =>
    Float64Array.from({ length: rows * L }, (_, at) =>
      sum((example) => term(example, Math.floor(at / L), at % L)),
    );
  return {
    n,
    meanX,
    meanY,
    xx: matrix(L, ({ x }, r, l) => (x[r] - meanX[r]) * (x[l] - meanX[l])),
    xy: matrix(ofFirst.length, ({ x, y }, r, l) => (y[r] - meanY[r]) * (x[l] - meanX[l])),
    yy: ofFirst.map((_, k) => sum(({ y }) => (y[k] - meanY[k]) ** 2)),
  };
}

/** Errors relative to the deviations of what is multiplied; what never changes has rounding errors of its size. */
function expectSame({ meanX, meanY, xx, xy, yy }: Moments, plain: Moments): void {
  const L = meanX.length;
  const size = (square: number, mean: number): number => Math.sqrt(square) + 1e-4 * Math.abs(mean) + 1e-12;
  const ofX = plain.meanX.map((mean, l) => size(plain.xx[l * L + l], mean));
  const ofY = plain.meanY.map((mean, k) => size(plain.yy[k], mean));
  const errors = [
    ...meanX.map((mean, l) => (mean - plain.meanX[l]) / ofX[l]),
    ...meanY.map((mean, k) => (mean - plain.meanY[k]) / ofY[k]),
    ...xx.map((value, at) => (value - plain.xx[at]) / (ofX[Math.floor(at / L)] * ofX[at % L])),
    ...xy.map((value, at) => (value - plain.xy[at]) / (ofY[Math.floor(at / L)] * ofX[at % L])),
    ...yy.map((value, k) => (value - plain.yy[k]) / ofY[k] ** 2),
  ];
  expect(Math.max(...errors.map(Math.abs))).toBeLessThan(1e-9);
}

const rowsOf = ({ time }: Panel, start = 0): TrainingRows => ({ fold: 0, start, cutoff: time.length - 1 });

describe('moments from lagged products', () => {
  test('are those of the definition: gaps, weights, seasons, features, sliding windows, any scale', () => {
    fc.assert(
      fc.property(
        fc.array(series, { minLength: 1, maxLength: 3 }),
        settings,
        encodings,
        fc.boolean(),
        fc.constantFrom(0, 0.8),
        (drawn, given, { start, ...others }, filled, share) => {
          const panel = panelOfKinds(drawn, filled);
          const options = optionsOf({ ...given, ...others });
          const { lagged, plain } = bothMoments(panel, rowsOf(panel, start), options, { share });
          expectSame(lagged, plain);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('are those of the definition for windows that are relative to their last row', () => {
    fc.assert(
      fc.property(
        fc.array(series, { minLength: 1, maxLength: 3 }),
        settings,
        fc.constantFrom([], ['weekday', 'drawdown-5']),
        (drawn, given, features) => {
          const panel = panelOfKinds(drawn);
          const options = optionsOf({ ...given, features, target: 'price' });
          const { lagged, plain } = bothMoments(panel, rowsOf(panel), options, { isRelative: true });
          expectSame(lagged, plain);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('give the squared error of forecasts without a forecast', () => {
    const panel = panelOf([walk(150, 1), walk(120, 2)]);
    const options = optionsOf({ inputSize: 6, horizon: 3, halfLife: 50 });
    const { lagged, examples } = bothMoments(panel, rowsOf(panel), options);
    const random = new Random(5);
    const w = Float64Array.from({ length: 6 }, () => random.normal());
    for (let k = 0; k < 3; k++) {
      const expected = examples.reduce((sum, { weight, x, y }) => {
        const forecast = x.reduce((total, value, l) => total + w[l] * value, 0.7);
        return sum + weight * (forecast - y[k]) ** 2;
      }, 0);
      expect(squaredError(lagged, k, 0.7, w) / expected).toBeCloseTo(1, 10);
    }
  });

  test('are not for windows that are normalised, targets that do not follow from inputs, and weights that vanish within a window', () => {
    const panel = panelOf([walk(120, 1)]);
    const isTaken = (given: Parameters<typeof optionsOf>[0], isRelative = false): boolean => {
      const options = optionsOf(given);
      const rows = rowsOf(panel);
      const encoding = fitEncoding(panel, rows, options);
      const windows = trainingWindows(panel, rows, options);
      const columns = trainingColumns(encoding, 1, rows);
      return laggedMoments({ encoding, columns, windows, rows, isRelative }, options) !== undefined;
    };
    expect(isTaken({})).toBe(true);
    expect(isTaken({ target: 'price' }, true)).toBe(true);
    expect(isTaken({ horizon: 2 }, true)).toBe(false);
    expect(isTaken({ normalize: 'standard' })).toBe(false);
    expect(isTaken({ target: { ...targets.diff, stepBefore: undefined } })).toBe(false);
    expect(isTaken({ halfLife: 0.01 })).toBe(false);
  });
});

test('linear forecasts as by sums over windows, to 1e-9', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(series, { minLength: 1, maxLength: 3 }),
      settings,
      fc.constantFrom(0, 0.2),
      async (drawn, given, validation) => {
        const panel = panelOfKinds(drawn);
        const rows = rowsOf(panel);
        const options = optionsOf({ ...given, validation });
        const direct = { ...options, target: { ...targets[given.target], stepBefore: undefined } };
        const origins = { series: Int32Array.of(0), row: Int32Array.of(85) };
        const [own, expected] = await Promise.all(
          [options, direct].map(async (each) =>
            (await linear.fit(panel, rows, each)).forecast(panel, origins),
          ),
        );
        expect(own).toBeAllClose(expected, { rtol: 1e-9 });
      },
    ),
    { numRuns: 60 },
  );
});
