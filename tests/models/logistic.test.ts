/** Logistic regression beside R; see fixtures/r/README.md. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dot } from '../../src/math/vector.ts';
import { modelNamed } from '../../src/models/index.ts';
import { regressionOn } from '../../src/models/logistic.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

const recorded = JSON.parse(
  readFileSync(new URL('../../fixtures/r/classes.json', import.meta.url), 'utf8'),
) as {
  n: number;
  x: number[];
  labels: number[];
  coefficients: number[];
  deviance: number;
  penalised: { penalty: number; value: number; weights: number[] }[];
};
const { n, labels } = recorded;
const x = Float64Array.from(recorded.x);
const [C, L] = [3, 3];
const fit = regressionOn({ x, labels: [Uint8Array.from(labels)] }, new Float64Array(n).fill(1), L);

/** The mean of -log p of what came. */
function lossOf(weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const row = x.subarray(i * L, (i + 1) * L);
    const z = [0, 1, 2].map((c) => weights[c] + dot(row, weights.subarray(C + c * L, C + (c + 1) * L)));
    sum += Math.log(z.reduce((total, one) => total + Math.exp(one), 0)) - z[labels[i]];
  }
  return sum / n;
}

describe('multinomial logistic regression', () => {
  test('without a penalty equals that of R', () => {
    const weights = fit(0, 0);
    // R sets the first class to zero; only differences count.
    const relative = [1, 2].flatMap((c) => [
      weights[c] - weights[0],
      ...Array.from({ length: L }, (_, l) => weights[C + c * L + l] - weights[C + l]),
    ]);
    // R stops where the deviance, to sixteen digits, stands still: coefficients are then good to its root.
    expect(relative).toBeAllClose(recorded.coefficients, { rtol: 1e-5, atol: 1e-6 });
    expect(2 * n * lossOf(weights)).toBeCloseTo(recorded.deviance, 9);
  });

  test.each(recorded.penalised)(
    'with penalty $penalty has the weights and the value that R finds',
    ({ penalty, value, weights: expected }) => {
      const weights = fit(0, penalty);
      const w = weights.subarray(C);
      expect(w).toBeAllClose(expected, { rtol: 1e-4, atol: 1e-5 });
      // Ours may be lower by what R's search left over, and no more.
      const own = lossOf(weights) + (penalty / 2) * dot(w, w);
      expect(own).toBeLessThan(value + 1e-12);
      expect(own).toBeGreaterThan(value - 1e-9);
    },
  );

  test('has the same result from any start', () => {
    const start = Float64Array.from({ length: C + C * L }, (_, j) => Math.sin(j));
    // The biases are unique but for what is added to all of them.
    const [one, other] = [fit(0, 0.1, start), fit(0, 0.1)].map((weights) =>
      weights.map((value, j) => (j < C ? value - weights[0] : value)),
    );
    expect(one).toBeAllClose(other, { rtol: 0, atol: 1e-5 });
  });

  test('with a very large penalty gives the shares of the classes', () => {
    const weights = fit(0, 1e9);
    const shares = [0, 1, 2].map((c) => labels.filter((label) => label === c).length / n);
    const sum = [0, 1, 2].reduce((total, c) => total + Math.exp(weights[c]), 0);
    expect([0, 1, 2].map((c) => Math.exp(weights[c]) / sum)).toBeAllClose(shares, { rtol: 1e-6 });
  });
});

test('is solvable without a penalty if columns are constant', async () => {
  const falling = Array.from({ length: 60 }, (_, row) => 100 * 0.99 ** row);
  const options = optionsOf({ target: 'direction', ridge: [0] });
  const forecaster = await modelNamed('logistic').fit(
    panelOf([falling]),
    { fold: 0, start: 0, cutoff: 55 },
    options,
  );
  const origins = { series: Int32Array.of(0), row: Int32Array.of(58) };
  const [down] = forecaster.probabilities!(panelOf([falling]), origins);
  expect(forecaster.forecast(panelOf([falling]), origins)[0]).toBe(-1);
  expect(down[0]).toBeGreaterThan(0.95);
});

test('chooses the penalty on the last training windows', async () => {
  // Noise: whatever is learnt harms, so the largest penalty is best.
  const panel = panelOf([walk(400, 7)]);
  const rows = { fold: 0, start: 0, cutoff: 390 };
  const origins = { series: new Int32Array(5), row: Int32Array.of(391, 392, 393, 394, 395) };
  const options = optionsOf({ target: 'direction', inputSize: 20, validation: 0.3 });
  const said = async (ridge: readonly number[]) => {
    const forecaster = await modelNamed('logistic').fit(panel, rows, { ...options, ridge });
    return forecaster.probabilities!(panel, origins)[2];
  };
  expect(await said([1e-6, 1000])).toEqual(await said([1000]));
  expect(await said([1000])).not.toEqual(await said([1e-6]));
});
