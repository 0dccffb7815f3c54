import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { candlesToCsv } from '../../src/data/csv/write-candles.ts';
import { processes } from '../../src/data/simulate.ts';
import type { Process, SimulateOptions } from '../../src/data/simulate.ts';
import { mean } from '../../src/math/statistics.ts';
import { autocorrelation, populationVariance } from '../helpers/moments.ts';

function named(name: string): Process {
  const process = processes.find((candidate) => candidate.name === name);
  if (process === undefined) throw new Error(`no process ${name}`);
  return process;
}

/** r_t of rows 0, 1, 2 ..., from the closes and the first open. */
function logReturns(name: string, options: SimulateOptions): Float64Array {
  const { open, close } = named(name).simulate(options).columns;
  return close.map((value, row) => Math.log(value / open[row]));
}

/** U2 of one step ahead on log prices, where `forecast(r, t)` says r_t from what came before. */
function u2(r: Float64Array, forecast: (r: Float64Array, t: number) => number): number {
  let errors = 0;
  let moves = 0;
  for (let t = 1; t < r.length; t++) {
    errors += (r[t] - forecast(r, t)) ** 2;
    moves += r[t] ** 2;
  }
  return Math.sqrt(errors / moves);
}

function square(x: Float64Array): Float64Array {
  return x.map((value) => value ** 2);
}

const anyProcess = fc.constantFrom(...processes);
const anySeed = fc.maxSafeInteger();

describe('every process', () => {
  test('makes candles whose open is the last close and whose high and low hold both', () => {
    fc.assert(
      fc.property(anyProcess, anySeed, fc.integer({ min: 2, max: 200 }), (process, seed, rows) => {
        const { time, columns } = process.simulate({ rows, seed });
        const { open, high, low, close, volume } = columns;
        expect(time.length).toBe(rows);
        expect(open[0]).toBe(100);
        expect(open.subarray(1)).toEqual(close.subarray(0, -1));
        for (let row = 0; row < rows; row++) {
          expect(low[row]).toBeGreaterThan(0);
          expect(low[row]).toBeLessThanOrEqual(Math.min(open[row], close[row]));
          expect(high[row]).toBeGreaterThanOrEqual(Math.max(open[row], close[row]));
          expect(volume[row]).toBeGreaterThan(0);
        }
      }),
    );
  });

  test('gives the same bytes for the same seed, others for another, and its first rows first', () => {
    for (const process of processes) {
      const csv = (rows: number, seed: number) => candlesToCsv(process.simulate({ rows, seed }));
      expect(csv(40, 5)).toBe(csv(40, 5));
      expect(csv(40, 5).startsWith(csv(20, 5))).toBe(true);
      expect(csv(40, 6)).not.toBe(csv(40, 5));
    }
  });

  test('gives the bytes that were recorded', () => {
    const csv = processes.map((process) => candlesToCsv(process.simulate({ rows: 100, seed: 1 }))).join('');
    expect(createHash('sha256').update(csv).digest('hex')).toBe(
      'f471fa0ed7f27335f54445613d7688a63641df7bddbff2369d07b958bf646e68',
    );
  });

  test('scales with the first price', () => {
    for (const process of processes) {
      const [at100, at7] = [100, 7].map((price) => process.simulate({ rows: 50, seed: 1, price }).columns);
      // each price is rounded to 8 digits
      expect(at7.close).toBeAllClose(
        at100.close.map((value) => value * 0.07),
        { rtol: 2e-7 },
      );
      expect(at7.volume).toEqual(at100.volume);
    }
  });

  test('trades more where the price moves more', () => {
    for (const process of processes) {
      const { open, close, volume } = process.simulate({ rows: 2000, seed: 1 }).columns;
      const move = close.map((value, row) => Math.abs(Math.log(value / open[row])));
      const both = move.map((value, row) => (value - mean(move)) * (volume[row] - mean(volume)));
      const correlation = mean(both) / Math.sqrt(populationVariance(move) * populationVariance(volume));
      expect(correlation).toBeGreaterThan(0.4);
    }
  });

  test('says its truth in words with the numbers of its parameters', () => {
    for (const process of processes) {
      const options = { rows: 2, seed: 1 };
      expect(process.truth(options)).toContain(`U2 = ${process.bestU2(options).toFixed(3)} `);
    }
    const parameters = { phi: 0.8 };
    expect(named('ar').truth({ rows: 2, seed: 1, parameters })).toBe(
      'The best forecast of the next log return is 0.8 × the last one. ' +
        'The lowest expected error of log prices, one step ahead, is U2 = 0.600 (skill 0.640).',
    );
  });
});

// Seeds are fixed, so these hold or fail for good; bounds are three standard errors or more.
const long = { rows: 40_000, seed: 1 };

describe('random-walk', () => {
  const r = logReturns('random-walk', long);

  test('has returns of the given volatility, without mean or memory, squares included', () => {
    expect(Math.abs(mean(r))).toBeLessThan(0.0005); // 0.03 / √40000 = 0.00015
    expect(Math.sqrt(populationVariance(r))).toBeCloseTo(0.03, 3);
    for (const lag of [1, 2, 3, 7]) {
      expect(Math.abs(autocorrelation(r, lag))).toBeLessThan(0.015); // 1 / √40000 = 0.005
      expect(Math.abs(autocorrelation(square(r), lag))).toBeLessThan(0.015);
    }
  });

  test('cannot be beaten, but by its drift where it has one', () => {
    expect(named('random-walk').bestU2(long)).toBe(1);
    const parameters = { drift: 0.03, volatility: 0.04 }; // 3, 4, 5: U2 = 4/5
    expect(named('random-walk').bestU2({ ...long, parameters })).toBeCloseTo(0.8, 12);
    const drifting = logReturns('random-walk', { ...long, rows: 10_000, parameters });
    expect(Math.abs(u2(drifting, () => 0.03) - 0.8)).toBeLessThan(0.01);
  });

  test('has candles as wide as its volatility makes them', () => {
    const { high, low } = named('random-walk').simulate(long).columns;
    // Parkinson (1980): the mean square of log(high / low) is 4 log(2) volatility² where every moment is
    // seen. A path of 16 steps shows less.
    const width = mean(high.map((value, row) => Math.log(value / low[row]) ** 2));
    const share = width / (4 * Math.log(2) * 0.03 ** 2);
    expect(share).toBeLessThan(1);
    expect(share).toBeGreaterThan(0.7);
  });
});

describe('garch', () => {
  test('has fat tails and clusters: kurtosis above 3, squares that remember, returns that do not', () => {
    const r = logReturns('garch', long);
    const kurtosis = mean(square(square(r))) / populationVariance(r) ** 2;
    expect(kurtosis).toBeGreaterThan(5);
    expect(Math.sqrt(populationVariance(r))).toBeCloseTo(0.03, 2);
    for (const lag of [1, 5, 20]) {
      expect(autocorrelation(square(r), lag)).toBeGreaterThan(0.03);
      expect(Math.abs(autocorrelation(r, lag))).toBeLessThan(0.02);
    }
    expect(named('garch').bestU2(long)).toBe(1);
  });

  test('has the moments of theory where the innovations are nearly normal', () => {
    const [alpha, beta, df] = [0.15, 0.7, 1000];
    const r = logReturns('garch', { ...long, rows: 100_000, parameters: { alpha, beta, df } });
    const kurtosis = mean(square(square(r))) / populationVariance(r) ** 2;
    // Bollerslev (1986): 3 (1 - (α+β)²) / (1 - (α+β)² - 2α²)
    const sum = (alpha + beta) ** 2;
    const expected = (3 * (1 - sum)) / (1 - sum - 2 * alpha ** 2);
    expect(Math.abs(kurtosis - expected)).toBeLessThan(0.25);
    // and ρ1 = α (1 - αβ - β²) / (1 - 2αβ - β²), then falling by α + β each lag
    const rho = (alpha * (1 - alpha * beta - beta ** 2)) / (1 - 2 * alpha * beta - beta ** 2);
    expect(Math.abs(autocorrelation(square(r), 1) - rho)).toBeLessThan(0.03);
    expect(Math.abs(autocorrelation(square(r), 3) - rho * sum)).toBeLessThan(0.03);
  });
});

describe('ar', () => {
  test('has autocorrelation φ to the power of the lag, from the first row on', () => {
    const r = logReturns('ar', long);
    expect(Math.sqrt(populationVariance(r))).toBeCloseTo(0.03, 3);
    for (const lag of [1, 2, 3]) expect(Math.abs(autocorrelation(r, lag) - 0.6 ** lag)).toBeLessThan(0.02);
    const first = Float64Array.from({ length: 2000 }, (_, seed) => logReturns('ar', { rows: 2, seed })[0]);
    expect(Math.abs(Math.sqrt(populationVariance(first)) - 0.03)).toBeLessThan(0.0015);
  });

  test('gives U2 = √(1 - φ²) to the forecast that knows φ, on prices too while moves are small', () => {
    for (const [phi, best] of [
      [0.6, 0.8],
      [-0.8, 0.6],
    ]) {
      const options = { ...long, parameters: { phi, volatility: 0.001 } };
      expect(named('ar').bestU2(options)).toBeCloseTo(best, 12);
      expect(Math.abs(u2(logReturns('ar', options), (r, t) => phi * r[t - 1]) - best)).toBeLessThan(0.01);
      const { close } = named('ar').simulate(options).columns;
      const moves = close.subarray(1).map((value, row) => value - close[row]);
      expect(Math.abs(u2(moves, (d, t) => phi * d[t - 1]) - best)).toBeLessThan(0.01);
    }
  });
});

describe('sine', () => {
  const wave = (t: number) => 0.2 * Math.sin((2 * Math.PI * (t + 1)) / 30);

  test('repeats itself every period', () => {
    const logPrice = named('sine').simulate({ rows: 3000, seed: 1 }).columns.close.map(Math.log);
    expect(autocorrelation(logPrice, 30)).toBeGreaterThan(0.95);
    expect(autocorrelation(logPrice, 15)).toBeLessThan(-0.95);
    expect(Math.abs(mean(logPrice) - Math.log(100))).toBeLessThan(0.001);
  });

  test('is the wave itself where there is no noise, and can then be known', () => {
    const options = { rows: 100, seed: 1, parameters: { noise: 0 } };
    const { close } = named('sine').simulate(options).columns;
    expect(close).toBeAllClose(
      close.map((_, t) => 100 * Math.exp(wave(t))),
      { rtol: 1e-7 },
    );
    expect(named('sine').bestU2(options)).toBe(0);
  });

  test('leaves its noise to the forecast that knows the wave', () => {
    let level = 0;
    const measured = u2(logReturns('sine', long), (r, t) => {
      level += r[t - 1];
      return wave(t) - level;
    });
    expect(named('sine').bestU2(long)).toBeCloseTo(0.305, 3);
    expect(Math.abs(measured - named('sine').bestU2(long))).toBeLessThan(0.005);
  });
});

describe('trend-season', () => {
  test('leaves its volatility to the forecast that knows trend and season', () => {
    const wave = (t: number) => 0.03 * Math.sin((2 * Math.PI * t) / 7);
    const r = logReturns('trend-season', long);
    expect(Math.abs(mean(r) - 0.001)).toBeLessThan(0.0004); // 0.02 / √40000 = 0.0001
    const measured = u2(r, (_, t) => 0.001 + wave(t + 1) - wave(t));
    expect(Math.abs(measured - named('trend-season').bestU2(long))).toBeLessThan(0.01);
  });

  test('has the same mean move on the same row of every season', () => {
    const r = logReturns('trend-season', long);
    for (let row = 0; row < 7; row++) {
      const same = r.filter((_, t) => t % 7 === row);
      const expected =
        0.001 + 0.03 * (Math.sin((2 * Math.PI * (row + 1)) / 7) - Math.sin((2 * Math.PI * row) / 7));
      expect(Math.abs(mean(same) - expected)).toBeLessThan(0.001); // 0.02 / √5714 = 0.00026
    }
  });
});

describe('regime', () => {
  // A drift far above the noise shows the regime of every row in the sign of its return.
  const parameters = { drift: 0.5, volatility: 0.01, panic: 0.02, switching: 0.1 };
  const options = { rows: 1000, seed: 1, parameters };

  test('changes places as often as it says', () => {
    const r = logReturns('regime', options);
    const changes = r.subarray(1).map((value, t) => (value > 0 === r[t] > 0 ? 0 : 1));
    expect(Math.abs(mean(changes) - 0.1)).toBeLessThan(0.03); // √(0.1 * 0.9 / 1000) = 0.0095
    const spread = (x: Float64Array) => Math.sqrt(populationVariance(x));
    expect(Math.abs(spread(r.filter((value) => value > 0)) - 0.01)).toBeLessThan(0.001);
    expect(Math.abs(spread(r.filter((value) => value < 0)) - 0.02)).toBeLessThan(0.002);
  });

  test('gives its U2 to the forecast that knows the regime', () => {
    const measured = u2(logReturns('regime', options), (r, t) => 0.8 * 0.5 * Math.sign(r[t - 1]));
    expect(Math.abs(measured - named('regime').bestU2(options))).toBeLessThan(0.05);
  });

  test('hides its regime well by default', () => {
    const best = named('regime').bestU2(long);
    expect(best).toBeGreaterThan(0.9);
    expect(best).toBeLessThan(1);
  });
});

describe('candlesToCsv', () => {
  test('writes dates for days, and dates with times for anything else', () => {
    const walk = named('random-walk');
    const lines = (options: Partial<SimulateOptions>) =>
      candlesToCsv(walk.simulate({ rows: 3, seed: 1, ...options })).split('\n');
    expect(lines({})[0]).toBe('date,open,high,low,close,volume');
    expect(lines({}).map((line) => line.split(',')[0])).toEqual([
      'date',
      '2018-01-01',
      '2018-01-02',
      '2018-01-03',
      '',
    ]);
    const hours = lines({ start: Date.UTC(2020, 1, 28, 23), timeframeMs: 3_600_000 });
    expect(hours.slice(1, 3).map((line) => line.split(',')[0])).toEqual([
      '2020-02-28T23:00:00Z',
      '2020-02-29T00:00:00Z',
    ]);
  });

  test('writes plain decimals, from the smallest number to the greatest', () => {
    const cells = [0, 1, 10, 0.5, 12.25, 1e21, 1.5e-7, -2.5, 123456.78, NaN];
    const csv = candlesToCsv({
      id: 'cells',
      source: 'test',
      time: Float64Array.from(cells, (_, row) => row * 86_400_000),
      columns: { close: Float64Array.from(cells) },
    });
    expect(
      csv
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split(',')[1]),
    ).toEqual([
      '0',
      '1',
      '10',
      '0.5',
      '12.25',
      '1000000000000000000000',
      '0.00000015',
      '-2.5',
      '123456.78',
      '',
    ]);
  });

  test('loses nothing: what is read back is what was simulated', () => {
    fc.assert(
      fc.property(
        anyProcess,
        anySeed,
        fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
        (process, seed, price) => {
          const { columns } = process.simulate({ rows: 20, seed, price });
          const rows = candlesToCsv({ id: '', source: '', time: new Float64Array(20), columns })
            .trimEnd()
            .split('\n')
            .slice(1);
          Object.values(columns).forEach((column, j) => {
            expect(Float64Array.from(rows, (row) => Number(row.split(',')[j + 1]))).toEqual(column);
          });
          expect(rows.every((row) => /^1970-01-01(,\d+(\.\d+)?){5}$/.test(row))).toBe(true);
        },
      ),
    );
  });
});

describe('impossible options', () => {
  const refusals: readonly [string, Partial<SimulateOptions>, RegExp][] = [
    ['random-walk', { rows: 1 }, /`rows` to be an integer from 2, got 1$/],
    ['random-walk', { rows: 2.5 }, /`rows` .* got 2.5$/],
    ['random-walk', { rows: NaN }, /`rows` .* got NaN$/],
    ['random-walk', { seed: 0.5 }, /`seed` to be an integer, got 0.5$/],
    ['random-walk', { price: 0 }, /`price` to be a number above 0, got 0$/],
    ['random-walk', { timeframeMs: 0 }, /`timeframeMs`/],
    ['random-walk', { start: -1 }, /between 1970 and 9999/],
    ['random-walk', { timeframeMs: 1e14 }, /between 1970 and 9999/],
    ['random-walk', { parameters: { volatility: 0 } }, /`volatility` to be a number above 0, got 0$/],
    ['random-walk', { parameters: { drift: NaN } }, /`drift` to be a number, got NaN$/],
    ['random-walk', { parameters: { phi: 0.5 } }, /`random-walk` has no parameter `phi`$/],
    ['random-walk', { parameters: { drift: 500 } }, /prices within the range of numbers/],
    ['random-walk', { parameters: { drift: -500 } }, /prices within the range of numbers/],
    ['ar', { parameters: { phi: 1 } }, /`phi` to be a number between -1 and 1, got 1$/],
    ['garch', { parameters: { alpha: 0.3, beta: 0.7 } }, /`alpha` \+ `beta` below 1, got 0.3 \+ 0.7$/],
    ['garch', { parameters: { df: 2 } }, /`df` to be a number above 2, got 2$/],
    ['sine', { parameters: { period: 2 } }, /`period` to be a number above 2, got 2$/],
    ['regime', { parameters: { switching: 0 } }, /`switching` to be a number between 0 and 1, got 0$/],
  ];

  test.each(refusals)('of %s, %o, are refused with a hint', (name, options, message) => {
    const run = () => named(name).simulate({ rows: 10, seed: 1, ...options });
    expect(run).toThrow(message);
    expect(run).toThrow(UsageError);
    expect(run).toThrow(expect.objectContaining({ hint: expect.any(String) }));
  });
});
