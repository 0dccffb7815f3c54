import { quantities } from '../../src/data/quantities.ts';
import { describe, expect, test } from 'vitest';
import { alarms, copyAlarms, leakAlarm, leakOf } from '../../src/evaluation/alarms.ts';
import type { Trial } from '../../src/evaluation/trial.ts';
import { walk } from '../helpers/panels.ts';
import { smallResult } from '../report/result.ts';
import { textsOf } from '../../src/text/warning.ts';

const prices = [10, 11, 10, 12, 11, 13];
const [, slightly] = smallResult({
  series: { A: prices },
  rival: (y, last) => last + 0.05 * (y - last),
}).models;

describe('leakOf', () => {
  const wavy = Array.from({ length: 40 }, (_, i) => 100 + 10 * Math.sin(i) + (i % 7));
  const of = (
    series: Readonly<Record<string, readonly number[]>>,
    rival: (y: number, last: number) => number,
  ) => smallResult({ series, rival }).models[1];
  const near = (share: number) => (y: number, last: number) => last + share * (y - last);

  test('finds a leak if U2 one step ahead is below 0.9', () => {
    const leaking = of({ A: wavy }, near(0.5));
    expect(leaking.leak).toEqual({
      u2: leaking.bySteps[0].u2,
      series: [{ id: 'A', u2: expect.closeTo(0.5, 10), n: 37 }],
    });
    expect(leakAlarm(leaking)).toMatch(/^rival has U2 0\.500 one step ahead; .* look for a leak/);
    expect(of({ A: wavy }, near(0.05)).leak).toBeNull();
    expect(leakAlarm(of({ A: wavy }, near(0.05)))).toBeUndefined();
  });

  test('finds none in only a few points', () => {
    expect(of({ A: wavy.slice(0, 32) }, near(0.5)).leak).toBeNull();
    expect(of({ A: wavy.slice(0, 33) }, near(0.5)).leak).not.toBeNull();
  });

  test('finds none for volume and volatility, which are not prices', () => {
    const result = smallResult({ series: { A: wavy }, rival: near(0.5) });
    const trial = trialOf(result, wavy);
    const [, rival] = result.models;
    expect(leakOf(rival, trial)).not.toBeNull();
    expect(leakOf(rival, { ...trial, column: 'volume' })).toBeNull();
    expect(leakOf(rival, { ...trial, quantity: quantities['log-volatility'] })).toBeNull();
  });

  test('finds none where the pattern of the series explains the gain, and says so in a note', () => {
    const sine = Array.from({ length: 300 }, (_, i) => 100 + 10 * Math.sin(i / 4));
    const result = smallResult({ series: { A: sine }, rival: near(0.5) });
    expect(result.models[1].leak).toBeNull();
    expect(result.models[1].verdict).not.toContain('TOO GOOD');
    const [note, ...more] = alarms(result.models, trialOf(result, sine));
    expect(note).toMatchObject({
      text: expect.stringMatching(/^earlier changes explain much of .* A \(\d+ %\)/),
    });
    expect(textsOf(more).join(' ')).not.toContain('leak');
  });

  test('finds one in a price of the same length', () => {
    const price = walk(300, 1);
    const result = smallResult({ series: { A: price }, rival: near(0.5) });
    expect(result.models[1].leak).not.toBeNull();
    expect(textsOf(alarms(result.models, trialOf(result, price))).join(' ')).not.toContain('earlier changes');
  });

  test('uses the first step only', () => {
    const result = smallResult({ series: { A: wavy }, rival: near(0.5), horizon: 2 });
    const trial = trialOf(result, wavy);
    const { table } = trial;
    const yhat = table.last.map((last, i) => (table.step[i] === 1 ? last : table.y[i]));
    const rival = { ...result.models[1], bySteps: [{ ...slightly.bySteps[0], n: 36 }] };
    const leaking = { ...trial, table: { ...table, yhat: new Map([['rival', yhat]]) } };
    expect(leakOf(rival, leaking)).toBeNull();
  });

  test('finds and names a single leaking series of a panel', () => {
    const ids = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I'];
    const series = Object.fromEntries(ids.map((id, s) => [id, wavy.map((value) => value + 1000 * s)]));
    const leaking = of(series, (y, last) => (y > 7500 ? y : last - 0.02 * (y - last)));
    expect(leaking.bySteps[0].u2).toBeGreaterThan(0.9);
    expect(leaking.leak?.series).toEqual([{ id: 'I', u2: 0, n: 37 }]);
    expect(leakAlarm(leaking)).toMatch(/^rival has U2 0\.000 on I one step ahead; /);
    expect(leaking.verdict).toContain('TOO GOOD TO BE TRUE for a price: U2 0.000 on I one step ahead');
  });
});

describe('copyAlarms', () => {
  const wavy = Array.from({ length: 80 }, (_, i) => 100 + 10 * Math.sin(i) + (i % 7));
  const of = (rival: (y: number, last: number) => number) => {
    const result = smallResult({ series: { A: wavy }, rival });
    return { result, trial: trialOf(result, wavy) };
  };

  test('name forecasts that nearly repeat the last value', () => {
    const { result, trial } = of((y, last) => last - 0.05 * (y - last));
    expect(textsOf(copyAlarms(result.models, trial))).toEqual([
      'the forecasts of rival nearly repeat the last known value, so they look more accurate on a chart than they are',
    ]);
  });

  test('name forecasts that repeat a value before the origin', () => {
    const { result, trial } = of((y) => y);
    trial.table.yhat.get('rival')!.set(trial.table.last.map((_, i) => trial.valueBefore(i, 1)));
    expect(textsOf(copyAlarms(result.models, trial))).toEqual([
      'rival repeats the value 1 row before the origin: it lags behind the last known value',
    ]);
  });

  test('are raised even if a forecast or an earlier value is missing', () => {
    const { result, trial } = of((y) => y);
    const before = trial.table.last.map((_, i) => trial.valueBefore(i, 1));
    trial.table.yhat.get('rival')!.set(before.with(5, NaN));
    expect(textsOf(copyAlarms(result.models, trial))).toEqual([
      expect.stringContaining('1 row before the origin'),
    ]);
    const copy = of((y, last) => last - 0.05 * (y - last));
    const blind = { ...copy.trial, valueBefore: () => NaN };
    expect(textsOf(copyAlarms(copy.result.models, blind))).toEqual([
      expect.stringContaining('nearly repeat'),
    ]);
  });

  test('are not raised for naive, for forecasts away from the last value, and for significantly better models', () => {
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
    return textsOf(alarms(result.models, trialOf(result, values)));
  };

  test('are not raised if there is nothing to warn about', () => {
    expect(warningsOf(long)).toEqual([]);
  });

  test('say that there are few origins, and how many are without overlap', () => {
    expect(warningsOf(long.slice(0, 20))).toEqual([
      expect.stringMatching(/^17 origins: tests and intervals are unreliable with fewer than 20/),
    ]);
    expect(warningsOf(long, 3)).toEqual([
      expect.stringMatching(
        /^19 origins without overlapping targets: tests and intervals are unreliable with fewer than 20/,
      ),
    ]);
  });

  test('say that percentage errors are dominated by values near zero', () => {
    expect(warningsOf(long.with(40, 0.5))).toEqual([
      expect.stringMatching(/^mape of A is dominated by actual values near zero/),
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
    noGiacominiWhiteReason: null,
    quantity: quantities.price,
    column: 'close',
  };
}
