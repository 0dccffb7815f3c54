/** What every section of a run is built from. */

import type { LineStyle } from '../charts/styles.ts';
import { modelStyles } from '../charts/styles.ts';
import { digitsOf } from '../format/runs.ts';
import type { ReportedRun } from '../inputs.ts';
import { readResult } from './run-json.ts';
import type { ReportedResult } from './run-json.ts';
import { withoutFolders } from './without-folders.ts';

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
  const { sources } = run.record.asked;
  const result = resultWithoutFolders(readResult(run.json, run.record), sources);
  const names = result.models.map(({ model }) => model);
  return {
    ...run,
    result,
    rivals: names.filter((model) => model !== result.benchmark),
    styles: modelStyles([...new Set([...names, ...run.forecasts.models.keys()])], result.benchmark),
    command: withoutFolders(run.command, sources),
    prefix: `run-${digitsOf(run.record)}`,
  };
}

/** Messages name files; a report is passed on, and its readers need not know the folders of this machine. */
function resultWithoutFolders(result: ReportedResult, sources: readonly string[]): ReportedResult {
  const shorter = (text: string): string => withoutFolders(text, sources);
  return {
    ...result,
    summary: shorter(result.summary),
    answer: { ...result.answer, sentence: shorter(result.answer.sentence) },
    models: result.models.map((model) => ({ ...model, verdict: shorter(model.verdict) })),
    failures: result.failures.map((failure) => ({ ...failure, message: shorter(failure.message) })),
    warnings: result.warnings.map(shorter),
    notes: result.notes.map(shorter),
  };
}
