/** The outcome of every step of a recorded forecast, from what its source contains now. */

import type { Panel, Series } from '../data/panel.ts';
import { addSteps, inferTimeframe } from '../data/timeframe.ts';
import type { Actual, ForecastHead } from './ledger.ts';
import { isDigestOfRows } from './ledger.ts';

/** A series as its source has it now. */
export interface SourceSeries {
  readonly panel: Panel;
  readonly series: Series;
}

/** The series number `series` of a record; `undefined` if its source cannot be read. */
export type Lookup = (head: ForecastHead, series: number) => SourceSeries | undefined;

/**
 * `waiting`: its candle has not closed. `overdue`: its candle has closed, and the source does not contain it yet.
 * `missed`: the source contains later candles, but not this one. `known`: its actual value is known.
 */
export type OutcomeState = 'waiting' | 'overdue' | 'missed' | 'known';

export interface RecordedOutcome {
  /** Number in the record. */
  readonly series: number;
  readonly step: number;
  readonly state: OutcomeState;
  /** Milliseconds of its row, and until when a forecast of it is live; `NaN` if rows are not evenly spaced and it is not known. */
  readonly ds: number;
  readonly closes: number;
  /** Actual value; `NaN` unless known. */
  readonly y: number;
}

export interface Outcomes {
  /** By series, then step. */
  readonly outcomes: readonly RecordedOutcome[];
  /** Actual values that are new, or have changed. */
  readonly fills: readonly Actual[];
  /** Whether the values that it was made from have changed; `undefined` if that is unknown. */
  readonly isRevised: boolean | undefined;
}

/**
 * The outcomes of one record.
 * @param kept - actual values that have been filled in before: they are used if the source no longer contains them
 * @param now - milliseconds, by the local clock
 */
export function outcomesOf(
  head: ForecastHead,
  kept: readonly Actual[],
  lookup: Lookup,
  now: number,
): Outcomes {
  const resolved = head.series.map(({ first, rows: digest }, s) => {
    const source = lookup(head, s);
    const steps = Array.from({ length: head.options.horizon }, (_, k) => {
      const before = kept.find((actual) => actual.series === s && actual.step === k + 1);
      const found = outcomeOf(head, s, k + 1, source, now);
      return { outcome: withKeptActual(found, before, head), before };
    });
    return { isRevised: source && isRevised(source, head, first, digest), steps };
  });
  const steps = resolved.flatMap((series) => series.steps);
  return {
    outcomes: steps.map(({ outcome }) => outcome),
    fills: steps.flatMap(({ outcome, before }) => fillOf(head.id, outcome, before, now) ?? []),
    isRevised: anyRevised(resolved.map((series) => series.isRevised)),
  };
}

/** Whether any series is revised; `undefined` if none is known to be, and some are unknown. */
function anyRevised(series: readonly (boolean | undefined)[]): boolean | undefined {
  if (series.includes(true)) return true;
  return series.includes(undefined) ? undefined : false;
}

/** The outcome, or the stored actual value if the source does not contain it. */
function withKeptActual(
  outcome: RecordedOutcome,
  kept: Actual | undefined,
  { closes }: ForecastHead,
): RecordedOutcome {
  if (outcome.state === 'known' || kept === undefined) return outcome;
  const close = closes[outcome.step - 1];
  return {
    ...outcome,
    state: 'known',
    ds: kept.ds,
    closes: Number.isNaN(close) ? kept.ds : close,
    y: kept.y,
  };
}

/** What to fill in; `undefined` if there is nothing new. */
function fillOf(
  forecast: string,
  { state, series, step, ds, y }: RecordedOutcome,
  before: Actual | undefined,
  now: number,
): Actual | undefined {
  if (state !== 'known' || (before?.y === y && before.ds === ds)) return undefined;
  return {
    forecast,
    series,
    step,
    ds,
    y,
    at: before?.at ?? now,
    revisedAt: before === undefined ? null : now,
    before: before?.y ?? null,
  };
}

function outcomeOf(
  head: ForecastHead,
  series: number,
  step: number,
  source: SourceSeries | undefined,
  now: number,
): RecordedOutcome {
  const [ds, closes] = [head.ds[step - 1], head.closes[step - 1]];
  const outcome = (state: OutcomeState, known: Partial<RecordedOutcome> = {}): RecordedOutcome => ({
    series,
    step,
    state,
    ds,
    closes,
    y: NaN,
    ...known,
  });
  if (Number.isNaN(ds)) {
    const row = source && rowAfter(source, head.origin, step, now);
    if (source === undefined || row === undefined) return outcome('waiting');
    if (row < 0) return outcome('missed');
    const time = source.panel.time[row];
    return outcome('known', { ds: time, closes: time, y: source.series.observed[row] });
  }
  if (now < closes) return outcome('waiting');
  if (source === undefined) return outcome('overdue');
  const { panel, series: values } = source;
  const row = panel.time.indexOf(ds);
  if (row >= 0 && !Number.isNaN(values.observed[row])) return outcome('known', { y: values.observed[row] });
  return outcome(panel.time[values.last] > ds ? 'missed' : 'overdue');
}

/**
 * If rows are not evenly spaced, the time of the next one is unknown: the forecast is of the `step`-th row with a value after
 * its origin, once that row has closed. It counts as live if it was made before that row's own time.
 * @returns the row; -1 if the origin no longer exists; `undefined` if the row does not exist yet
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
  const timeframe = inferTimeframe([time]);
  let left = step;
  for (let row = from + 1; row < time.length; row++) {
    if (Number.isNaN(series.observed[row])) continue;
    left--;
    if (left > 0) continue;
    return now >= (timeframe === null ? time[row] : addSteps(time[row], timeframe, 1)) ? row : undefined;
  }
  return undefined;
}

/** Whether the rows up to the origin have changed; `undefined` if the source does not go back to the first of them. */
function isRevised(
  { panel, series }: SourceSeries,
  { origin, options }: ForecastHead,
  first: number,
  digest: string,
): boolean | undefined {
  const from = panel.time.indexOf(first);
  if (from < 0 || panel.time[series.first] > first) return undefined;
  const row = panel.time.findLastIndex((time) => time <= origin);
  return !isDigestOfRows(digest, panel, series, row, options, from);
}
