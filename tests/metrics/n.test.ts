import { describe, expect, test } from 'vitest';
import { n } from '../../src/metrics/n.ts';
import { none, points } from './points.ts';

describe('n', () => {
  test('counts the points of all series', () => {
    expect(n.compute(points({ y: [1, 2, 3], yhat: [1, 2, 3], series: [0, 0, 1] }))).toBe(3);
  });

  test('is 0 without points', () => {
    expect(n.compute(none)).toBe(0);
  });
});
