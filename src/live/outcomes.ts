/** What has become of every step of every recorded forecast, from what its source holds now. */

import type { Panel, Series } from '../data/panel.ts';
import { addSteps, inferTimeframe } from '../data/timeframe.ts';
import type { Actual, ForecastHead } from './ledger.ts';
import { digestOfRows } from './ledger.ts';

/** A series as its source has it now. */
export interface SourceSeries {
  readonly panel: Panel;
  readonly series: Series;
}

/** The series number `series` of a record; `undefined` where its source cannot be read. */
export type Lookup = (head: ForecastHead, series: number) => SourceSeries | undefined;

/**
 * `waiting`: its candle is open, or not there yet. `overdue`: its candle has closed, and the source does not reach it yet.
 * `missed`: the source goes on after it, without it. `known`: it came.
 */
export type OutcomeState = 'waiting' | 'overdue' | 'missed' | 'known';

export interface RecordedOutcome {
  /** Number in the record. */
  readonly series: number;
  readonly step: number;
  readonly state: OutcomeState;
  /** Milliseconds of its row, and until when a forecast of it is live; `NaN` where rows are not evenly spaced and it has not come. */
  readonly ds: number;
  readonly closes: number;
  /** What came; `NaN` unless known. */
  readonly y: number;
}

export interface Outcomes {
  /** By series, then step. */
  readonly outcomes: readonly RecordedOutcome[];
  /** What is new of them, or was changed since. */
  readonly fills: readonly Actual[];
  /** Whether the values it was made from are other ones now; `undefined` where that cannot be seen. */
  readonly isRevised: boolean | undefined;
}

/**
 * The outcomes of one record.
 * @param kept - what has been filled in before: it counts where the source does not have it any more
 * @param now - milliseconds, by the clock here
 */
export function outcomesOf(
  head: ForecastHead,
  kept: readonly Actual[],
  lookup: Lookup,
  now: number,
): Outcomes {
  const outcomes: RecordedOutcome[] = [];
  const fills: Actual[] = [];
  const revised: (boolean | undefined)[] = [];
  for (const [s, { first, rows: digest }] of head.series.entries()) {
    const known = lookup(head, s);
    revised.push(known && isRevised(known, head.origin, first, digest));
    for (let step = 1; step <= head.options.horizon; step++) {
      const before = kept.find((actual) => actual.series === s && actual.step === step);
      const found = outcomeOf(head, s, step, known, now);
      const outcome =
        found.state !== 'known' && before !== undefined
          ? {
              ...found,
              state: 'known' as const,
              ds: before.ds,
              closes: closesOf(head, step, before.ds),
              y: before.y,
            }
          : found;
      outcomes.push(outcome);
      if (outcome.state !== 'known' || (before?.y === outcome.y && before.ds === outcome.ds)) continue;
      fills.push({
        forecast: head.id,
        series: s,
        step,
        ds: outcome.ds,
        y: outcome.y,
        at: before?.at ?? now,
        revisedAt: before === undefined ? null : now,
        before: before?.y ?? null,
      });
    }
  }
  const isKnown = revised.every((one) => one !== undefined);
  return { outcomes, fills, isRevised: revised.includes(true) || (isKnown ? false : undefined) };
}

function outcomeOf(
  head: ForecastHead,
  series: number,
  step: number,
  known: SourceSeries | undefined,
  now: number,
): RecordedOutcome {
  const [ds, closes] = [head.ds[step - 1], head.closes[step - 1]];
  const out = (state: OutcomeState, more: Partial<RecordedOutcome> = {}): RecordedOutcome => ({
    series,
    step,
    state,
    ds,
    closes,
    y: NaN,
    ...more,
  });
  if (Number.isNaN(ds)) {
    const row = known && rowAfter(known, head.origin, step, now);
    if (row === undefined) return out('waiting');
    const { panel, series: of } = known!;
    return row < 0
      ? out('missed')
      : out('known', { ds: panel.time[row], closes: panel.time[row], y: of.observed[row] });
  }
  if (now < closes) return out('waiting');
  if (known === undefined) return out('overdue');
  const { panel, series: of } = known;
  const row = panel.time.indexOf(ds);
  if (row >= 0 && !Number.isNaN(of.observed[row])) return out('known', { y: of.observed[row] });
  return out(panel.time[of.last] > ds ? 'missed' : 'overdue');
}

/**
 * Where rows are not evenly spaced nobody knows when the next one comes: the forecast is of the `step`-th row that has a value
 * after its origin, once that has closed. It is held to be live where it was made before that row's own time.
 * @returns the row; -1 where the origin is not there any more; `undefined` where it has not come
 */
function rowAfter(
  { panel, series }: SourceSeries,
  origin: number,
  step: number,
  now: number,
): number | undefined {
  const { time } = panel;
  const from = time.indexOf(origin);
  if (from < 0) return -1;
  const each = inferTimeframe([time]);
  let left = step;
  for (let row = from + 1; row < time.length; row++) {
    if (Number.isNaN(series.observed[row])) continue;
    left--;
    if (left > 0) continue;
    return now >= (each === null ? time[row] : addSteps(time[row], each, 1)) ? row : undefined;
  }
  return undefined;
}

/** Until when a forecast of the row at `ds` is live. */
function closesOf({ closes }: ForecastHead, step: number, ds: number): number {
  return Number.isNaN(closes[step - 1]) ? ds : closes[step - 1];
}

/** Whether the rows up to the origin are other ones; `undefined` where the source does not go back to the first of them. */
function isRevised(
  { panel, series }: SourceSeries,
  origin: number,
  first: number,
  digest: string,
): boolean | undefined {
  const from = panel.time.indexOf(first);
  if (from < 0 || panel.time[series.first] > first) return undefined;
  const row = panel.time.findLastIndex((time) => time <= origin);
  return digestOfRows(panel, series, [row], from).get(row) !== digest;
}
