import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holm } from '../../src/significance/holm.ts';
import { recordedTests } from '../helpers/statistics.ts';

describe('holm', () => {
  test('has the values of p.adjust in R', () => {
    const read = (name: string) => recordedTests(name).map((row) => row.name.split(' ').map(Number));
    const adjusted = read('holm-adjusted');
    expect(adjusted.length).toBe(3);
    read('holm').forEach((p, i) => expect(holm(p)).toBeAllClose(adjusted[i], { rtol: 1e-14 }));
  });

  test('never lowers a p, keeps their order, and does not change a single p', () => {
    const p = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(p, (list) => {
        const adjusted = holm(list);
        const order = [...list.keys()].toSorted((a, b) => list[a] - list[b]);
        list.forEach((value, i) => expect(adjusted[i]).toBeGreaterThanOrEqual(value));
        order.slice(1).forEach((i, k) => expect(adjusted[i]).toBeGreaterThanOrEqual(adjusted[order[k]]));
        expect(Math.max(...adjusted)).toBeLessThanOrEqual(1);
      }),
    );
    expect(holm([0.03])).toEqual([0.03]);
  });

  test('does not count undefined p', () => {
    expect(holm([0.02, NaN, 0.5])).toEqual([0.04, NaN, 0.5]);
  });
});
