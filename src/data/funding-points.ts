/**
 * The payments of a contract from one row per candle: the funding rate known at its close, and the sum of the rates paid during it. The
 * rate alone does not say when it was paid: one that is paid every eight hours stands in eight candles of an hour.
 */

import type { KnownPoints, Span } from './market-columns.ts';

export interface FundingRun extends Span {
  readonly points: KnownPoints;
}

interface OpenRun {
  readonly from: number;
  to: number;
  /** The last rate; `NaN` before the first. */
  rate: number;
  readonly time: number[];
  readonly value: number[];
}

interface FundingRow {
  readonly open: number;
  readonly close: number;
  readonly rate: number;
  readonly sum: number;
  /** Whether a rate that was not paid during this candle was paid before it, as this is the first row of which anything is known. */
  readonly wasKnown: boolean;
}

/**
 * Points that give the same rates (`alignPoints`) and sums (`sumPoints`) again, in runs of rows between which nothing is known. Several payments
 * during a candle become two: the last, and what the others come to.
 * @param opens - ascending; `closes` are when each closes
 * @param rates - `NaN` where unknown
 * @param sums - `NaN` where it is unknown whether there were others
 */
export function fundingRuns(
  opens: Float64Array,
  closes: Float64Array,
  rates: Float64Array,
  sums: Float64Array,
): readonly FundingRun[] {
  const runs: OpenRun[] = [];
  const startAt = (from: number): OpenRun => {
    const run: OpenRun = { from, to: from, rate: NaN, time: [], value: [] };
    runs.push(run);
    return run;
  };
  for (let row = 0; row < opens.length; row++) {
    const [open, close, rate, sum] = [opens[row], closes[row], rates[row], sums[row]];
    // No rate may have been known yet, while it is known that none was paid.
    if (Number.isNaN(rate) && sum !== 0) continue;
    const before = runs.at(-1);
    const continues = before?.to === open + 1 && (!Number.isNaN(rate) || Number.isNaN(before.rate));
    const run = Number.isNaN(sum) ? startAt(close) : continues ? before : startAt(open);
    // At the close of a row without a rate, none was known.
    const wasKnown = run.to === run.from && !(row > 0 && closes[row - 1] === open);
    add(run, { open, close, rate, sum, wasKnown });
    run.to = close + 1;
  }
  return runs.map(({ from, to, time, value }) => ({
    from,
    to,
    points: { time: Float64Array.from(time), value: Float64Array.from(value) },
  }));
}

function add(run: OpenRun, { open, close, rate, sum, wasKnown }: FundingRow): void {
  const put = (time: number, value: number): void => {
    run.time.push(time);
    run.value.push(value);
  };
  if (Number.isNaN(rate) || (sum === 0 && rate === run.rate)) return;
  if (sum === 0 && wasKnown) put(open, rate);
  else {
    if (!Number.isNaN(sum) && sum !== rate) put((open + close) / 2, addend(sum, rate));
    put(close, rate);
  }
  run.rate = rate;
}

/** The number to which `rate` is added to get `sum`, to the bit where there is one. */
function addend(sum: number, rate: number): number {
  const first = sum - rate;
  return first + (sum - (first + rate));
}
