import { describe, expect, test } from 'vitest';
import { backtestJson } from '../../../src/report/json/backtest.ts';
import { toText } from '../../../src/report/json/document.ts';
import { smallResult } from '../result.ts';
import { noteOf, warningOf } from '../../../src/text/warning.ts';

function roundTrip(result: Parameters<typeof backtestJson>[0]) {
  return JSON.parse(toText(backtestJson(result, '1.2.3', [warningOf('a warning'), noteOf('a note')])));
}

const result = smallResult({ series: { A: [10, 11, 10, 12, 11, 13] }, rival: (y, last) => (y + last) / 2 });

describe('backtestJson', () => {
  test('has the names of schema 1', () => {
    const json = roundTrip(result);
    expect(json).toMatchObject({
      schema: 1,
      type: 'backtest',
      run: 'sha256-of-the-run',
      version: '1.2.3',
      seed: 1,
      data: [{ id: 'A', rows: 6, from: '2024-01-01', to: '2024-01-06', digest: 'd1' }],
      options: { horizon: 1, stepSize: 1, inputSize: 60, trainSize: null },
      folds: {
        count: 3,
        origins: 3,
        refit: 1,
        window: 'expanding',
        firstTarget: '2024-01-04',
        lastTarget: '2024-01-06',
      },
      failures: [],
      warnings: ['a warning', 'a note'],
      notes: ['a note'],
    });
    const [, rival] = json.models;
    expect(rival).toMatchObject({ model: 'rival', parameters: 7, seconds: 1.5, fits: 3, epochs: [3, 3, 3] });
    expect(rival.training).toEqual([
      // Kept by a version without learning curves.
      { fold: 0, member: 0, epochs: 3, seconds: 0.5, trainingLoss: null, validationLoss: null },
      ...[1, 2].map((fold) => ({
        fold,
        member: 0,
        epochs: 3,
        seconds: 0.5,
        trainingLoss: [0.9, 0.7, 0.6],
        validationLoss: [0.8, 0.7, 0.75],
      })),
    ]);
    expect(json.models[0].training).toEqual([]);
    expect(Object.keys(rival.scores)).toEqual(
      'n mae mse rmse bias mdae mape smape wape mase rmsse u2 skill rmae direction'.split(' '),
    );
    expect(rival.scores).toMatchObject({ n: 3, u2: 0.5, skill: 0.75 });
    expect(rival.scores.direction).toMatchObject({ hits: 3, n: 3, rate: 1, ties: 0 });
    expect(rival.bySteps).toMatchObject([{ step: 1, n: 3, u2: 0.5, direction: { rate: 1 } }]);
    expect(rival.byFolds[0]).toMatchObject({ fold: 0, cutoff: '2024-01-03', n: 1, u2: 0.5 });
    expect(rival.bySeries).toMatchObject([{ id: 'A', n: 3, direction: { hits: 3 } }]);
    expect(rival.verdict).toMatch(/^rival has a lower error than naive: RMSE/);
    expect(json.answer).toMatch(/^Whether rival is better than naive on /);
    expect(rival.word).toBe('not tested');
  });

  test('writes what is undefined as null', () => {
    const [naive] = roundTrip(result).models;
    expect(naive.scores.direction).toEqual({
      hits: 0,
      n: 0,
      effective: 0,
      rate: null,
      lo: null,
      hi: null,
      alwaysUp: null,
      ties: 3,
    });
    expect(naive.spread).toBeNull();
  });

  test('has tests per step with their reasons, intervals per level, and regimes', () => {
    const long = Array.from({ length: 60 }, (_, i) => 100 + 5 * Math.sin(i) + (i % 7));
    const [, rival] = roundTrip(
      smallResult({ series: { A: long }, rival: (y, last) => (y + last) / 2, level: [80] }),
    ).models;
    expect(rival.tests.dm).toMatchObject([{ step: 1, n: 57, effective: 57, note: null }]);
    expect(rival.tests.dm[0].p).toBeLessThan(0.001);
    expect(rival.tests.gw).toMatchObject([{ step: 1, p: null, note: 'the window expands' }]);
    expect(rival.tests.mcs).toMatchObject([{ step: 1, p: 1, isIn: true }]);
    expect(rival.intervals).toMatchObject([
      { level: 80, n: 48, missing: 9, bySteps: [{ step: 1, n: 48 }], bySeries: [{ id: 'A', n: 48 }] },
    ]);
    expect(rival.intervals[0].tests).toMatchObject([{ id: 'A', step: 1, kupiec: { n: 48 } }]);
    expect(rival.distribution).toMatchObject({ n: 48, shares: [0.1, 0.5, 0.9], pinball: expect.any(Number) });
    expect(rival.leak).toEqual({
      u2: rival.scores.u2,
      series: [{ id: 'A', u2: expect.closeTo(0.5, 9), n: 57 }],
    });
    expect(rival.byRegimes.map(({ regime }: { regime: string }) => regime)).toEqual([
      'calm',
      'normal',
      'wild',
    ]);
  });

  test('says of tests on a handful of origins that they are too few', () => {
    const [naive, rival] = roundTrip(result).models;
    expect(naive.tests).toMatchObject({ dm: [], mcs: [{ p: null, isIn: null }] });
    expect(rival.tests.dm).toMatchObject([{ p: null, adjusted: null, note: '3 origins, fewer than 10' }]);
    expect(rival.intervals).toEqual([]);
    expect(rival.distribution).toBeNull();
  });

  test('names failed fits', () => {
    const failures = [{ model: 'gru', fold: 2, message: 'the loss is not finite', hint: undefined }];
    expect(roundTrip({ ...result, failures }).failures).toEqual([
      { model: 'gru', fold: 2, message: 'the loss is not finite', hint: null },
    ]);
  });
});
