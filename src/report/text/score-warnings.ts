/** Warnings that explain undefined or incomplete scores, so that every `null` has a reason. */

import type { ForecastTable } from '../../backtest/forecast-table.ts';
import type { BacktestResult } from '../../evaluation/backtest.ts';
import type { Evaluation, Scores } from '../../evaluation/evaluation.ts';
import type { ScoredForecastFile } from '../../evaluation/forecast-file.ts';
import { leftOutSeries } from '../../evaluation/left-out.ts';
import { listText } from '../../evaluation/phrases.ts';
import { hasFolds } from '../../evaluation/common-rows.ts';
import { intervalMetrics, metrics, quantileMetrics } from '../../metrics/index.ts';
import { escapeControl } from '../../text/escape.ts';
import type { Panel } from '../../data/panel.ts';
import { seriesSpan } from '../format/time-spans.ts';
import { formatTime, plural } from '../format/units.ts';
import type { Warning } from '../../text/warning.ts';
import { noteOf, warningOf } from '../../text/warning.ts';

interface Warned {
  readonly models: readonly Evaluation[];
  readonly forecasts: Pick<ForecastTable, 'y'>;
}

/**
 * One warning per series without scores, one for all folds, steps and regimes without scores, one per metric that is undefined
 * elsewhere, one per level without intervals somewhere, and one per metric that leaves points out.
 * @param panel - the data, if available
 * @param explained - metrics that another warning explains
 */
export function scoreWarnings(
  { models, forecasts }: Warned,
  panel: Panel | undefined,
  explained: readonly string[] = [],
): Warning[] {
  const scored = models.filter(({ scores }) => scores.n > 0);
  const warnings = models
    .filter(({ scores }) => scores.n === 0)
    .map(({ model }) => warningOf(`${escapeControl(model)} has no forecast that can be scored`));
  const first = scored.at(0);
  if (first === undefined) return warnings;
  for (const { id } of first.bySeries.filter(({ scores }) => scores.n === 0))
    warnings.push(warningOf(`${escapeControl(id)}${spanOf(id, panel)} has no forecast that can be scored`));
  const leftOut = leftOutSeries(first).map((text) => noteOf(escapeControl(text)));
  warnings.push(...emptyParts(first), ...leftOut);
  const mute = withoutProbabilities(scored);
  if (mute !== undefined) warnings.push(mute.warning);
  for (const metric of metrics) {
    if (metric.isExplainedInTables || explained.includes(metric.name)) continue;
    warnings.push(
      ...undefinedIn(
        metric,
        scored.filter(
          (result) => isUndefined(result, metric.name) && mute?.explains(result, metric.name) !== true,
        ),
        scored,
      ),
    );
  }
  warnings.push(...intervalWarnings(scored));
  const makers = scored.filter(({ distribution }) => distribution !== null);
  const without = makers.filter(({ distribution }) => distribution?.n === 0);
  if (without.length > 0)
    warnings.push(
      noteOf(
        `scores of distributions are undefined for ${listed(without, makers)}: no forecast has intervals of every level and a known actual value`,
      ),
    );
  for (const metric of quantileMetrics)
    warnings.push(
      ...undefinedIn(
        metric,
        makers.filter(
          ({ distribution }) => distribution?.n !== 0 && Number.isNaN(distribution?.scores[metric.name]),
        ),
        makers,
      ),
    );
  for (const { name, exclusion } of metrics) {
    if (exclusion === undefined || !models.some(({ scores }) => name in scores)) continue;
    const count = forecasts.y.filter(exclusion.isExcluded).length;
    if (count > 0) warnings.push(noteOf(`${name} leaves out ${plural(count, 'point')} ${exclusion.reason}`));
  }
  return warnings;
}

/** What is to say about a backtest and its scores. */
export const backtestWarnings = (
  result: Pick<BacktestResult, 'warnings' | 'models' | 'forecasts' | 'panel'>,
): Warning[] => [...result.warnings, ...scoreWarnings(result, result.panel)];

/** What is to say about the scores of forecasts from elsewhere, whose training rows nobody knows. */
export function forecastFileWarnings({
  warnings,
  models,
  trial,
  isBenchmarkKnown,
}: ScoredForecastFile): Warning[] {
  const unknown = ['mase', 'rmsse', ...(isBenchmarkKnown ? [] : ['u2', 'skill', 'rmae'])];
  return [...warnings, ...scoreWarnings({ models, forecasts: trial.table }, undefined, unknown)];
}

/** One warning for all metrics that models without probabilities lack; `undefined` if all models give some. */
function withoutProbabilities(
  scored: readonly Evaluation[],
): { readonly warning: Warning; explains(result: Evaluation, metric: string): boolean } | undefined {
  const results = scored.filter(({ scores }) => 'brier' in scores && Number.isNaN(scores.brier));
  if (results.length === 0) return undefined;
  const names = metrics
    .map(({ name }) => name)
    .filter((name) => results.every(({ scores }) => name in scores && Number.isNaN(scores[name])));
  const [give, them] = results.length === 1 ? ['gives', 'it'] : ['give', 'them'];
  return {
    warning: noteOf(
      `${listText(results.map(({ model }) => escapeControl(model)))} ${give} no probabilities, so ${listText(names)} are undefined for ${them}`,
    ),
    explains: (result, metric) => results.includes(result) && names.includes(metric),
  };
}

function spanOf(id: string, panel: Panel | undefined): string {
  const series = panel?.series.find((one) => one.id === id);
  if (panel === undefined || series === undefined) return '';
  const { first, last } = seriesSpan(panel, series);
  return ` (${formatTime(first)} to ${formatTime(last)})`;
}

/** All models are scored on the same rows, so they lack the same parts. */
function emptyParts(result: Evaluation): Warning[] {
  const { bySteps, byRegimes } = result;
  const byFolds = hasFolds(result) ? result.byFolds : [];
  const planned = [
    ...named(
      'fold',
      byFolds.filter(({ n }) => n === 0).map(({ fold }) => String(fold)),
    ),
    ...named(
      'step',
      bySteps.filter(({ n }) => n === 0).map(({ step }) => String(step)),
    ),
  ];
  const regimes = byRegimes.filter(({ scores }) => scores.n === 0).map(({ regime }) => `${regime} times`);
  const parts = [...planned, ...regimes];
  if (parts.length === 0) return [];
  // Markets may be calm throughout, but folds and steps were planned.
  const say = planned.length === 0 ? noteOf : warningOf;
  return [say(`no forecast can be scored in ${parts.join(', ')}`)];
}

/** `fold 3`, `folds 3, 4`; a number if there are many. */
function named(noun: string, keys: readonly string[]): string[] {
  if (keys.length === 0) return [];
  if (keys.length > KEYS_NAMED) return [`${keys.length} ${noun}s`];
  return [`${noun}${keys.length === 1 ? '' : 's'} ${keys.join(', ')}`];
}

/** Keys named one by one; more are counted. */
const KEYS_NAMED = 8;

function undefinedIn(
  { name, undefinedWhere }: { readonly name: string; readonly undefinedWhere: string },
  results: readonly Evaluation[],
  all: readonly Evaluation[],
): Warning[] {
  return results.length === 0
    ? []
    : [
        noteOf(
          `${name} has undefined values for ${listed(results, all)}: it is undefined if ${undefinedWhere}`,
        ),
      ];
}

function listed(results: readonly Evaluation[], all: readonly Evaluation[]): string {
  if (all.length > 1 && results.length === all.length) return 'all models';
  return results.map(({ model }) => escapeControl(model)).join(', ');
}

function isUndefined({ scores, bySteps, byFolds, bySeries, byRegimes }: Evaluation, metric: string): boolean {
  const scopes: readonly Scores[] = [
    scores,
    ...bySteps,
    ...byFolds,
    // Series that a defined mean leaves out have a warning of their own.
    ...bySeries
      .filter(({ undefinedReasons }) => Number.isNaN(scores[metric]) || !undefinedReasons.has(metric))
      .map((series) => series.scores),
    ...byRegimes.map((regime) => regime.scores),
  ];
  return scopes.some((scope) => scope.n > 0 && Number.isNaN(scope[metric]));
}

/** Levels without any interval, with the reason, and levels that some step or series lacks. */
function intervalWarnings(models: readonly Evaluation[]): Warning[] {
  const names = intervalMetrics.map(({ name }) => name).join(', ');
  const of = (level: number, is: (one: Evaluation['intervals'][number]) => boolean): Evaluation[] =>
    models.filter(({ intervals }) => intervals.some((one) => one.level === level && is(one)));
  const makers = models.filter(({ intervals }) => intervals.length > 0);
  const levels = [...new Set(models.flatMap(({ intervals }) => intervals.map(({ level }) => level)))];
  return levels.flatMap((level) => {
    const none = of(level, ({ note }) => note !== null);
    const notes = new Set(
      none.flatMap(({ intervals }) =>
        intervals.filter((one) => one.level === level).flatMap(({ note }) => note ?? []),
      ),
    );
    const some = of(
      level,
      ({ note, bySteps, bySeries }) =>
        note === null && (bySteps.some(({ n }) => n === 0) || bySeries.some(({ scores }) => scores.n === 0)),
    );
    return [
      ...(none.length === 0
        ? []
        : [
            warningOf(
              `${names} of the ${level} % intervals are undefined for ${listed(none, makers)}: ${[...notes].join(', ')}`,
            ),
          ]),
      ...(some.length === 0
        ? []
        : [
            noteOf(
              `${names} of the ${level} % intervals are undefined at some steps or series for ${listed(some, makers)}: no forecast there has an interval and a known actual value`,
            ),
          ]),
    ];
  });
}
