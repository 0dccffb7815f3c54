/** A search for settings as JSON, schema 1 of `docs/cli.md`. */

import type { SearchedModel } from '../../tuning/outcome.ts';
import { formatTime } from '../format/units.ts';
import type { OpenedSpan, SettingWords, TuningReport } from '../inputs.ts';
import type { FoldSearch } from '../../tuning/nested.ts';
import { settingWords, tuningAnswer } from '../format/tuning.ts';
import { SCHEMA } from './document.ts';
import { dataJson } from './panel.ts';
import type { Warning } from '../../text/warning.ts';
import { warningsJson } from './warnings.ts';

/** The object of `tune --json`. */
export function tuningJson(report: TuningReport, version: string, warnings: readonly Warning[]): object {
  const { panel, options, search, span, models, opened } = report;
  const { budget, fits, validation } = search;
  return {
    schema: SCHEMA,
    type: 'tuning',
    version,
    seed: options.seed,
    timeframe: panel.timeframe?.name ?? null,
    answer: tuningAnswer(report).join(' '),
    data: dataJson(panel),
    options,
    budget: {
      fits: budget.kind === 'fits' ? budget.value : null,
      seconds: budget.kind === 'time' ? budget.value / 1000 : null,
    },
    fits,
    validation: {
      blocks: validation.blocks.length,
      origins: new Set(validation.origins.table.origin).size,
      firstTarget: formatTime(panel.time[validation.first]),
      lastTarget: formatTime(panel.time[validation.last]),
    },
    models: search.models.map((model, m) => ({
      ...searchedJson(model, models[m].settings),
      command: models[m].command,
      sealed: opened === undefined ? null : resultJson(opened, m),
    })),
    sealed: {
      isOpened: opened !== undefined,
      firstTarget: formatTime(span.first),
      lastTarget: formatTime(span.last),
      openedBefore: opened?.before?.openings ?? null,
      lastOpened: opened?.before?.lastAt === undefined ? null : new Date(opened.before.lastAt).toISOString(),
      backtestsBefore: opened?.before?.backtests ?? null,
    },
    ...warningsJson(warnings),
  };
}

/** What was tried of one model. Settings are options as text. */
function searchedJson(
  { model, tried, chosen, luckRatio, p }: SearchedModel,
  settings: readonly SettingWords[],
): object {
  return {
    model,
    chosen,
    setting: settingJson(settings[chosen]),
    ratio: tried[chosen].ratio,
    defaultRatio: tried[chosen].defaultRatio,
    luckRatio,
    p,
    tried: tried.map(({ blocks, ratio, defaultRatio, failure }, index) => ({
      setting: settingJson(settings[index]),
      blocks,
      ratio,
      defaultRatio,
      failure: failure ?? null,
    })),
  };
}

const settingJson = (words: SettingWords): Readonly<Record<string, string>> =>
  Object.fromEntries(words.map(([long, value]) => [long.slice(2), value]));

function resultJson({ results }: OpenedSpan, m: number): object {
  const { run, models, answer, options } = results[m];
  const at = models.findIndex(({ model }) => model === options.models[0]);
  if (at < 0) return { run, word: null, scores: null };
  return { run, word: answer.models[at].word, scores: models[at].scores };
}

/** What the searches of a backtest with `--tune` have chosen, by fold and model. */
export function searchesJson(searches: readonly FoldSearch[]): object {
  return searches.map(({ fold, fits, models }) => ({
    fold,
    fits,
    models: models.map(({ model, tried, chosen, luckRatio, p }) => ({
      model,
      setting: settingJson(settingWords(tried[chosen].setting)),
      tried: tried.length,
      ratio: tried[chosen].ratio,
      defaultRatio: tried[chosen].defaultRatio,
      luckRatio,
      p,
    })),
  }));
}
