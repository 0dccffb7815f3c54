/** Drawings over time: U2 over runs, and live errors. */
import chalk from 'chalk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunRecord } from '../../../src/evaluation/run-record.ts';
import type { EvaluatedConfiguration } from '../../../src/live/verdict.ts';
import { plotLive } from '../../../src/report/plot/live-plot.ts';
import { plotRuns } from '../../../src/report/plot/runs-plot.ts';

const { level } = chalk;
beforeAll(() => {
  chalk.level = 0;
});
afterAll(() => {
  chalk.level = level;
});

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const area = { width: 80, height: 12, isUtf8: false };

/** A run that ended on one day and read rows through another. */
const runOf = (ended: number, through: number, u2: Readonly<Record<string, number>>): RunRecord =>
  ({
    at: START + ended * DAY,
    data: [{ last: START + through * DAY }],
    asked: { sources: ['binance:BTC/USDT:1d'] },
    options: { target: 'log-return' },
    scores: ['naive', ...Object.keys(u2)].map((model) => ({ model, u2: u2[model] ?? 1 })),
  }) as unknown as RunRecord;

describe('U2 over runs', () => {
  test('is drawn by the last row that a run read, not by the time it ended', () => {
    // The newest run read the oldest rows.
    const runs = [runOf(30, 0, { gru: 0.9 }), runOf(20, 90, { gru: 1.1 }), runOf(10, 60, { gru: 1 })];
    const drawing = plotRuns(runs, area);
    expect(drawing).toMatch(/^U2 by the last row read: 3 runs of binance:BTC\/USDT:1d$/m);
    expect(drawing).toMatch(/^ooo gru {3}--- naive$/m);
    const rows = drawing.split('\n').filter((line) => /^[ \d.]+[|+]/.test(line));
    expect(rows[0]).toMatch(/o$/);
    expect(rows.findLast((line) => line.includes('o'))).toMatch(/[|+]o/);
  });

  test('has a line for each model of the newest run, and a hole where one was not run', () => {
    const drawing = plotRuns([runOf(2, 2, { gru: 0.9, mlp: 1.1 }), runOf(1, 1, { gru: 1 })], area);
    expect(drawing).toMatch(/^ooo gru {3}xxx mlp {3}--- naive$/m);
    expect(drawing.replace(/.*--- naive/, '').match(/x/g)).toHaveLength(1);
  });

  test('marks a single run', () => {
    expect(plotRuns([runOf(1, 1, { gru: 0.9 })], { ...area, isUtf8: true })).toMatch(/^◆◆◆ gru/m);
  });
});

const configuration = (model: string, series: string, errors: readonly number[]): EvaluatedConfiguration => {
  const points = errors.map((error, i) => ({
    ds: START + i * DAY,
    y: 100,
    yhat: 100 + error,
    last: 100 - 5,
  }));
  return {
    model,
    series,
    asked: { sources: [series] },
    options: { target: 'log-return', column: 'close' },
    scores: { n: errors.length },
    steps: [{ points }],
  } as unknown as EvaluatedConfiguration;
};

describe('live errors', () => {
  test('are absolute, beside those of naive', () => {
    const drawing = plotLive(
      [configuration('naive', 'BTC', [-5, -5, -5]), configuration('gru', 'BTC', [-1, 3, -9])],
      area,
    );
    expect(drawing).toMatch(/^BTC, close: absolute errors one step ahead$/m);
    expect(drawing).toMatch(/^\*\*\* naive {3}ooo gru$/m);
    expect(drawing).not.toMatch(/^ *-\d/m);
    // Naive misses by 5 each day: a level line.
    expect(
      drawing.split('\n').filter((line) => line.includes('***') && !line.includes('naive')),
    ).toHaveLength(1);
  });

  test('are drawn for the first three series that have any', () => {
    const all = ['A', 'B', 'C', 'D', 'E'].flatMap((series) => [
      configuration('naive', series, series === 'A' ? [] : [-5, -5]),
      configuration('gru', series, series === 'A' ? [] : [1, 2]),
    ]);
    const titles = plotLive(all, area).match(/^\w, close/gm);
    expect(titles).toEqual(['B, close', 'C, close', 'D, close']);
  });

  test('are none before anything is scored', () => {
    expect(plotLive([configuration('gru', 'BTC', [])], area)).toBe('');
    expect(plotLive([], area)).toBe('');
  });
});
