/** GARCH(1,1) against R; see fixtures/r/README.md. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { garchVolatility } from '../../src/backtest/intervals/garch-volatility.ts';
import {
  aheadVariances,
  deviance,
  firstVariance,
  fitGarch,
  nextVariance,
} from '../../src/models/fit-garch.ts';
import { modelNamed } from '../../src/models/index.ts';
import { Random } from '../../src/math/random.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

interface FromR {
  readonly x: readonly number[];
  readonly omega: number;
  readonly alpha: number;
  readonly beta: number;
  readonly deviance: number;
  readonly ahead: readonly number[];
}
const fromR = JSON.parse(
  readFileSync(new URL('../../fixtures/r/garch.json', import.meta.url), 'utf8'),
) as Readonly<Record<'daily' | 'hourly', FromR>>;

describe.each(['daily', 'hourly'] as const)('of the %s series', (name) => {
  const { x, ahead, ...r } = fromR[name];
  const squares = Float64Array.from(x, (change) => change * change);
  const model = fitGarch(squares);

  test('the likelihood is at least that of R, and the parameters are its own', () => {
    expect(deviance(squares, r)).toBeCloseTo(r.deviance, 6);
    // Both searches stop where the likelihood is flat: in the fourth decimal.
    expect(deviance(squares, model)).toBeLessThanOrEqual(r.deviance + 1e-4);
    expect([model.alpha, model.beta]).toBeAllClose([r.alpha, r.beta], { rtol: 2e-3 });
    expect([model.omega]).toBeAllClose([r.omega], { rtol: 5e-3 });
  });

  test('the next five variances are those of R', () => {
    const next = squares.reduce(
      (variance, square) => nextVariance(model, square, variance),
      firstVariance(squares),
    );
    expect(aheadVariances(model, next, 5)).toBeAllClose(ahead, { rtol: 1e-3 });
  });

  test('does not depend on the unit', () => {
    const scaled = fitGarch(squares.map((square) => 2 ** 20 * square));
    expect(scaled).toEqual({ ...model, omega: 2 ** 20 * model.omega });
  });
});

test('fewer than 100 changes, or none at all, have a constant variance', () => {
  expect(fitGarch(Float64Array.of(1, 3, NaN))).toEqual({ omega: 2, alpha: 0, beta: 0 });
  expect(fitGarch(new Float64Array(200))).toEqual({ omega: 0, alpha: 0, beta: 0 });
  expect(fitGarch(new Float64Array(200).fill(NaN))).toEqual({ omega: 0, alpha: 0, beta: 0 });
});

test('an unknown change counts as its variance', () => {
  const model = { omega: 1, alpha: 0.2, beta: 0.5 };
  expect(nextVariance(model, NaN, 4)).toBeCloseTo(1 + 0.7 * 4, 12);
  expect(nextVariance(model, 10, 4)).toBeCloseTo(1 + 2 + 2, 12);
});

describe('the model', () => {
  const options = optionsOf({ target: 'volatility', horizon: 3 });
  const random = new Random(4);
  let variance = 1;
  // A multiplicative error model with mean 1: half the logarithm of its values is what the model sees.
  const y = Array.from({ length: 600 }, () => {
    const value = variance * Math.exp(0.5 * random.normal() - 0.125);
    variance = 0.1 + 0.3 * value + 0.6 * variance;
    return Math.log(value) / 2;
  });
  const at = (row: number) => ({ series: Int32Array.of(0), row: Int32Array.of(row) });

  test('forecasts the expected logarithm, carried on from the cutoff over an absent row', async () => {
    const values = y.map((value, row) => (row === 550 ? NaN : value));
    const panel = panelOf([values]);
    const fit = await modelNamed('garch').fit(panel, { fold: 0, start: 0, cutoff: 500 }, options);
    const squares = Float64Array.from(values.slice(0, 501), (value) => Math.exp(2 * value));
    const model = fitGarch(squares);
    const stateAt = (row: number): number =>
      values
        .slice(0, row + 1)
        .reduce((v, value) => nextVariance(model, Math.exp(2 * value), v), firstVariance(squares));
    const offset = (k: number): number => {
      const errors = Array.from({ length: 501 - k }, (_, row) => {
        const ahead = aheadVariances(model, stateAt(row), k)[k - 1];
        return values[row + k] - Math.log(ahead) / 2;
      });
      return errors.reduce((sum, error) => sum + error, 0) / errors.length;
    };
    const expected = [1, 2, 3].map(
      (k) => Math.log(aheadVariances(model, stateAt(580), k)[k - 1]) / 2 + offset(k),
    );
    expect(fit.forecast(panel, at(580))).toBeAllClose(expected, { rtol: 1e-9 });
  });

  test('takes no target but volatility', () => {
    expect(modelNamed('garch').quantities).toEqual(['log-volatility']);
  });
});

describe('volatility for intervals', () => {
  const values = Float64Array.from(walk(400, 9));

  test('is that of the changes ahead, in the unit of the price, and learns from rows before the first origin only', () => {
    const volatility = garchVolatility(values, 300);
    const model = fitGarch(
      values.subarray(0, 301).map((value, i) => (i === 0 ? NaN : (value / values[i - 1] - 1) ** 2)),
    );
    const unconditional = Math.sqrt(model.omega / (1 - model.alpha - model.beta));
    // The true volatility is .02, a walk with constant variance.
    expect([unconditional]).toBeAllClose([0.02], { rtol: 0.1 });
    expect([volatility(4)[350] / values[350]]).toBeAllClose([0.04], { rtol: 0.15 });
    const changed = values.map((value, row) => (row > 300 ? 2 * value : value));
    expect([...garchVolatility(changed, 300)(2).subarray(0, 301)]).toEqual([
      ...volatility(2).subarray(0, 301),
    ]);
  });

  test('is absolute once a value is not positive', () => {
    const crossing = values.map((value, row) => (row === 200 ? -1 : value));
    const volatility = garchVolatility(crossing, 150)(1);
    expect([volatility[399] / values[399]]).toBeAllClose([0.02], { rtol: 2 });
    expect(volatility[200]).toBeGreaterThan(1);
    expect(volatility[199]).toBe(garchVolatility(values, 150)(1)[199]);
  });
});
