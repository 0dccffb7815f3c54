/** What a test gives back. */

export interface TestResult {
  /** `NaN` where the test is undefined. */
  readonly statistic: number;
  /** Probability of a statistic at least as extreme if the null holds; `NaN` where undefined. */
  readonly p: number;
  /** Origins that the test rests on. */
  readonly n: number;
  /** Why there is no statistic, or in what it departs from the textbook; `null` where there is nothing to say. */
  readonly note: string | null;
}

/** No statistic, and why. */
export function undefinedTest(n: number, note: string): TestResult {
  return { statistic: NaN, p: NaN, n, note };
}
