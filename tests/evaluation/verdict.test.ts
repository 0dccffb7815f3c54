import { quantities } from '../../src/data/quantities.ts';
import type { Evaluation, StepTest } from '../../src/evaluation/evaluation.ts';
import { describe, expect, test } from 'vitest';
import { summary as summaryOf } from '../../src/evaluation/summary.ts';
import { verdict as verdictOf } from '../../src/evaluation/verdict.ts';
import { smallResult } from '../report/result.ts';

/** Sentences on prices; those on classes are in `direction.test.ts`. */
const verdict = (result: Evaluation) => verdictOf(result, quantities.price, undefined);
const summary = (results: readonly Evaluation[]) => summaryOf(results, quantities.price);

const prices = [10, 11, 10, 12, 11, 13];
const [naive] = smallResult({ series: { A: prices } }).models;
const [, worse] = smallResult({ series: { A: prices }, rival: (y, last) => last - (y - last) / 2 }).models;
const [, slightly] = smallResult({
  series: { A: prices },
  rival: (y, last) => last + 0.05 * (y - last),
}).models;

/** Tests as if there were many origins: one per step, adjusted as if for `comparisons`. */
function tested(
  result: Evaluation,
  p: readonly { readonly dm: number; readonly cw?: number; readonly sign?: 1 | -1 }[],
  comparisons = p.length,
): Evaluation {
  const outcome = (step: number, value: number, statistic: number): StepTest => ({
    step,
    statistic,
    p: value,
    adjusted: Math.min(1, comparisons * value),
    n: 200,
    effective: 200,
    note: null,
  });
  return {
    ...result,
    tests: {
      ...result.tests,
      dm: p.map(({ dm, sign = -1 }, k) => outcome(k + 1, dm, 2 * sign)),
      cw: p.map(({ cw = 0.5 }, k) => outcome(k + 1, cw, 1)),
      comparisons: { dm: comparisons, cw: comparisons, gw: comparisons, pt: comparisons },
    },
  };
}

describe('verdict', () => {
  test('says that a model beats naive, by how much and on how many points', () => {
    expect(verdict(tested(slightly, [{ dm: 0.03 }]))).toMatch(
      /^rival is significantly better than naive: RMSE 5\.0 % lower \(Diebold-Mariano p 0\.030\)\. /,
    );
  });

  test('says in how many folds its error was lower, if a fold has more than one origin', () => {
    const byFolds = slightly.byFolds.map((scores) => ({ ...scores, n: 10 }));
    expect(verdict({ ...slightly, byFolds })).toContain(
      'RMSE 5.0 % lower, lower in 3 of 3 folds (not tested: 3 origins, fewer than 10).',
    );
    expect(verdict(slightly)).not.toContain('folds');
  });

  test('says that the series of a panel are weighted equally, as in the tests', () => {
    const [, rival] = smallResult({
      series: { A: prices, B: prices.map((price) => 1000 * price) },
      rival: (y, last) => last + 0.05 * (y - last),
    }).models;
    expect(verdict(rival)).toContain('RMSE 5.0 % lower (');
    expect(summary([naive, rival])).toMatch(
      /^On RMSE, series weighted equally, rival \(5\.0 % lower\) has a lower error/,
    );
  });

  test('claims no significance with only a few origins', () => {
    expect(verdict(slightly)).toContain(
      'rival has a lower error than naive: RMSE 5.0 % lower (not tested: 3 origins, fewer than 10).',
    );
    expect(summary([naive, slightly])).toContain('but the difference cannot be tested.');
  });

  test('says whether a better score is significant, by p after adjustment', () => {
    expect(verdict(tested(slightly, [{ dm: 0.03 }]))).toContain(
      'RMSE 5.0 % lower (Diebold-Mariano p 0.030). ',
    );
    const doubtful = tested(slightly, [{ dm: 0.03 }], 3);
    expect(verdict(doubtful)).toContain(
      'rival is not significantly better than naive: RMSE 5.0 % lower (Diebold-Mariano p 0.090). ',
    );
    expect(verdict(doubtful)).not.toMatch(/beats|is significantly better/);
    expect(summary([naive, doubtful])).toContain(
      'rival (5.0 % lower) has a lower error than naive, but the difference is not significant.',
    );
    expect(summary([naive, tested(slightly, [{ dm: 0.03, cw: 0.001 }], 3)])).toContain(
      'not significant. Clark-West finds evidence of information beyond naive in rival.',
    );
    expect(summary([naive, tested(slightly, [{ dm: 0.03 }])])).toContain(
      'On RMSE, rival (5.0 % lower) is significantly better than naive.',
    );
  });

  test('says that a worse score is significant', () => {
    expect(verdict(tested(worse, [{ dm: 0.0001, sign: 1 }]))).toContain(
      'rival is significantly worse than naive: RMSE 50.0 % higher (Diebold-Mariano p <0.001). ',
    );
  });

  test('names the steps at which a difference is significant', () => {
    const steps = [{ dm: 0.001 }, { dm: 0.4 }, { dm: 0.002, sign: 1 as const }];
    const stepped = (count: number) => ({
      ...slightly,
      bySteps: Array.from({ length: count }, (_, k) => ({ ...slightly.bySteps[0], step: k + 1 })),
    });
    expect(verdict(tested(stepped(3), steps))).toContain(
      'rival is significantly better than naive at step 1 of 3 and significantly worse than naive at step 3 of 3: ' +
        'RMSE 5.0 % lower over all steps (smallest Diebold-Mariano p 0.003 at step 1).',
    );
    const result = tested(stepped(2), [{ dm: 0.4 }, { dm: 0.5 }]);
    expect(verdict(result)).toContain(
      'rival is not significantly better than naive: RMSE 5.0 % lower over all steps (smallest Diebold-Mariano p 0.800 at step 1).',
    );
    const far = { ...result, scores: { ...result.scores, u2: 1.2 } };
    expect(verdict(far)).toContain(
      'rival does not beat naive: RMSE 20.0 % higher over all steps (smallest Diebold',
    );
  });

  test('does not say better overall if the tests say worse, for any pooled errors', () => {
    const text = verdict(tested(slightly, [{ dm: 0.001, sign: 1 }]));
    expect(text).toMatch(/^rival is significantly worse than naive: /);
    expect(text).not.toMatch(/lower error|better than naive|beats/);
    expect(summary([naive, tested(slightly, [{ dm: 0.001, sign: 1 }])])).not.toMatch(
      /lower error|better than|beats naive/,
    );
  });

  test('says that the model has information beyond naive, if that is significant', () => {
    expect(verdict(tested(worse, [{ dm: 0.5, cw: 0.01 }]))).toContain(
      ' It contains information beyond naive (Clark-West p 0.010).',
    );
    expect(verdict(tested(worse, [{ dm: 0.5, cw: 0.2 }]))).not.toContain('information');
  });

  test('says that a model does not beat naive', () => {
    expect(verdict(worse)).toMatch(
      /^rival does not beat naive: RMSE 50\.0 % higher \(not tested: 3 origins, fewer than 10\)\. /,
    );
  });

  test('compares the direction with always forecasting "up"', () => {
    expect(verdict(slightly)).toMatch(/Its direction is right in 100\.0 %, always "up" in 66\.7 %\.$/);
    const [dm] = tested(slightly, [{ dm: 0.01 }]).tests.dm;
    const withTest = (adjusted: number) =>
      verdict({ ...slightly, tests: { ...slightly.tests, pt: [{ ...dm, adjusted }] } });
    expect(withTest(0.012)).toContain('; significantly better than chance (Pesaran-Timmermann p 0.012).');
    expect(withTest(0.4)).toContain('; not significantly better than chance (Pesaran-Timmermann p 0.400).');
  });

  test('says what the intervals cover, or that there are none', () => {
    const wavy = Array.from({ length: 30 }, (_, i) => 10 + (i % 3) + (i % 5));
    const [still, rival] = smallResult({
      series: { A: wavy },
      rival: (y, last) => (y + last) / 2,
      level: [50, 99],
    }).models;
    const [half] = rival.intervals;
    const covered = `50 % intervals cover ${(100 * half.scores.coverage).toFixed(1)} % (Kupiec p `;
    expect(verdict(rival)).toContain(covered);
    expect(verdict(rival)).toMatch(/No 99 % interval: too few earlier errors \(99 % needs 199\)\.$/);
    expect(verdict(still)).toMatch(/^naive repeats the value at the origin: .*\. 50 % intervals cover /);
  });

  test('detects from the scores that a model repeats the value at the origin', () => {
    expect(verdict(naive)).toBe('naive repeats the value at the origin: this is the naive forecast.');
  });

  test('does not compare if naive has no error, or is unknown', () => {
    const [, flat] = smallResult({ series: { A: [5, 5, 5, 5, 5] }, rival: (y) => y + 1 }).models;
    expect(verdict(flat)).toBe('rival cannot be compared with naive: naive has no error on these 2 points.');
    const direction = { ...worse.direction, n: 0, ties: 0 };
    const scores = { ...worse.scores, u2: NaN };
    expect(verdict({ ...worse, scores, direction })).toBe(
      'rival cannot be compared with naive: the naive forecasts of these 3 points are unknown.',
    );
  });

  test('says when nothing was scored', () => {
    const scores = { ...naive.scores, n: 0, u2: NaN };
    expect(verdict({ ...naive, scores })).toBe(
      'naive was not scored: it has no forecast with a known actual value.',
    );
  });

  test('calls errors equal if U2 is 1.000 in three decimals', () => {
    const scores = { ...worse.scores, u2: 0.9996, skill: -0.0004 };
    expect(verdict({ ...worse, scores })).toContain('rival is as good as naive: RMSE equal (');
    expect(summary([naive, { ...worse, scores }])).toContain('rival (equal) does not beat naive');
  });

  test('says that a model with a very large error has not learned', () => {
    const mlp = { ...worse, model: 'mlp' };
    expect(verdict(mlp)).toContain(
      'So large an error means that the model has not learned: check the learning rate and the epochs.',
    );
    expect(verdict({ ...mlp, scores: { ...mlp.scores, u2: 1.49 } })).not.toContain('has not learned');
  });

  test('gives only networks advice about training', () => {
    const holt = verdict({ ...worse, model: 'holt' });
    expect(holt).toContain('So large an error makes its forecasts useless here.');
    expect(holt).not.toContain('learn');
  });

  test('does not print absurd numbers', () => {
    expect(verdict({ ...worse, scores: { ...worse.scores, u2: 1e19 } })).toContain(
      'RMSE more than 1,000,000 % higher',
    );
  });
});

describe('a leak alarm', () => {
  const leaking = {
    ...tested(slightly, [{ dm: 0.001 }]),
    leak: { u2: 0.61, series: [{ id: 'A', u2: 0.61, n: 100 }] },
  };

  test('follows the score in the verdict', () => {
    expect(verdict(leaking)).toContain(
      'p 0.001). TOO GOOD TO BE TRUE for a price: U2 0.610 one step ahead. Look for a leak before you trust it. Its direction',
    );
  });

  test('comes first in the summary', () => {
    expect(summary([naive, leaking])).toMatch(
      /^rival is too good to be true: look for a leak first\. On RMSE,/,
    );
  });
});

describe('summary', () => {
  test('names models with a lower error than naive and models without', () => {
    const other = { ...worse, model: 'other' };
    expect(summary([slightly, naive, other])).toBe(
      'On RMSE, rival (5.0 % lower) has a lower error than naive, but the difference cannot be tested; other (50.0 % higher) does not beat naive.',
    );
  });

  test('names the models that are significantly better', () => {
    const other = { ...tested(slightly, [{ dm: 0.4 }]), model: 'other' };
    expect(summary([naive, tested(slightly, [{ dm: 0.01 }]), other])).toContain(
      'On RMSE, rival (5.0 % lower) is significantly better than naive; other (5.0 % lower) has a lower error than naive, but the difference is not significant.',
    );
  });

  test('names the models that are significantly worse than the best', () => {
    const member = (model: string, isIn: boolean) => ({
      ...worse,
      model,
      tests: {
        ...worse.tests,
        mcs: [{ step: 1, n: 200, p: isIn ? 1 : 0.01, adjusted: isIn ? 1 : 0.01, isIn, effective: 200 }],
      },
    });
    expect(summary([member('one', true), member('naive', false)])).toContain(
      'Significantly worse than the best: naive (model confidence set, size 0.10).',
    );
    expect(summary([member('one', true), member('two', false), member('naive', true)])).toContain(
      'Significantly worse than the best: two, but not naive (model confidence set, size 0.10).',
    );
    expect(summary([tested(member('one', true), [{ dm: 0.4 }]), member('naive', true)])).toContain(
      'No model, naive included, is significantly worse than the best (model confidence set, size 0.10).',
    );
    // Nothing can be tested, or Diebold and Mariano's test has found a difference.
    expect(summary([member('one', true), member('naive', true)])).not.toContain('worse than the best');
    const different = tested(member('one', true), [{ dm: 0.001 }]);
    expect(summary([different, member('naive', true)])).not.toContain('worse than the best');
    const steps = (model: string, isIn: boolean) => {
      const result = member(model, isIn);
      const [first] = result.tests.mcs;
      const mcs = [first, { ...first, step: 2, isIn: true }];
      return { ...result, tests: { ...result.tests, mcs } };
    };
    expect(summary([steps('one', false), steps('naive', true)])).toContain(
      'Significantly worse than the best at one or more steps: one, but not naive (model confidence set, size 0.10, adjusted for 2 steps).',
    );
  });

  test('calls it normal that none beats naive, and names the closest', () => {
    const scores = { ...worse.scores, u2: 1.01 };
    expect(summary([naive, worse, { ...worse, model: 'other', scores }])).toBe(
      'On RMSE, none of rival and other beats naive; the closest is other (1.0 % higher). This is a normal result.',
    );
    expect(summary([naive, worse])).toBe(
      'On RMSE, rival (50.0 % higher) does not beat naive. The error is far too large.',
    );
  });

  test('says that naive has no error if it has none', () => {
    const [still, flat] = smallResult({ series: { A: [5, 5, 5, 5, 5] }, rival: (y) => y + 1 }).models;
    expect(summary([still, flat])).toBe('Naive has no error on these points: no model can beat it.');
  });

  test('has nothing to compare if only naive was run', () => {
    expect(summary([naive])).toBe('There is nothing to compare with naive.');
  });
});
