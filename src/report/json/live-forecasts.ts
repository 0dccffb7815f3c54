/** Scores of recorded forecasts as JSON. */

import type { LiveWord } from '../../live/live-answer.ts';
import type { LiveCounts, LiveScores } from '../../live/live-scores.ts';
import type { EvaluatedConfiguration } from '../../live/verdict.ts';
import { formatTime } from '../format/units.ts';
import type { LiveReport } from '../inputs.ts';
import { SCHEMA } from './document.ts';
import type { Warning } from '../../text/warning.ts';
import { warningsJson } from './warnings.ts';

/** The object of `score --json` without a file. */
export function liveJson(
  { live, evaluated, answer, now, isAll }: LiveReport,
  version: string,
  warnings: readonly Warning[],
): object {
  const { records, counts, next, revised, fills } = live;
  return {
    schema: SCHEMA,
    type: 'live',
    version,
    at: new Date(now).toISOString(),
    answer: answer.sentence,
    records,
    ...counts,
    next: Number.isNaN(next) ? null : formatTime(next),
    revised,
    filled: fills.filter(({ revisedAt }) => revisedAt === null).length,
    changed: fills.filter(({ revisedAt }) => revisedAt !== null).length,
    configurations: evaluated.map((configuration, i) =>
      configurationJson(configuration, answer.words[i], isAll),
    ),
    ...warningsJson(warnings),
  };
}

function configurationJson(evaluated: EvaluatedConfiguration, word: LiveWord | null, isAll: boolean): object {
  const { configuration, model, series, asked, options, firstMadeAt, lastMadeAt, revised } = evaluated;
  const { counts, scores, steps, expected, degradation, drift, verdict } = evaluated;
  return {
    configuration,
    model,
    word,
    series,
    sources: asked.sources,
    column: options.column,
    horizon: options.horizon,
    target: options.target,
    firstMadeAt: formatTime(firstMadeAt),
    lastMadeAt: formatTime(lastMadeAt),
    revised,
    live: { ...countsJson(counts), ...scoresJson(scores) },
    promised:
      expected === undefined
        ? null
        : { run: expected.run, at: formatTime(expected.at), isBefore: expected.isBefore, ...expected.scores },
    drift:
      drift === undefined
        ? null
        : {
            isDrifting: drift.isDrifting ?? null,
            since: drift.since === null ? null : formatTime(drift.since),
            note: drift.note,
            bySteps: drift.steps.map(({ since, ...step }) => ({
              ...step,
              since: since === null ? null : formatTime(since),
            })),
          },
    bySteps: steps.map(({ step, scores: ofStep, coverage, late, ...rest }, k) => ({
      step,
      ...countsJson(rest),
      ...scoresJson(ofStep),
      intervals: coverage,
      promised:
        expected === undefined
          ? null
          : { ...expected.steps[k].scores, intervals: expected.steps[k].coverage },
      worse: degradation.at(k) ?? null,
      ...(isAll && { afterTheFactScores: scoresJson(late) }),
    })),
    verdict,
  };
}

/** Those of classes beside the others. */
const scoresJson = ({ classes, ...scores }: LiveScores): object => ({ ...scores, ...classes });

function countsJson({
  waiting,
  overdue,
  missed,
  afterTheFact,
  repeated,
}: LiveCounts): Omit<LiveCounts, 'scored'> {
  return { waiting, overdue, missed, afterTheFact, repeated };
}
