/**
 * The regressors of `har` at a row: the last input, its means, and with `--har` the jumps and the leverage
 * (`data/regressors.ts`):
 *
 *     jumps     mean over a day
 *     leverage  means over a day, a week and a month where they are below 0, else 0
 */

import type { Series } from '../data/panel.ts';
import { regressorsOf } from '../data/regressors.ts';
import type { RegressorName, WithHar } from '../data/regressors.ts';
import type { Target } from '../data/targets.ts';

/** Days of the means. */
export const [WEEK, MONTH] = [7, 30] as const;
/** Rows that a forecast needs without a gap. */
export const WINDOW = 30;
/** The last input, and means over a quarter of a day, a day, a week and a month. */
export const MOST_MEANS = 5;

/** Rows of the means, from the last input alone to a month. */
const spansOf = (day: number): readonly number[] => [
  ...new Set([1, Math.max(1, Math.round(day / 4)), day, WEEK * day, MONTH * day]),
];

/** What becomes of a regressor. */
interface Extra {
  /** Days of its means. */
  readonly days: readonly number[];
  readonly of: (mean: number) => number;
}

const extras: Readonly<Record<RegressorName, Extra>> = {
  jumps: { days: [1], of: (mean) => mean },
  leverage: { days: [1, WEEK, MONTH], of: (mean) => Math.min(mean, 0) },
};

export const extraCount = (options: WithHar): number =>
  regressorsOf(options).reduce((sum, name) => sum + extras[name].days.length, 0);

/** Number of regressors where a day has so many rows. */
export const countOf = (day: number, options: WithHar): number => spansOf(day).length + extraCount(options);

export interface HarRegressors {
  readonly count: number;
  /** Writes the regressors at a row, which has a window without a gap. */
  write(row: number, out: Float64Array): void;
}

/**
 * @param start - the first row that may be seen
 * @param day - rows of a day
 */
export function harRegressors(
  series: Series,
  start: number,
  day: number,
  target: Target,
  options: WithHar,
): HarRegressors {
  const { values } = series;
  const spans = spansOf(day);
  const means =
    day === 1 ? meansOfWindow(values, spans, target) : meansOfInputs(values, start, spans, target);
  const added = regressorsOf(options).map((name) => {
    const { days, of } = extras[name];
    const meanOf = meansOf(series.others?.[name] ?? new Float64Array(values.length).fill(NaN), start);
    return { spans: days.map((count) => count * day), of, meanOf };
  });
  return {
    count: countOf(day, options),
    write(row, out) {
      means(row, out);
      let next = spans.length;
      for (const extra of added)
        for (const span of extra.spans) {
          const mean = extra.meanOf(row, span);
          // Nothing is known of it: no jump, and no fall.
          out[next++] = Number.isNaN(mean) ? 0 : extra.of(mean);
        }
    },
  };
}

/** A function of a row and a span: the mean of the known values in it; `NaN` if there are none. */
function meansOf(x: Float64Array, start: number): (row: number, span: number) => number {
  const sums = new Float64Array(x.length + 1);
  const counts = new Int32Array(x.length + 1);
  for (let row = start; row < x.length; row++) {
    const isKnown = !Number.isNaN(x[row]);
    sums[row + 1] = sums[row] + (isKnown ? x[row] : 0);
    counts[row + 1] = counts[row] + (isKnown ? 1 : 0);
  }
  return (row, span) => {
    const first = Math.max(start, row + 1 - span);
    return (sums[row + 1] - sums[first]) / (counts[row + 1] - counts[first]);
  };
}

function meansOfInputs(
  values: Float64Array,
  start: number,
  spans: readonly number[],
  target: Target,
): HarRegressors['write'] {
  const inputs = values.map((_, row) => (row < start + target.extraRows ? NaN : target.input(values, row)));
  const meanOf = meansOf(inputs, start);
  return (row, out) => {
    out[0] = inputs[row];
    for (let i = 1; i < spans.length; i++) out[i] = meanOf(row, spans[i]);
  };
}

/** Where a row is a day: a month is the window, in which there is no gap. */
function meansOfWindow(
  values: Float64Array,
  spans: readonly number[],
  target: Target,
): HarRegressors['write'] {
  return (row, out) => {
    let [sum, next] = [0, 0];
    for (let back = 0; back < WINDOW; back++) {
      sum += target.input(values, row - back);
      if (back + 1 === spans[next]) out[next] = sum / spans[next++];
    }
  };
}
