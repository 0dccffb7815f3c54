import { describe, expect, test } from 'vitest';
import { scoreWarnings } from '../../../src/report/text/score-warnings.ts';
import { smallResult } from '../result.ts';
import { textsOf } from '../../../src/text/warning.ts';

type Shape = Parameters<typeof smallResult>[0];
const warningsOf = (shape: Shape) => {
  const result = smallResult(shape);
  return textsOf(scoreWarnings(result, result.panel));
};
const wavy = Array.from({ length: 30 }, (_, i) => 10 + (i % 3) + (i % 5));

describe('scoreWarnings', () => {
  test('are none where every score is defined', () => {
    expect(warningsOf({ series: { A: [10, 11, 10, 12, 11, 13] } })).toEqual([]);
  });

  test('say why a metric is undefined, and for which models', () => {
    expect(warningsOf({ series: { A: [5, 5, 5, 5, 5] } })).toEqual([
      'no forecast can be scored in normal times, wild times',
      'u2 has undefined values for all models: it is undefined if there are no points, or naive has no error on any series',
      'skill has undefined values for all models: it is undefined if there are no points, or naive has no error on any series; for classes, there are no probabilities, or frequencies is almost certain of the class on every series (Brier score below 0.001)',
      'rmae has undefined values for all models: it is undefined if there are no points, or naive has no error on any series',
    ]);
  });

  test('name folds without a score once, not once for every metric', () => {
    const result = smallResult({ series: { A: wavy } });
    const none = { n: 0, mae: NaN, rmse: NaN, mape: NaN, u2: NaN, skill: NaN };
    const models = result.models.map((model) => ({
      ...model,
      byFolds: model.byFolds.map((fold) =>
        fold.fold === 3 || fold.fold === 4 ? { ...fold, ...none } : { ...fold, n: 10 },
      ),
    }));
    expect(textsOf(scoreWarnings({ ...result, models }, result.panel))).toEqual([
      'no forecast can be scored in folds 3, 4',
    ]);
    // Single origins are no folds: those without a score are left out, of which another warning tells.
    const single = models.map((model) => ({
      ...model,
      byFolds: model.byFolds.map((fold) => ({ ...fold, n: Math.min(fold.n, 1) })),
    }));
    expect(scoreWarnings({ ...result, models: single }, result.panel)).toEqual([]);
  });

  test('say why there are no intervals, or none somewhere', () => {
    expect(warningsOf({ series: { A: wavy }, rival: (y, last) => (y + last) / 2, level: [99] })).toContain(
      'coverage, width, score of the 99 % intervals are undefined for all models: too few earlier errors (99 % needs 199)',
    );
    expect(warningsOf({ series: { A: wavy.map(() => 5) }, rival: (y) => y + 1, level: [80] })).toContain(
      'coverage, width, score of the 80 % intervals are undefined for all models: ' +
        'the values never change before the forecasts, so there is no volatility to scale errors by',
    );
    const both = warningsOf({ series: { A: wavy }, rival: (y, last) => (y + last) / 2, level: [80, 99] });
    expect(both.filter((text) => /pinball|wql|crps|distributions/.test(text))).toEqual([
      'scores of distributions are undefined for all models: no forecast has intervals of every level and a known actual value',
    ]);
  });

  test('say why the score of a distribution is undefined', () => {
    const result = smallResult({ series: { A: wavy }, level: [80] });
    const models = result.models.map((model) => ({
      ...model,
      distribution: { n: 20, shares: [0.1, 0.5, 0.9], scores: { pinball: 1, wql: 1, crps: NaN } },
    }));
    expect(textsOf(scoreWarnings({ ...result, models: models.slice(1) }, result.panel))).toEqual([
      expect.stringMatching(/^crps has undefined values for rival: .* the shares are not an even grid$/),
    ]);
  });

  test('count the points that mape leaves out', () => {
    expect(warningsOf({ series: { A: [1, 2, 3, 0, 4] } })).toContain(
      'mape leaves out 1 point whose actual value is 0',
    );
  });
});
