/** What every section of a run is built from. */

import type { LineStyle } from '../charts/styles.ts';
import { modelStyles } from '../charts/styles.ts';
import { digitsOf } from '../format/runs.ts';
import type { ReportedRun } from '../inputs.ts';
import { readResult } from './run-json.ts';
import type { ReportedResult } from './run-json.ts';

export interface ReportContext extends ReportedRun {
  /** `json` with types, and `NaN` for its nulls. */
  readonly result: ReportedResult;
  /** Models as `forecasts` has them, without the benchmark; best first. */
  readonly rivals: readonly string[];
  /** The style of each model, the same in every chart. */
  readonly styles: ReadonlyMap<string, LineStyle>;
  /** Begins the id of every element of this run, so that two runs in a page have none in common. */
  readonly prefix: string;
}

/** A part of a report with a heading. */
export interface ReportSection {
  /** In links: `errors`. */
  readonly name: string;
  readonly title: string;
  /** HTML; empty if the run has nothing for it, and then the heading is left out. */
  body(context: ReportContext): string;
}

export function contextOf(run: ReportedRun): ReportContext {
  const result = readResult(run.json, run.record);
  const names = result.models.map(({ model }) => model);
  return {
    ...run,
    result,
    rivals: names.filter((model) => model !== result.benchmark),
    styles: modelStyles([...new Set([...names, ...run.forecasts.models.keys()])], result.benchmark),
    prefix: `run-${digitsOf(run.record)}`,
  };
}
