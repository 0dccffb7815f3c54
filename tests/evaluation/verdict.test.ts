import type { Evaluation, StepTest } from '../../src/evaluation/evaluation.ts';
import { describe, expect, test } from 'vitest';
import * as sentences from '../../src/evaluation/verdict.ts';
import { smallResult } from '../report/result.ts';

/** Of prices; what classes are told is in `direction.test.ts`. */
const verdict = (result: Evaluation) => sentences.verdict(result, 'price', undefined);
const summary = (results: readonly Evaluation[]) => sentences.summary(results, 'price');

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
      /^rival beats naive by more than luck: RMSE 5\.0 % lower \(U2 0\.950, skill 9\.7 %, n 3\);/,
    );
  });

  test('says in how many folds it was nearer, where a fold is more than one origin', () => {
    const byFolds = slightly.byFolds.map((scores) => ({ ...scores, n: 10 }));
    expect(verdict({ ...slightly, byFolds })).toContain('n 3), lower than naive in 3 of 3 folds;');
    expect(verdict(slightly)).not.toContain('folds');
  });

  test('says that a panel has its series weigh alike, as the tests do', () => {
    const [, rival] = smallResult({
      series: { A: prices, B: prices.map((price) => 1000 * price) },
      rival: (y, last) => last + 0.05 * (y - last),
    }).models;
    expect(verdict(rival)).toContain('RMSE 5.0 % lower, series weighing alike (U2 0.950');
    expect(summary([naive, rival])).toMatch(/^On RMSE, series weighing alike, rival \(5\.0 % lower\) was/);
  });

  test('claims nothing of luck on a handful of origins', () => {
    expect(verdict(slightly)).toContain(
      'rival was nearer than naive, but whether that is more than luck cannot be tested (3 origins, fewer than 10): RMSE',
    );
    expect(summary([naive, slightly])).toContain('Whether that is more than luck cannot be tested');
  });

  test('says that a better score can be luck, or that it is more, by p after adjustment', () => {
    expect(verdict(tested(slightly, [{ dm: 0.03 }]))).toContain(
      'lower (U2 0.950, skill 9.7 %, n 3); Diebold-Mariano p 0.030, 200 origins;',
    );
    const doubtful = tested(slightly, [{ dm: 0.03 }], 3);
    expect(verdict(doubtful)).toContain(
      'rival was nearer than naive, but luck alone can do that: RMSE 5.0 % lower (U2 0.950, skill 9.7 %, n 3); ' +
        'Diebold-Mariano p 0.030, 0.090 adjusted for 3 comparisons, 200 origins;',
    );
    expect(verdict(doubtful)).not.toContain('beats');
    expect(summary([naive, doubtful])).toContain(
      'rival (5.0 % lower) was nearer than naive. Luck alone can do that.',
    );
    expect(summary([naive, tested(slightly, [{ dm: 0.03, cw: 0.001 }], 3)])).toContain(
      'Luck alone can do that, though rival knows something that naive does not.',
    );
    expect(summary([naive, tested(slightly, [{ dm: 0.03 }])])).toContain(
      'On RMSE, rival (5.0 % lower) beats naive by more than luck.',
    );
  });

  test('says that a worse score is more than bad luck', () => {
    expect(verdict(tested(worse, [{ dm: 0.0001, sign: 1 }]))).toContain(
      'rival is worse than naive by more than bad luck: RMSE 50.0 % higher (U2 1.500, skill -125.0 %, n 3); ' +
        'Diebold-Mariano p <0.001, 200 origins;',
    );
  });

  test('names the steps at which a difference is more than luck, and counts overlapping origins', () => {
    const steps = [{ dm: 0.001 }, { dm: 0.4 }, { dm: 0.002, sign: 1 as const }];
    const stepped = (count: number) => ({
      ...slightly,
      bySteps: Array.from({ length: count }, (_, k) => ({ ...slightly.bySteps[0], step: k + 1 })),
    });
    expect(verdict(tested(stepped(3), steps))).toContain(
      'rival beats naive by more than luck at step 1 of 3 and is worse than naive by more than bad luck at step 3 of 3: ' +
        'over all steps RMSE 5.0 % lower (U2 0.950, skill 9.7 %, n 3); ' +
        'smallest Diebold-Mariano p 0.001, 0.003 adjusted for 3 comparisons, step 1, 200 origins',
    );
    const result = tested(stepped(2), [{ dm: 0.4 }, { dm: 0.5 }]);
    const dm = result.tests.dm.map((outcome) => ({ ...outcome, effective: 100 }));
    expect(verdict({ ...result, tests: { ...result.tests, dm } })).toContain(
      'rival was nearer than naive, but luck alone can do that: over all steps RMSE 5.0 % lower (U2 0.950, skill 9.7 %, n 3); ' +
        'smallest Diebold-Mariano p 0.400, 0.800 adjusted for 2 comparisons, step 1, 200 origins, 100 without overlap;',
    );
    const far = { ...result, scores: { ...result.scores, u2: 1.2 } };
    expect(verdict(far)).toContain('; a difference that luck alone can make at every step (smallest Diebold');
  });

  test('never says better overall where the tests say worse, whatever the pooled errors are', () => {
    const text = verdict(tested(slightly, [{ dm: 0.001, sign: 1 }]));
    expect(text).toMatch(/^rival is worse than naive by more than bad luck: /);
    expect(text).not.toMatch(/nearer|beats/);
    expect(summary([naive, tested(slightly, [{ dm: 0.001, sign: 1 }])])).not.toMatch(/nearer|beats naive/);
  });

  test('says whether the model knows anything that naive does not', () => {
    expect(verdict(tested(worse, [{ dm: 0.5, cw: 0.01 }]))).toContain(
      'it does know something that naive does not (Clark-West p 0.010)',
    );
    expect(verdict(tested(worse, [{ dm: 0.5, cw: 0.2 }]))).toContain(
      'no sure sign that it knows more than naive (Clark-West p 0.200)',
    );
  });

  test('says that a model does not beat naive', () => {
    expect(verdict(worse)).toMatch(
      /^rival does not beat naive: RMSE 50\.0 % higher \(U2 1\.500, skill -125\.0 %, n 3\)/,
    );
  });

  test('sets direction beside always saying "up"', () => {
    expect(verdict(slightly)).toContain(
      'direction right in 100.0 % of 3 (95 % interval 43.9 % to 100.0 %), above the 66.7 % of always saying "up", ' +
        'and whether it is better than chance cannot be tested (3 origins, fewer than 10)',
    );
    const direction = { ...slightly.direction, n: 300, effective: 120 };
    expect(verdict({ ...slightly, direction })).toContain('to 100.0 %, as of 120 independent points), above');
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

describe('an alarm of a leak', () => {
  const leaking = {
    ...tested(slightly, [{ dm: 0.001 }]),
    leak: { u2: 0.61, series: [{ id: 'A', u2: 0.61, n: 100 }] },
  };

  test('stands in the verdict beside the number that it doubts', () => {
    expect(verdict(leaking)).toContain(
      'n 3); TOO GOOD TO BE TRUE for a price: U2 0.610 one step ahead, so look for a leak before believing it; Diebold',
    );
  });

  test('comes first in the summary', () => {
    expect(summary([naive, leaking])).toMatch(
      /^rival is too good to be true: look for a leak first\. On RMSE,/,
    );
  });
});

describe('summary', () => {
  test('names who beats naive and who does not', () => {
    const other = { ...worse, model: 'other' };
    expect(summary([slightly, naive, other])).toBe(
      'On RMSE, rival (5.0 % lower) was nearer than naive; other (50.0 % higher) was not. Whether that is more than luck cannot be tested.',
    );
  });

  test('names who of several is better by more than luck', () => {
    const other = { ...tested(slightly, [{ dm: 0.4 }]), model: 'other' };
    expect(summary([naive, tested(slightly, [{ dm: 0.01 }]), other])).toContain(
      'On RMSE, rival (5.0 % lower) beats naive by more than luck; other (5.0 % lower) was nearer than naive, which luck alone can do.',
    );
  });

  test('names the models that are told from the best', () => {
    const member = (model: string, isIn: boolean) => ({
      ...worse,
      model,
      tests: {
        ...worse.tests,
        mcs: [{ step: 1, n: 200, p: isIn ? 1 : 0.01, adjusted: isIn ? 1 : 0.01, isIn, effective: 200 }],
      },
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
    // What Diebold and Mariano's test has told from naive is told.
    const told = tested(member('one', true), [{ dm: 0.001 }]);
    expect(summary([told, member('naive', true)])).not.toContain('can be told');
    const steps = (model: string, isIn: boolean) => {
      const result = member(model, isIn);
      const [first] = result.tests.mcs;
      const mcs = [first, { ...first, step: 2, isIn: true }];
      return { ...result, tests: { ...result.tests, mcs } };
    };
    expect(summary([steps('one', false), steps('naive', true)])).toContain(
      'Outside the model confidence set at some step (size .10, adjusted for 2 steps): one; naive is not.',
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
