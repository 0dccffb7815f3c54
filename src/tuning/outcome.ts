/** What a search has found for one model: every setting with its loss, the best, and how far it is from luck. */

import type { BacktestOptions } from '../backtest/options.ts';
import { overlappingLags } from '../significance/overlap.ts';
import type { Candidate, Candidates, Scoring } from './candidates.ts';
import type { DrawnOptions } from './draw.ts';
import { relativeLoss } from './losses.ts';
import { luckOf } from './luck.ts';

/** One setting. */
export interface TriedSetting {
  /** What differs from the options of the user; nothing for the first, the default. */
  readonly setting: DrawnOptions;
  /** Validation blocks that it was scored on. */
  readonly blocks: number;
  /** Root of its loss relative to the benchmark's there (for numbers U2); `NaN` if it failed or was not reached. */
  readonly ratio: number;
  /** The same of the default on the same blocks. */
  readonly defaultRatio: number;
  /** Why a fit failed; `undefined` if none did. */
  readonly failure: string | undefined;
}

export interface SearchedModel {
  readonly model: string;
  /** In the order of the search; the default first. */
  readonly tried: readonly TriedSetting[];
  /** Number of the best of those that were scored on all blocks; 0 if that is the default. */
  readonly chosen: number;
  /** The best ratio that luck alone is expected to give among so many equal settings; `NaN` without a default to compare with. */
  readonly luckRatio: number;
  /** Probability of a ratio as good as that of the chosen one by luck alone; `NaN` likewise. */
  readonly p: number;
}

export function outcomeOf(search: Candidates, scoring: Scoring, options: BacktestOptions): SearchedModel {
  const { model } = search;
  // The last ones may not have been reached.
  const all = search.all.filter(
    ({ results, failure }, index) => index === 0 || results.length > 0 || failure !== undefined,
  );
  const total = scoring.validation.blocks.length;
  const tried = all.map((candidate) => triedSetting(candidate, all[0], scoring));
  const chosen = tried.reduce((best, one, index) => {
    const isWhole = one.blocks === total && Number.isFinite(one.ratio);
    return isWhole && !(one.ratio >= tried[best].ratio) ? index : best;
  }, 0);
  return { model, tried, chosen, ...luckOfChoice(all, chosen, scoring, options) };
}

function triedSetting(
  { setting, results, failure, parts }: Candidate,
  { parts: ofDefault }: Candidate,
  { order }: Scoring,
): TriedSetting {
  const blocks = results.map(({ fold }) => fold);
  const ratioOf = (one: Candidate['parts']): number =>
    one === undefined ? NaN : Math.sqrt(relativeLoss(one, order, blocks));
  return { setting, blocks: blocks.length, ratio: ratioOf(parts), defaultRatio: ratioOf(ofDefault), failure };
}

function luckOfChoice(
  all: readonly Candidate[],
  chosen: number,
  { order }: Scoring,
  { horizon, stepSize, seed }: BacktestOptions,
): Pick<SearchedModel, 'luckRatio' | 'p'> {
  const base = all.at(0)?.parts;
  if (base === undefined) return { luckRatio: NaN, p: NaN };
  const improvementsOf = ({ parts }: Candidate): readonly Float64Array[] =>
    parts === undefined ? [] : [base.own.map((value, t) => value - parts.own[t])];
  const total = (values: Float64Array): number =>
    values.reduce((sum, value) => (Number.isNaN(value) ? sum : sum + value), 0);
  const [best] = improvementsOf(all[chosen]);
  const found = best === undefined ? 0 : total(best);
  const lags = overlappingLags(horizon, stepSize);
  const { expected, p } = luckOf(all.slice(1).flatMap(improvementsOf), found, { lags, seed });
  const reference = total(base.benchmark);
  const luckRatio = Math.sqrt(Math.max(0, total(base.own) - expected) / reference);
  return { luckRatio, p: order.rows.length === 0 || chosen === 0 ? 1 : p };
}
