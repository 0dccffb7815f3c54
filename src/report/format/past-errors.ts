/** How good forecasts of a model have been, by the newest kept backtest of the same configuration. */

import type { BacktestOptions } from '../../backtest/options.ts';
import type { Quantity } from '../../data/quantities.ts';
import type { ModelAnswer } from '../../evaluation/model-answer.ts';
import { atSteps, isEqualRatio } from '../../evaluation/phrases.ts';
import { wordingOf } from '../../evaluation/wording.ts';
import { escapeControl } from '../../text/escape.ts';
import type { KeptBacktest } from '../inputs.ts';
import { formatPercent, listed, plural, shortId } from './units.ts';

export interface PastErrors {
  readonly n: number;
  /** What the tests say of it, and its loss relative to that of the benchmark. */
  readonly answer: ModelAnswer;
}

/** `undefined` if the backtest has no score of the model. */
export function pastErrorsOf({ record, result }: KeptBacktest, model: string): PastErrors | undefined {
  const n = record.scores.find((one) => one.model === model)?.n ?? 0;
  const answer = result.answer.models.find((one) => one.model === model);
  return n > 0 && answer !== undefined ? { n, answer } : undefined;
}

/** `In the backtest of 2026-11-20 (run 1a2b3c4d, 365 forecasts), gru's RMSE was 0.4 % above naive's: not significantly different.` */
export function pastErrorsText(
  kept: KeptBacktest,
  model: string,
  { level, interval }: Pick<BacktestOptions, 'level' | 'interval'>,
): string {
  const past = pastErrorsOf(kept, model);
  const { record, result } = kept;
  const day = new Date(record.at).toISOString().slice(0, 10);
  const source = `the backtest of ${day} (run ${shortId(record.run)}`;
  if (past === undefined) return `In ${source}), ${model} was not scored.`;
  const coverage = record.options.interval === interval ? coverageSentences(kept, model, level) : [];
  return [
    `In ${source}, ${plural(past.n, 'forecast')}), ${comparison(past.answer, result.quantity)}.`,
    ...coverage,
  ].join(' ');
}

/** `gru's RMSE was 0.4 % above naive's: not significantly different`. */
function comparison(answer: ModelAnswer, quantity: Quantity): string {
  const { model, change } = answer;
  const { benchmark, loss } = wordingOf(quantity);
  if (Number.isNaN(change)) return `${model} could not be compared with ${benchmark}`;
  const its = benchmark.endsWith('s') ? `that of ${benchmark}` : `${benchmark}'s`;
  const size = isEqualRatio(1 + change)
    ? `equal to ${its}`
    : `${formatPercent(Math.abs(change))} ${change < 0 ? 'below' : 'above'} ${its}`;
  return `${model}'s ${loss} was ${size}: ${meaning(answer)}`;
}

function meaning({ word, better, worse, steps }: ModelAnswer): string {
  if (word === 'look for a leak') return 'too good to be true, so look for a leak';
  if (word === 'better') return `significantly better${atSteps(better, steps)}`;
  if (word === 'worse') return `significantly worse${atSteps(worse, steps)}`;
  if (word === 'mixed')
    return `significantly better${atSteps(better, steps)}, and worse${atSteps(worse, steps)}`;
  if (word === 'no difference') return `not significantly different${steps > 1 ? ' at any step' : ''}`;
  return 'the difference could not be tested';
}

/** How often the intervals that are shown now contained the actual value. */
function coverageSentences(
  { result }: KeptBacktest,
  model: string,
  levels: readonly number[],
): readonly string[] {
  const intervals = result.models.find((one) => one.model === model)?.intervals ?? [];
  const shown = intervals.filter(
    ({ level, coverage }) => levels.includes(level) && Number.isFinite(coverage),
  );
  if (shown.length === 0) return [];
  const names = listed(shown.map(({ level }) => `${level} %`));
  const shares = listed(shown.map(({ coverage }) => formatPercent(coverage)));
  return [
    `Its ${names} ${shown.length === 1 ? 'interval' : 'intervals'} contained ${shares} of the actual values.`,
  ];
}

/** What to do where no backtest is kept: a sentence, and a command for a line of its own. */
export function noBacktestTexts(command: string | undefined): readonly string[] {
  const known = 'No backtest of this configuration is kept. To know how good such forecasts have been, run';
  return command === undefined
    ? [`${known} \`hindcast backtest\` with the same options.`]
    : [`${known}:`, `  ${escapeControl(command)}`];
}
