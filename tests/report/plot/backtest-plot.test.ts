/** Drawings of backtests: which rows, which series, which model. */
import chalk from 'chalk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quantities } from '../../../src/data/quantities.ts';
import type { ForecastRows } from '../../../src/data/csv/forecast-rows.ts';
import { plotBacktest } from '../../../src/report/plot/backtest-plot.ts';
import { plottedResult, plottedRows } from '../../../src/report/plot/plotted-backtest.ts';
import { smallResult } from '../result.ts';

const { level } = chalk;
beforeAll(() => {
  chalk.level = 0;
});
afterAll(() => {
  chalk.level = level;
});

const area = { width: 80, height: 14, isUtf8: false };
const wave = (rows: number, height = 10): number[] =>
  Array.from({ length: rows }, (_, i) => 100 + height * Math.sin(i / 5));

describe('the drawing of a backtest', () => {
  test('has actual values and the forecasts of the best model over the last rows', async () => {
    const result = smallResult({ series: { BTC: wave(100) }, rival: (y, last) => (y + last) / 2 });
    const drawing = plotBacktest(plottedResult(result), area);
    // 60 targets, the last of them the last row.
    expect(drawing).toMatch(/^BTC, close, 2024-02-10 to 2024-04-09$/m);
    expect(drawing).toMatch(/^\*\*\* actual {3}ooo rival, 1 step ahead$/m);
    await expect(drawing).toMatchFileSnapshot('golden/backtest.txt');
    await expect(plotBacktest(plottedResult(result), { ...area, isUtf8: true })).toMatchFileSnapshot(
      'golden/backtest-utf8.txt',
    );
  });

  test('has whole paths that do not overlap for a horizon above 1', () => {
    const result = smallResult({ series: { BTC: wave(60) }, horizon: 7 });
    const plotted = plottedResult(result);
    const drawing = plotBacktest(plotted, area);
    expect(drawing).toMatch(/ooo rival, up to 7 steps ahead$/m);
    // Of the last 60 targets, whole weeks.
    expect(drawing).toMatch(/^BTC, close, 2024-01-\d\d to 2024-02-29$/m);
  });

  test('has the narrowest interval of the model as a band', () => {
    const { rows, ...plotted } = plottedResult(smallResult({ series: { BTC: wave(40) } }));
    const bounds = (width: number) => ({
      lo: rows.y.map((y) => y - width),
      hi: rows.y.map((y) => y + width),
    });
    const intervals = new Map([
      [
        'rival',
        [
          { level: 80, ...bounds(4) },
          { level: 95, ...bounds(9) },
        ],
      ],
    ]);
    const drawing = plotBacktest({ ...plotted, rows: { ...rows, intervals } }, area);
    expect(drawing).toMatch(/ {3}\.\. its 80 % interval$/m);
    expect(drawing).not.toContain('95 %');
  });

  test('of several series shows the first, the best and the worst, each with its loss against that of the benchmark', () => {
    const result = smallResult({
      series: { A: wave(40), B: wave(40, 20), C: wave(40, 30), D: wave(40, 40) },
    });
    const plotted = {
      ...plottedResult(result),
      ratios: new Map(Object.entries({ A: 1.01, B: 1.2, C: 0.9, D: 1.1 })),
    };
    const titles = plotBacktest(plotted, area).match(/^\w \(.*?\), close/gm);
    expect(titles).toEqual([
      'A (first, +1.0 %), close',
      'C (best, -10.0 %), close',
      'B (worst, +20.0 %), close',
    ]);
    const brief = plotBacktest(plotted, { ...area, isBrief: true }).match(/^\w \(.*?\), close/gm);
    expect(brief).toEqual(titles?.slice(0, 1));
  });

  test('shows volatility as a percentage of the price', () => {
    const result = smallResult({ series: { BTC: wave(40).map((y) => Math.log(y / 5000)) } });
    const drawing = plotBacktest({ ...plottedResult(result), quantity: quantities['log-volatility'] }, area);
    expect(drawing).toMatch(/^BTC, close, %, /);
    expect(drawing).toMatch(/^2\.1 \+/m);
  });

  test('shows the probability of up for classes', () => {
    const { rows } = plottedResult(smallResult({ series: { BTC: wave(40) } }));
    const share = (value: number): Float64Array => rows.y.map((_, i) => value + (i % 5) / 50);
    const table: ForecastRows = {
      ...rows,
      probabilities: new Map([
        ['rival', [share(0.3), share(0.1), share(0.5)]],
        ['frequencies', [share(0.3), share(0.1), share(0.4)]],
      ]),
    };
    const models = [{ model: 'rival', scores: { n: 10 }, bySeries: [] }];
    const drawing = plotBacktest(
      plottedRows(table, models, { quantity: quantities.class, column: 'close' }),
      area,
    );
    expect(drawing).toMatch(/^BTC, close: probability of up, %, /);
    expect(drawing).toMatch(/^ooo rival {3}xxx frequencies$/m);
    expect(drawing).toMatch(/^55 \+/m);
  });

  test('is of the benchmark if no other model was scored, and empty without values', () => {
    const { rows } = plottedResult(smallResult({ series: { BTC: wave(40) } }));
    const choice = { quantity: quantities.price, column: 'close' };
    expect(plotBacktest(plottedRows(rows, [], choice), area)).toContain('ooo naive, 1 step ahead');
    const empty = { ...rows, y: rows.y.map(() => NaN), models: new Map() };
    expect(plotBacktest(plottedRows(empty, [], choice), area)).toBe('');
  });
});
