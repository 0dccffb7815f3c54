import { describe, expect, test } from 'vitest';
import { alarms, copyAlarms, leakAlarm } from '../../src/backtest/alarms.ts';
import type { Trial } from '../../src/backtest/trial.ts';
import { smallResult } from '../report/result.ts';

const prices = [10, 11, 10, 12, 11, 13];
const [naive, perfect] = smallResult({ series: { A: prices } }).models;
const [, slightly] = smallResult({
  series: { A: prices },
  rival: (y, last) => last + 0.05 * (y - last),
}).models;

describe('leakAlarm', () => {
  const often = (result: typeof perfect, n = 30) => ({
    ...result,
    bySteps: result.bySteps.map((scores) => ({ ...scores, n })),
  });

  test('is an alarm where U2 one step ahead is below 0.9', () => {
    expect(leakAlarm(often(perfect), 'close')).toContain('look for a leak');
    expect(leakAlarm(often(slightly), 'close')).toBeUndefined();
    expect(leakAlarm(often(naive), 'close')).toBeUndefined();
  });

  test('takes no alarm from a handful of points', () => {
    expect(leakAlarm(often(perfect, 29), 'close')).toBeUndefined();
  });

  test('does not speak of volume, which is no price', () => {
    expect(leakAlarm(often(perfect), 'volume')).toBeUndefined();
  });

  test('looks at the first step only', () => {
    const bySteps = [{ ...slightly.bySteps[0] }, { ...perfect.bySteps[0], step: 2 }];
    expect(leakAlarm(often({ ...slightly, bySteps }), 'close')).toBeUndefined();
  });
});

describe('copyAlarms', () => {
  const wavy = Array.from({ length: 80 }, (_, i) => 100 + 10 * Math.sin(i) + (i % 7));
  const of = (rival: (y: number, last: number) => number) => {
    const result = smallResult({ series: { A: wavy }, rival });
    return { result, trial: trialOf(result, wavy) };
  };

  test('name forecasts that hardly leave the last value', () => {
    const { result, trial } = of((y, last) => last - 0.05 * (y - last));
    expect(copyAlarms(result.models, trial)).toEqual([
      'rival has forecasts that hardly leave the last known value: drawn over the truth they look right, one row late',
    ]);
  });

  test('name forecasts of a value that stood before the origin', () => {
    const { result, trial } = of((y) => y);
    trial.table.yhat.get('rival')!.set(trial.table.last.map((_, i) => trial.valueBefore(i, 1)));
    expect(copyAlarms(result.models, trial)).toEqual([
      'rival forecasts what stood 1 row before the origin: it lags behind what is known',
    ]);
  });

  test('are none for naive, for what leaves the last value, and for what is better by more than luck', () => {
    const far = of((y, last) => last - (y - last));
    expect(copyAlarms(far.result.models, far.trial)).toEqual([]);
    const better = of((y, last) => last + 0.1 * (y - last));
    expect(better.result.models[1].tests.dm[0].adjusted).toBeLessThan(0.05);
    expect(copyAlarms(better.result.models, better.trial)).toEqual([]);
  });
});

describe('alarms', () => {
  const long = Array.from({ length: 60 }, (_, i) => 100 + (i % 5) + (i % 7));
  const warningsOf = (values: readonly number[], horizon = 1) => {
    const result = smallResult({ series: { A: values }, rival: (y, last) => last - (y - last), horizon });
    return alarms(result.models, trialOf(result, values), 'close');
  };

  test('are none where there is nothing to warn of', () => {
    expect(warningsOf(long)).toEqual([]);
  });

  test('say that origins are few, and how many are left without overlap', () => {
    expect(warningsOf(long.slice(0, 20))).toEqual([
      expect.stringMatching(/^17 origins: with fewer than 20, tests and intervals say little/),
    ]);
    expect(warningsOf(long, 3)).toEqual([
      expect.stringMatching(/^19 origins whose targets do not overlap: with fewer than 20/),
    ]);
  });

  test('say that percentages near zero are no measure', () => {
    expect(warningsOf(long.with(40, 0.5))).toEqual([
      expect.stringMatching(/^mape of A rests on true values near zero/),
    ]);
  });
});

function trialOf(
  { forecasts, options, plan }: ReturnType<typeof smallResult>,
  values: readonly number[],
): Trial {
  return {
    table: forecasts,
    ids: ['A'],
    cutoffs: plan.folds.map(({ cutoff }) => cutoff),
    horizon: options.horizon,
    stepSize: options.stepSize,
    seed: 1,
    insample: { absolute: () => 1, squared: () => 1 },
    volatility: null,
    valueBefore: (i, rows) => values[forecasts.origin[i] - rows] ?? NaN,
    expands: null,
    quantity: 'price',
    benchmarks: ['naive'],
  };
}
