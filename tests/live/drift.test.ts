/** The drift alarm: false alarms are rare over years without a change, and a change raises it within weeks. */
import { describe, expect, test } from 'vitest';
import { driftOf } from '../../src/live/drift.ts';
import { Random } from '../../src/math/random.ts';
import type { PastOptions } from './pasts.ts';
import { pastOf } from './pasts.ts';

const YEAR = 365;

/** Whether the alarm was raised at any check of a year: it may end later, but not within days. */
function isEverRaised(live: ReturnType<typeof pastOf>, backtest: ReturnType<typeof pastOf>): boolean {
  for (let n = 5; n <= live.length; n += 5)
    if (driftOf([live.slice(0, n)], [backtest]).isDrifting === true) return true;
  return false;
}

describe('over a year of daily checks', () => {
  // The rule allows 0.05. In 400 years each the shares were 0.000 to 0.028 (docs/live.md). If the share is 0.025, 3 or more of
  // 40 years with an alarm occur by chance in one of 25 cases, and 6 hardly ever.
  test.each<[PastOptions['kind'], number, number]>([
    ['normal', 30, 0.5],
    ['t3', 100, 0.1],
    ['garch', 266, 0.5],
  ])('with %s changes, after a backtest of %i origins, false alarms are rare', (kind, origins, noise) => {
    const random = new Random(21);
    const raised = Array.from({ length: 40 }, () =>
      isEverRaised(
        pastOf(random, { kind, step: 1, spacing: 1, origins: YEAR, noise }),
        pastOf(random, { kind, step: 1, spacing: 1, origins, noise }),
      ),
    );
    expect(raised.filter(Boolean).length).toBeLessThan(6);
  });
});

describe('if forecasts become worse', () => {
  const random = new Random(22);
  const backtest = pastOf(random, { kind: 'garch', step: 1, spacing: 1, origins: 100 });
  const bad = pastOf(random, { kind: 'garch', step: 1, spacing: 1, origins: 60, shift: 1 });
  const good = pastOf(random, { kind: 'garch', step: 1, spacing: 1, origins: 150 });

  test('by a typical change, the alarm is raised within a month, with its day', () => {
    const days = Array.from(bad.keys()).find(
      (n) => driftOf([bad.slice(0, n)], [backtest]).isDrifting === true,
    )!;
    expect(days).toBeLessThan(31);
    const raised = driftOf([bad], [backtest]);
    expect(raised).toMatchObject({ isDrifting: true, note: null, steps: [{ step: 1, n: 60 }] });
    expect(raised.since).toBe(bad[days - 1].ds);
  });

  test('the alarm ends some weeks after they are as good as the backtest again', () => {
    const later = good.map((point) => ({ ...point, origin: point.origin + 1000, ds: point.ds + 1000 }));
    expect(driftOf([[...bad, ...later.slice(0, 3)]], [backtest]).isDrifting).toBe(true);
    expect(driftOf([[...bad, ...later]], [backtest])).toMatchObject({ isDrifting: false, since: null });
  });

  test('a single bad forecast does not raise the alarm', () => {
    const shock = { ...good[50], yhat: 1e6 };
    expect(driftOf([[...good.slice(0, 50), shock]], [backtest]).isDrifting).toBe(false);
  });
});

test('the alarm is undefined if the backtest has too few forecasts', () => {
  const random = new Random(23);
  const live = pastOf(random, { kind: 'normal', step: 1, spacing: 1, origins: 50 });
  const short = live.slice(0, 29);
  expect(driftOf([live], [short])).toMatchObject({
    isDrifting: undefined,
    steps: [],
    note: expect.stringContaining('30 backtest forecasts without overlap are needed, there are 29'),
  });
  const naive = live.map((point) => ({ ...point, yhat: point.last }));
  expect(driftOf([naive], [naive]).isDrifting).toBeUndefined();
});

test('with several steps each has a higher limit, and one alarm is enough', () => {
  const random = new Random(24);
  const make = (step: number, shift = 0) =>
    pastOf(random, { kind: 'normal', step, spacing: 1, origins: 120, shift });
  const backtest = [make(1), make(2)];
  const [one] = driftOf([make(1)], [backtest[0]]).steps;
  const two = driftOf([make(1), make(2, 2)], backtest);
  expect(two.steps[0].limit).toBeGreaterThan(one.limit);
  expect(two.isDrifting).toBe(true);
  expect(two.steps.map(({ since }) => since === null)).toEqual([true, false]);
  // Two steps ahead, every second forecast is without overlap.
  expect(two.steps.map(({ n }) => n)).toEqual([120, 60]);
});
