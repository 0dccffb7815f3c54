/** The result of a statistical test. */

export interface TestResult {
  /** `NaN` if the test is undefined. */
  readonly statistic: number;
  /** Probability of a statistic at least as extreme if the null holds; `NaN` if undefined. */
  readonly p: number;
  /** Origins that the test uses. */
  readonly n: number;
  /** Why the test is undefined, or how it differs from the textbook; `null` if neither applies. */
  readonly note: string | null;
}

/** The result of a test that is undefined, with the reason. */
export function undefinedTest(n: number, note: string): TestResult {
  return { statistic: NaN, p: NaN, n, note };
}
