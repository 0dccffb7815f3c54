/** Models of classes: what they say, what they have in common, and what each of them promises. */
import { describe, expect, test } from 'vitest';
import { likeliest } from '../../src/data/classes.ts';
import { trainingOrigins } from '../../src/data/windows.ts';
import { Random } from '../../src/math/random.ts';
import { models, modelNamed } from '../../src/models/index.ts';
import type { ModelOptions } from '../../src/models/model.ts';
import { learnerOf } from '../../src/models/perceptron.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

const panel = panelOf([walk(160, 1), walk(160, 2)]);
const rows = { fold: 0, start: 0, cutoff: 139 };
const origins = { series: Int32Array.of(0, 1, 0), row: Int32Array.of(139, 139, 150) };
const ofClasses = models
  .filter(({ quantities, combines }) => !combines && quantities.includes('class'))
  .map(({ name }) => name);
const options = (overrides: Partial<ModelOptions> = {}) =>
  optionsOf({ target: 'direction', loss: 'cross-entropy', horizon: 3, flat: 0.01, ...overrides });
const fit = (name: string, overrides: Partial<ModelOptions> = {}, context = {}) =>
  modelNamed(name).fit(panel, rows, options(overrides), context);

test('models of classes and models of numbers are different', () => {
  expect(ofClasses).toEqual(['frequencies', 'logistic', 'perceptron', 'mlp', 'rnn', 'lstm', 'gru', 'tcn']);
  expect(models.filter(({ quantities }) => quantities.length === 0)).toEqual([]);
});

describe.each(ofClasses)('%s', (name) => {
  test('gives a class for every origin and step, the likeliest if it gives probabilities, which add up to 1', async () => {
    const forecaster = await fit(name);
    const yhat = forecaster.forecast(panel, origins);
    expect(yhat).toHaveLength(9);
    for (const value of yhat) expect([-1, 0, 1]).toContain(value);
    const given = forecaster.probabilities?.(panel, origins);
    expect(given === undefined).toBe(name === 'perceptron');
    if (given === undefined) return;
    expect(yhat).toEqual(likeliest(given));
    for (let i = 0; i < 9; i++) expect(given.reduce((sum, column) => sum + column[i], 0)).toBeCloseTo(1, 12);
  });

  test('gives the same for any other origins in a call, and for the same seed', async () => {
    const forecaster = await fit(name);
    const alone = { series: Int32Array.of(0), row: Int32Array.of(150) };
    const again = await fit(name);
    const whole = forecaster.probabilities?.(panel, origins).map((column) => column.slice(6));
    expect(again.probabilities?.(panel, alone)).toEqual(whole);
    expect(again.forecast(panel, alone)).toEqual(forecaster.forecast(panel, origins).slice(6));
  });
});

/** Shares of the classes of one series over these origins, counted by hand. */
function sharesOf(series: readonly number[], from: readonly number[], step: number): number[] {
  const counts = [0.5, 0.5, 0.5];
  for (const origin of from) {
    const { values } = panel.series[series[0]];
    const change = values[origin + step] / values[origin] - 1;
    counts[change > 0.01 ? 2 : change < -0.01 ? 0 : 1]++;
  }
  return counts.map((count) => count / (from.length + 1.5));
}

test('frequencies gives the shares of each series and step among its training rows', async () => {
  const given = (await fit('frequencies')).probabilities!(panel, origins);
  const from = Array.from({ length: 137 }, (_, i) => i); // targets up to row 139
  origins.series.forEach((s, i) => {
    for (let k = 0; k < 3; k++)
      expect(given.map((column) => column[3 * i + k])).toBeAllClose(sharesOf([s], from, k + 1), {
        rtol: 1e-12,
      });
  });
});

test.each(['mlp', 'rnn', 'lstm', 'gru', 'tcn'])(
  'an untrained %s says the shares of its training windows',
  async (name) => {
    const one = panelOf([walk(160, 1)]);
    const forecaster = await modelNamed(name).fit(one, rows, options({ epochs: 0 }));
    const given = forecaster.probabilities!(one, { series: Int32Array.of(0), row: Int32Array.of(150) });
    const windows = [...trainingOrigins(one.series[0], rows, 6, 3)];
    for (let k = 0; k < 3; k++)
      // Biases are f32, which holds seven digits.
      expect(given.map((column) => column[k])).toBeAllClose(sharesOf([0], windows, k + 1), { rtol: 1e-6 });
  },
);

describe('the perceptron', () => {
  /** Windows of two values that three lines from the origin tell apart, with room to spare. */
  function separable(n: number) {
    const random = new Random(3);
    const centres = [
      [2, 0],
      [-1, 2],
      [-1, -2],
    ];
    const labels = Uint8Array.from({ length: n }, (_, i) => i % 3);
    const x = Float64Array.from({ length: 2 * n }, (_, j) => {
      const centre = centres[labels[j >> 1]][j & 1];
      return centre + 0.5 * (random.uniform() - 0.5);
    });
    return { n, x, labels: [labels] };
  }

  test('separates linearly separable classes without a mistake', () => {
    const windows = separable(60);
    const learner = learnerOf(windows, 0, { horizon: 1, inputSize: 2 }, new Float64Array(windows.n).fill(1));
    const order = Int32Array.from({ length: 60 }, (_, i) => i);
    const mistakes: number[] = [];
    while (mistakes.at(-1) !== 0 && mistakes.length < 50) mistakes.push(learner.pass(order));
    expect(mistakes[0]).toBeGreaterThan(0);
    expect(mistakes.at(-1)).toBe(0);
  });

  test('learns only from mistakes, by adding the window', () => {
    // The first of equal scores is class 0. Window (1, 2) of class 2 is mistaken, and then right for ever.
    const windows = { n: 1, x: Float64Array.of(1, 2), labels: [Uint8Array.of(2)] };
    const learner = learnerOf(windows, 0, { horizon: 1, inputSize: 2 }, new Float64Array(windows.n).fill(1));
    expect(learner.pass(Int32Array.of(0))).toBe(1);
    expect([...learner.mean()]).toEqual([-1, 0, 1, -1, -2, 0, 0, 1, 2]);
    expect(learner.pass(Int32Array.of(0))).toBe(0);
    expect([...learner.mean()]).toEqual([-1, 0, 1, -1, -2, 0, 0, 1, 2]);
  });

  test('forecasts with the mean of its weights over the windows seen', () => {
    // Two windows of one value: x = 1 of class 1, x = 1 of class 0. By hand, from zero weights and class 0 first:
    // mistaken 0 for 1: w = (-1, 1, 0); then 1 for 0: w = (0, 0, 0). The mean over two windows is (-.5, .5, 0).
    const windows = { n: 2, x: Float64Array.of(1, 1), labels: [Uint8Array.of(1, 0)] };
    const learner = learnerOf(windows, 0, { horizon: 1, inputSize: 1 }, new Float64Array(windows.n).fill(1));
    expect(learner.pass(Int32Array.of(0, 1))).toBe(2);
    expect([...learner.mean()]).toEqual([-0.5, 0.5, 0, -0.5, 0.5, 0]);
  });

  test('stops after an epoch without a mistake, and returns its number of epochs', async () => {
    // Up and down in turn: the last change tells the next.
    const wave = panelOf([Array.from({ length: 160 }, (_, row) => (row % 2 === 0 ? 100 : 110))]);
    const fitted = await modelNamed('perceptron').fit(wave, rows, options({ horizon: 1, epochs: 40 }));
    expect(fitted.epochs).toBeLessThan(10);
    expect([...fitted.forecast(wave, { series: Int32Array.of(0, 0), row: Int32Array.of(150, 151) })]).toEqual(
      [1, -1],
    );
    expect((await fit('perceptron', { epochs: 4 })).epochs).toBe(4);
  });
});
