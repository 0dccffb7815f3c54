import { describe, expect, test } from 'vitest';
import type { Evaluation, StepOutcome } from '../../src/backtest/result.ts';
import { summary, verdict } from '../../src/backtest/verdict.ts';
import { smallResult } from '../report/result.ts';

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
  const outcome = (step: number, value: number, statistic: number): StepOutcome => ({
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
    expect(verdict(slightly)).toMatch(
      /^rival beats naive: RMSE 5\.0 % lower \(U2 0\.950, skill 9\.7 %, n 3\), lower than naive in 3 of 3 folds;/,
    );
  });

  test('claims nothing of luck on a handful of origins', () => {
    expect(verdict(slightly)).toContain(
      'whether that is more than luck cannot be tested (3 origins, fewer than 10)',
    );
    expect(summary([naive, slightly])).toContain('Whether that is more than luck cannot be tested');
  });

  test('says that a better score can be luck, or that it is more, by p after adjustment', () => {
    expect(verdict(tested(slightly, [{ dm: 0.03 }]))).toContain(
      'more than luck (Diebold-Mariano p 0.030, 200 origins)',
    );
    const doubtful = tested(slightly, [{ dm: 0.03 }], 3);
    expect(verdict(doubtful)).toContain(
      'a difference that luck alone can make (Diebold-Mariano p 0.030, 0.090 adjusted for 3 comparisons, 200 origins)',
    );
    expect(summary([naive, doubtful])).toContain('rival (5.0 % lower) beats naive. That can be luck.');
    expect(summary([naive, tested(slightly, [{ dm: 0.03, cw: 0.001 }], 3)])).toContain(
      'That can be luck, though rival knows something that naive does not.',
    );
    expect(summary([naive, tested(slightly, [{ dm: 0.03 }])])).toContain(
      'beats naive. That is more than luck.',
    );
  });

  test('says that a worse score is more than bad luck', () => {
    expect(verdict(tested(worse, [{ dm: 0.0001, sign: 1 }]))).toContain(
      'worse by more than bad luck (Diebold-Mariano p <0.001, 200 origins)',
    );
  });

  test('names the steps at which a difference is more than luck, and counts overlapping origins', () => {
    const steps = [{ dm: 0.001 }, { dm: 0.4 }, { dm: 0.002, sign: 1 as const }];
    expect(verdict(tested(slightly, steps))).toContain(
      'better by more than luck at step 1 of 3, worse by more than bad luck at step 3 of 3 ' +
        '(smallest Diebold-Mariano p 0.001, 0.003 adjusted for 3 comparisons, step 1, 200 origins)',
    );
    const result = tested(slightly, [{ dm: 0.4 }, { dm: 0.5 }]);
    const dm = result.tests.dm.map((outcome) => ({ ...outcome, effective: 100 }));
    expect(verdict({ ...result, tests: { ...result.tests, dm } })).toContain(
      'at no step a difference that luck alone could not make (smallest Diebold-Mariano p 0.400, ' +
        '0.800 adjusted for 2 comparisons, step 1, 200 origins, 100 without overlap)',
    );
  });

  test('says whether the model knows anything that naive does not', () => {
    expect(verdict(tested(worse, [{ dm: 0.5, cw: 0.01 }]))).toContain(
      'it does know something that naive does not (Clark-West p 0.010)',
    );
    expect(verdict(tested(worse, [{ dm: 0.5, cw: 0.2 }]))).toContain(
      'no sign that it knows more than naive (Clark-West p 0.200)',
    );
  });

  test('says that a model does not beat naive', () => {
    expect(verdict(worse)).toMatch(
      /^rival does not beat naive: RMSE 50\.0 % higher \(U2 1\.500, skill -125\.0 %, n 3\)/,
    );
  });

  test('sets direction beside always saying "up"', () => {
    expect(verdict(slightly)).toContain(
      'direction right in 100.0 % of 3 (95 % interval 43.9 % to 100.0 %), above the 66.7 %',
    );
    expect(verdict(worse)).toContain('direction right in 0.0 % of 3');
    expect(verdict(worse)).toContain('not above the 66.7 % of always saying "up"');
  });

  test('says what the intervals cover, or that there are none', () => {
    const wavy = Array.from({ length: 30 }, (_, i) => 10 + (i % 3) + (i % 5));
    const [still, rival] = smallResult({
      series: { A: wavy },
      rival: (y, last) => (y + last) / 2,
      level: [50, 99],
    }).models;
    const [half] = rival.intervals;
    const covered = `50 % intervals cover ${(100 * half.scores.coverage).toFixed(1)} % of ${half.scores.n} (Kupiec p `;
    expect(verdict(rival)).toContain(covered);
    expect(verdict(rival)).toMatch(/no 99 % interval: earlier errors are too few\.$/);
    expect(verdict(still)).toMatch(/^naive repeats the value at the origin: .*; 50 % intervals cover /);
  });

  test('knows by the scores what repeats the value at the origin', () => {
    expect(verdict(naive)).toBe('naive repeats the value at the origin: this is the naive forecast.');
  });

  test('does not compare where naive is never wrong, or not known', () => {
    const [, flat] = smallResult({ series: { A: [5, 5, 5, 5, 5] }, rival: (y) => y + 1 }).models;
    expect(verdict(flat)).toBe(
      'rival cannot be compared with naive, which is never wrong on these 2 points.',
    );
    const direction = { ...worse.direction, n: 0, ties: 0 };
    const scores = { ...worse.scores, u2: NaN };
    expect(verdict({ ...worse, scores, direction })).toBe(
      'rival cannot be compared with naive, whose forecasts of these 3 points are not known.',
    );
  });

  test('says when nothing was scored', () => {
    const scores = { ...naive.scores, n: 0, u2: NaN };
    expect(verdict({ ...naive, scores })).toBe('naive was not scored: no target has a known value.');
  });

  test('calls equal what U2 does not tell apart in three decimals', () => {
    const scores = { ...worse.scores, u2: 0.9996, skill: -0.0004 };
    expect(verdict({ ...worse, scores })).toContain(
      'rival does as well as naive: RMSE equal (U2 1.000, skill 0.0 %',
    );
    expect(summary([naive, { ...worse, scores }])).toContain('rival (equal) does not beat naive');
  });

  test('says of a model that is far off that it has not learnt', () => {
    expect(verdict(worse)).toContain('so far off it has not learnt');
    expect(verdict({ ...worse, scores: { ...worse.scores, u2: 1.49 } })).not.toContain('has not learnt');
  });
});

describe('summary', () => {
  test('names who beats naive and who does not', () => {
    const other = { ...worse, model: 'other' };
    expect(summary([slightly, naive, other])).toBe(
      'On RMSE, rival (5.0 % lower) beats naive; other (50.0 % higher) does not. Whether that is more than luck cannot be tested.',
    );
  });

  test('names who of several is better by more than luck', () => {
    const other = { ...tested(slightly, [{ dm: 0.4 }]), model: 'other' };
    expect(summary([naive, tested(slightly, [{ dm: 0.01 }]), other])).toContain(
      'rival (5.0 % lower) and other (5.0 % lower) beat naive. Only for rival is that more than luck.',
    );
  });

  test('names the models that are told from the best', () => {
    const member = (model: string, isIn: boolean) => ({
      ...worse,
      model,
      tests: { ...worse.tests, mcs: [{ step: 1, n: 200, p: isIn ? 1 : 0.01, isIn }] },
    });
    expect(summary([member('one', true), member('naive', false)])).toContain(
      'Outside the model confidence set (size .10): naive.',
    );
    expect(summary([member('one', true), member('two', false), member('naive', true)])).toContain(
      'Outside the model confidence set (size .10): two; naive is not.',
    );
    expect(summary([member('one', true), member('naive', true)])).toContain(
      'No model, naive among them, can be told from the best (model confidence set, size .10).',
    );
  });

  test('calls it normal that none beats naive, and names the nearest', () => {
    const scores = { ...worse.scores, u2: 1.01 };
    expect(summary([naive, worse, { ...worse, model: 'other', scores }])).toBe(
      'On RMSE, none of rival and other beats naive; the nearest is other (1.0 % higher). That is a normal result.',
    );
    expect(summary([naive, worse])).toBe(
      'On RMSE, rival (50.0 % higher) does not beat naive. That is far off.',
    );
  });

  test('says that naive is never wrong where it is', () => {
    const [still, flat] = smallResult({ series: { A: [5, 5, 5, 5, 5] }, rival: (y) => y + 1 }).models;
    expect(summary([still, flat])).toBe('Naive is never wrong on these points: nothing can beat it.');
  });

  test('has nothing to compare where only naive ran', () => {
    expect(summary([naive])).toBe('There is nothing to compare with naive.');
  });
});
