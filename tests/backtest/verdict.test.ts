import { describe, expect, test } from 'vitest';
import { leakWarning, summary, verdict } from '../../src/backtest/verdict.ts';
import { smallResult } from '../report/result.ts';

const prices = [10, 11, 10, 12, 11, 13];
const [naive, perfect] = smallResult({ series: { A: prices } }).models;
const [, worse] = smallResult({ series: { A: prices }, rival: (y, last) => last - (y - last) / 2 }).models;
const [, slightly] = smallResult({
  series: { A: prices },
  rival: (y, last) => last + 0.05 * (y - last),
}).models;

describe('verdict', () => {
  test('says that a model beats naive, by how much and on how many points', () => {
    expect(verdict(slightly)).toMatch(
      /^rival beats naive: RMSE 5\.0 % lower \(U2 0\.950, skill 9\.7 %, n 3\), lower than naive in 3 of 3 folds;/,
    );
  });

  test('never claims that a better score is more than luck', () => {
    expect(verdict(slightly)).toContain('whether that is more than luck is not tested');
    expect(summary([naive, slightly])).toContain('Whether that is more than luck is not tested');
  });

  test('says that a model does not beat naive', () => {
    expect(verdict(worse)).toMatch(
      /^rival does not beat naive: RMSE 50\.0 % higher \(U2 1\.500, skill -125\.0 %, n 3\)/,
    );
    expect(verdict(worse)).not.toContain('luck');
  });

  test('sets direction beside always saying "up"', () => {
    expect(verdict(slightly)).toContain(
      'direction right in 100.0 % of 3 (95 % interval 43.9 % to 100.0 %), above the 66.7 %',
    );
    expect(verdict(worse)).toContain('direction right in 0.0 % of 3');
    expect(verdict(worse)).toContain('not above the 66.7 % of always saying "up"');
  });

  test('knows by the scores what repeats the value at the origin', () => {
    expect(verdict(naive)).toBe('naive repeats the value at the origin: this is the naive forecast.');
  });

  test('does not compare where naive is never wrong', () => {
    const [, flat] = smallResult({ series: { A: [5, 5, 5, 5, 5] }, rival: (y) => y + 1 }).models;
    expect(verdict(flat)).toBe(
      'rival cannot be compared with naive, which is never wrong on these 2 points.',
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
      'On RMSE, rival (5.0 % lower) beats naive; other (50.0 % higher) does not. Whether that is more than luck is not tested.',
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

describe('leakWarning', () => {
  const often = (result: typeof perfect, n = 30) => ({
    ...result,
    bySteps: result.bySteps.map((scores) => ({ ...scores, n })),
  });

  test('is an alarm where U2 one step ahead is below 0.9', () => {
    expect(leakWarning(often(perfect), 'close')).toContain('look for a leak');
    expect(leakWarning(often(slightly), 'close')).toBeUndefined();
    expect(leakWarning(often(naive), 'close')).toBeUndefined();
  });

  test('takes no alarm from a handful of points', () => {
    expect(leakWarning(often(perfect, 29), 'close')).toBeUndefined();
  });

  test('does not speak of volume, which is no price', () => {
    expect(leakWarning(often(perfect), 'volume')).toBeUndefined();
  });

  test('looks at the first step only', () => {
    const bySteps = [{ ...slightly.bySteps[0] }, { ...perfect.bySteps[0], step: 2 }];
    expect(leakWarning(often({ ...slightly, bySteps }), 'close')).toBeUndefined();
  });
});
