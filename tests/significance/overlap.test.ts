import { describe, expect, test } from 'vitest';
import { effectiveOrigins, overlappingLags } from '../../src/significance/overlap.ts';

describe('overlapping targets', () => {
  test('are those of the next ⌈step / stepSize⌉ - 1 origins', () => {
    expect([1, 2, 3, 4, 5].map((step) => overlappingLags(step, 1))).toEqual([0, 1, 2, 3, 4]);
    expect([1, 2, 3, 4, 5].map((step) => overlappingLags(step, 2))).toEqual([0, 0, 1, 1, 2]);
    expect([1, 5].map((step) => overlappingLags(step, 5))).toEqual([0, 0]);
  });

  test('leave every ⌈step / stepSize⌉-th origin without overlap', () => {
    expect(effectiveOrigins(100, 5, 1)).toBe(20);
    expect(effectiveOrigins(101, 5, 1)).toBe(21);
    expect(effectiveOrigins(100, 5, 5)).toBe(100);
    expect(effectiveOrigins(0, 5, 1)).toBe(0);
  });
});
