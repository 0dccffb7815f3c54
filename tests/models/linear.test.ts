import { expect, test } from 'vitest';
import { Random } from '../../src/math/random.ts';
import { linear } from '../../src/models/linear.ts';
import { optionsOf, panelOf } from '../helpers/panels.ts';

/** Prices whose differences follow d_t = .5 d_{t-1} - .3 d_{t-2} + noise. */
function autoregressive(rows: number, noise: number): number[] {
  const random = new Random(8);
  const differences = [1, -1];
  for (let i = 2; i < rows; i++)
    differences.push(0.5 * differences[i - 1] - 0.3 * differences[i - 2] + noise * random.normal());
  let price = 1000;
  return differences.map((difference) => (price += difference));
}

const options = optionsOf({ inputSize: 3, target: 'diff', scaler: 'none', ridge: [1e-10] });
const lastOrigin = (rows: number) => ({ series: Int32Array.of(0), row: Int32Array.of(rows - 1) });

test('finds the coefficients of a linear process', async () => {
  const prices = autoregressive(4000, 1);
  const panel = panelOf([prices]);
  const fit = await linear.fit(panel, { fold: 0, start: 0, cutoff: 3999 }, options);
  const [forecast] = fit.forecast(panel, lastOrigin(4000));
  const difference = (i: number): number => prices[i] - prices[i - 1];
  const best = prices[3999] + 0.5 * difference(3999) - 0.3 * difference(3998);
  // Coefficients have standard errors of about 1/√4000 = .016, on differences of about 1.2.
  expect(Math.abs(forecast - best)).toBeLessThan(0.15);
});

test('satisfies the normal equations: residuals are orthogonal to every input, at any penalty', async () => {
  // With one input and one target the ridge solution is Σxy / (Σx² + λn) after centring.
  const prices = autoregressive(60, 1);
  const panel = panelOf([prices]);
  for (const penalty of [1e-10, 0.5]) {
    const one = { ...options, inputSize: 1, ridge: [penalty] };
    const fit = await linear.fit(panel, { fold: 0, start: 0, cutoff: 59 }, one);
    const x: number[] = [];
    const y: number[] = [];
    for (let i = 1; i + 1 < 60; i++) {
      x.push(prices[i] - prices[i - 1]);
      y.push(prices[i + 1] - prices[i]);
    }
    const mean = (v: number[]): number => v.reduce((a, b) => a + b, 0) / v.length;
    const [mx, my] = [mean(x), mean(y)];
    const sxy = x.reduce((sum, v, i) => sum + (v - mx) * (y[i] - my), 0);
    const sxx = x.reduce((sum, v) => sum + (v - mx) ** 2, 0);
    const w = sxy / (sxx + penalty * x.length);
    const expected = prices[59] + my + w * (prices[59] - prices[58] - mx);
    expect(fit.forecast(panel, lastOrigin(60))[0]).toBeCloseTo(expected, 8);
  }
});

test('a large penalty leaves the mean change for any window', async () => {
  const prices = autoregressive(200, 1);
  const panel = panelOf([prices]);
  const fit = await linear.fit(panel, { fold: 0, start: 0, cutoff: 199 }, { ...options, ridge: [1e9] });
  const changes = prices.slice(4).map((price, i) => price - prices[i + 3]);
  const mean = changes.reduce((a, b) => a + b, 0) / changes.length;
  expect(fit.forecast(panel, lastOrigin(200))[0]).toBeCloseTo(prices[199] + mean, 5);
});

test('the penalty is chosen on the validation block: none for signal, large for noise', async () => {
  const grid = [1e-6, 1e6];
  const signal = panelOf([autoregressive(400, 0.01)]);
  const random = new Random(3);
  let price = 1000;
  const noise = panelOf([Array.from({ length: 60 }, () => (price += random.normal()))]);
  const choice = async (panel: typeof signal, rows: number): Promise<number> => {
    const fitWith = (ridge: number[]) =>
      linear.fit(
        panel,
        { fold: 0, start: 0, cutoff: rows - 1 },
        { ...options, inputSize: 12, validation: 0.2, shrink: 'none', ridge },
      );
    const chosen = (await fitWith(grid)).forecast(panel, lastOrigin(rows))[0];
    const light = (await fitWith([1e-6])).forecast(panel, lastOrigin(rows))[0];
    return chosen === light ? grid[0] : grid[1];
  };
  expect(await choice(signal, 400)).toBe(1e-6);
  expect(await choice(noise, 60)).toBe(1e6);
});

test('a straight line goes on, however its prices are rounded, and leaves the forecasts of other series alone', async () => {
  const other = autoregressive(100, 1);
  const lines: [target: 'diff' | 'log-return', price: (row: number) => number][] = [
    ['diff', (row) => 1e-8 + 1e-9 * row],
    ['diff', (row) => 1e9 + 1e8 * row],
    ['diff', (row) => 64 + row],
    ['log-return', (row) => 3e4 * 1.01 ** row],
    ['log-return', (row) => 1e-8 * 1.001 ** row],
  ];
  for (const [target, price] of lines) {
    const line = Array.from({ length: 105 }, (_, row) => price(row));
    for (const scaler of ['standard', 'min-max', 'robust'] as const) {
      const given = { ...optionsOf({ inputSize: 4, target, scaler, horizon: 3, ridge: [1e-2] }) };
      const rows = { fold: 0, start: 0, cutoff: 99 };
      const alone = (await linear.fit(panelOf([line]), rows, given)).forecast(
        panelOf([line]),
        lastOrigin(100),
      );
      expect(alone).toBeAllClose(line.slice(100, 103), { rtol: 1e-6 });
      const both = panelOf([other, line.map((_, row) => line[0] * (1 + 2 ** -52 * (row % 3)))]);
      const flat = panelOf([other, line.map(() => line[0])]);
      const [noise, constant] = await Promise.all(
        [both, flat].map(async (panel) =>
          (await linear.fit(panel, rows, given)).forecast(panel, lastOrigin(100)),
        ),
      );
      expect(noise).toBeAllClose(constant, { rtol: 1e-9 });
    }
  }
});
