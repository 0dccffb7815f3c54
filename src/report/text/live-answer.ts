/** The short form of the scores of recorded forecasts: the answer, a line per model, and what waits. */

import chalk from 'chalk';
import { isEqualRatio } from '../../evaluation/phrases.ts';
import { benchmarkOf } from '../../data/targets.ts';
import type { EvaluatedConfiguration } from '../../live/verdict.ts';
import type { LiveScores } from '../../live/live-scores.ts';
import type { LiveWord } from '../../live/live-answer.ts';
import { escapeControl } from '../../text/escape.ts';
import { formatCount, formatNumber, formatPercent, plural, shortId } from '../format/units.ts';
import type { LiveReport } from '../inputs.ts';
import { changeText } from './answer.ts';
import { proseWidth, width } from './layout.ts';
import { ledgerLines } from './live-forecasts.ts';
import { nothingRecorded } from './records.ts';
import type { TextCell, TextColumn } from './table.ts';
import { dim, left, renderShortTable, right, wrap } from './table.ts';

/** Lines of the table; further models are counted. */
const SHOWN = 12;
/** What needs a look comes first. */
const ORDER: readonly (LiveWord | null)[] = [
  'drift',
  'worse',
  'too early',
  'as in backtest',
  'no backtest',
  'not compared',
  'waiting',
  null,
];

export function renderShortLive({ live, evaluated, answer, store }: LiveReport): string {
  if (live.records === 0) return nothingRecorded(store);
  const sentence = wrap(escapeControl(answer.sentence), proseWidth());
  return [
    answer.isAlarm ? chalk.bold.red(sentence) : chalk.bold(sentence),
    ...[false, true].flatMap((isOfClasses) => tablesOf({ evaluated, answer }, isOfClasses)),
    ledgerLines(live),
  ].join('\n\n');
}

interface NamedConfiguration {
  readonly configuration: EvaluatedConfiguration;
  readonly word: LiveWord | null;
}

/** The table of the forecasts of classes, or of the others; none if there are none. */
function tablesOf(
  { evaluated, answer }: Pick<LiveReport, 'evaluated' | 'answer'>,
  isOfClasses: boolean,
): readonly string[] {
  const all = evaluated
    .map((configuration, i) => ({ configuration, word: answer.words[i] }))
    .filter(({ configuration }) => (configuration.scores.classes !== undefined) === isOfClasses);
  return all.length === 0 ? [] : [modelsTable(all, isOfClasses)];
}

function modelsTable(all: readonly NamedConfiguration[], isOfClasses: boolean): string {
  const evaluated = all.map(({ configuration }) => configuration);
  const named = all.toSorted((a, b) => ORDER.indexOf(a.word) - ORDER.indexOf(b.word));
  const hasSeries = new Set(evaluated.map(({ series }) => series)).size > 1;
  const hasHorizons = new Set(evaluated.map(({ options }) => options.horizon)).size > 1;
  const toldApart = new Set(
    evaluated.map(({ model, series, options }) => JSON.stringify([model, series, options.horizon])),
  );
  // The same model with other options.
  const hasOptions = toldApart.size < evaluated.length;
  const columns: TextColumn[] = [
    left('model'),
    ...(hasSeries ? [left('series')] : []),
    ...(hasHorizons ? [right('horizon')] : []),
    ...(hasOptions ? [left('options')] : []),
    { ...right('n'), rank: 1 },
    ...(isOfClasses ? CLASS_COLUMNS : NUMBER_COLUMNS),
    left('verdict'),
  ];
  const rows = named.slice(0, SHOWN).map(({ configuration, word }) => {
    const { model, series, scores, options } = configuration;
    return [
      escapeControl(model),
      ...(hasSeries ? [escapeControl(series)] : []),
      ...(hasHorizons ? [formatCount(options.horizon)] : []),
      ...(hasOptions ? [shortId(configuration.configuration)] : []),
      formatCount(scores.n),
      ...(isOfClasses ? classCells(scores, word) : numberCells(configuration, word)),
      wordCell(word),
    ];
  });
  const more = named.length - rows.length;
  const lines = [
    ...(more > 0 ? [`and ${plural(more, 'more line')}; --details shows all.`] : []),
    ...(hasOptions ? ['options: forecasts made with the same options have the same digits.'] : []),
    isOfClasses
      ? `n: scored live forecasts of direction. Against ${benchmarkOf('direction')}: Brier score.`
      : 'n: scored live forecasts. Against naive: RMSE, live and in the backtest.',
  ];
  return `${renderShortTable(columns, rows, width())}\n${dim(lines)}`;
}

const NUMBER_COLUMNS: readonly TextColumn[] = [
  { ...right('MAE'), rank: 3 },
  { ...right('RMSE'), rank: 2 },
  right('against naive'),
  right('in backtest'),
];

function numberCells(
  { scores, expected }: EvaluatedConfiguration,
  word: LiveWord | null,
): readonly TextCell[] {
  return [
    formatNumber(scores.mae),
    formatNumber(scores.rmse),
    word === null ? '' : ratioChange(scores.u2),
    word === null ? '' : ratioChange(expected?.scores.u2 ?? NaN),
  ].map((text) => ({ text }));
}

const CLASS_COLUMNS: readonly TextColumn[] = [
  { ...right('accuracy'), rank: 2 },
  right('Brier'),
  right(`against ${benchmarkOf('direction')}`),
];

function classCells({ classes }: LiveScores, word: LiveWord | null): readonly TextCell[] {
  const { accuracy = NaN, brier = NaN, skill = NaN } = classes ?? {};
  return [formatPercent(accuracy), formatNumber(brier, 4), word === null ? '' : ratioChange(1 - skill)].map(
    (text) => ({ text }),
  );
}

const ratioChange = (u2: number): string => changeText(isEqualRatio(u2) ? 0 : u2 - 1);

function wordCell(word: LiveWord | null): TextCell {
  if (word === 'drift') return { text: word, paint: chalk.bold.red };
  return { text: word ?? '', paint: word === 'worse' ? chalk.red : undefined };
}
