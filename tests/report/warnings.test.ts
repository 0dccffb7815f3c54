import { describe, expect, test } from 'vitest';
import { scoreWarnings } from '../../src/report/warnings.ts';
import { smallResult } from './result.ts';

describe('scoreWarnings', () => {
  test('are none where every score is defined', () => {
    expect(scoreWarnings(smallResult({ series: { A: [10, 11, 10, 12, 11, 13] } }))).toEqual([]);
  });

  test('say why a metric is undefined, and for which models', () => {
    const warnings = scoreWarnings(smallResult({ series: { A: [5, 5, 5, 5, 5] } }));
    expect(warnings).toEqual([
      'u2 has undefined values for all models: it is undefined where there are no points, or naive is never wrong',
      'skill has undefined values for all models: it is undefined where there are no points, or naive is never wrong',
      'rmae has undefined values for all models: it is undefined where there are no points, or naive is never wrong on a series',
    ]);
  });

  test('count the points that mape leaves out', () => {
    expect(scoreWarnings(smallResult({ series: { A: [1, 2, 3, 0, 4] } }))).toContain(
      'mape leaves out 1 point whose true value is 0',
    );
  });
});
