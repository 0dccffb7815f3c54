/** Facts about runs, as every form of report shows them. */

import { targetOf } from '../../data/targets.ts';
import type { RunRecord, RunScore } from '../../evaluation/run-record.ts';
import { escapeControl } from '../../text/escape.ts';
import { UNDEFINED } from './units.ts';
import path from 'node:path';
import { hexOf } from '../../text/digest.ts';

/** Digits of a run in a table. */
const DIGITS = 8;

/** Names in a cell; more are counted. */
const NAMES_SHOWN = 2;

/** U2 closer to 1 than this is shown as 1.000. */
const EQUAL = 0.0005;

/** 8 digits of a run. */
export function digitsOf({ run }: Pick<RunRecord, 'run'>): string {
  return hexOf(run, DIGITS);
}

/** To the second. */
export function timeOf({ at }: Pick<RunRecord, 'at'>): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** Whether a score is of another model than the benchmark of the run; with a season, than all naive forecasts. */
export function isRivalOf({ options }: Pick<RunRecord, 'options'>): (score: RunScore) => boolean {
  const { benchmarks, naiveForecasts } = targetOf(options.target).quantity;
  const isAsked =
    !(options.seasonality > 1) || options.models.every((model) => naiveForecasts.includes(model));
  return ({ model }) => model !== benchmarks[0] && (isAsked || !naiveForecasts.includes(model));
}

/** The best model other than the benchmark, if any was scored. */
export function bestOf(run: Pick<RunRecord, 'scores' | 'options'>): RunScore | undefined {
  return run.scores.filter(isRivalOf(run)).find(({ n }) => n > 0);
}

/** Whether any model beats the benchmark, and whether that is significant, in a word. */
export function beatsNaive(
  run: Pick<RunRecord, 'scores' | 'options'>,
): 'yes' | 'no' | 'not significant' | typeof UNDEFINED {
  const rivals = run.scores.filter(isRivalOf(run)).filter(({ u2 }) => !Number.isNaN(u2));
  if (rivals.length === 0) return UNDEFINED;
  const better = rivals.filter(({ u2 }) => u2 < 1 - EQUAL);
  if (better.length === 0) return 'no';
  return better.some((score) => score.isSignificantlyBetter) ? 'yes' : 'not significant';
}

/** Sources without folders; more than a few are counted. */
export function sourcesOf({ asked }: Pick<RunRecord, 'asked'>): string {
  const names = asked.sources.map((source) => {
    if (source === '-') return 'stdin';
    return escapeControl(path.isAbsolute(source) ? path.basename(source) : source);
  });
  const step = asked.timeframe === undefined ? '' : ` as ${asked.timeframe}`;
  return shortList(names) + step;
}

/** U2 of a model, oldest first, from runs that are newest first. */
export function historyOf(runs: readonly RunRecord[], model: string): readonly number[] {
  return runs.toReversed().map((run) => scoreOf(run, model)?.u2 ?? NaN);
}

export const scoreOf = ({ scores }: RunRecord, name: string): RunScore | undefined =>
  scores.find(({ model }) => model === name);

export const nOf = ({ scores }: RunRecord): number => scores.at(0)?.n ?? 0;

export function shortList(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN + 1);
  if (names.length <= NAMES_SHOWN + 1) return shown.join(',');
  return `${shown.slice(0, NAMES_SHOWN).join(',')} +${names.length - NAMES_SHOWN}`;
}
