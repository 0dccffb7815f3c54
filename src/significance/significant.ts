/** When a test is significant, and which of several steps is shown. */

import type { TestResult } from './test-result.ts';

/** Size of every test of a difference: a p below this is significant. */
export const ALPHA = 0.05;

/** A test of one of several steps or models. */
export interface AdjustedTest extends Pick<TestResult, 'p'> {
  /** p adjusted for the number of tests; `NaN` if p is. */
  readonly adjusted: number;
}

/** Whether p, or the adjusted p if there is one, is below ALPHA; an undefined test is not significant. */
export function isSignificant(test: Pick<TestResult, 'p'> & Partial<AdjustedTest>): boolean {
  return (test.adjusted ?? test.p) < ALPHA;
}

/** The test with the smallest adjusted p, of equal ones that with the smallest p, then the first; `undefined` if no p is defined. */
export function mostSignificant<T extends AdjustedTest>(tests: readonly T[]): T | undefined {
  return tests
    .filter(({ adjusted }) => !Number.isNaN(adjusted))
    .toSorted((a, b) => a.adjusted - b.adjusted || a.p - b.p)
    .at(0);
}
