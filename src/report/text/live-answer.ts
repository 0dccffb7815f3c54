/** The short form of the scores of recorded forecasts: the answer, a line per model, and what waits. */

import chalk from 'chalk';
import { isEqualRatio } from '../../evaluation/phrases.ts';
import type { LiveWord } from '../../live/live-answer.ts';
import { escapeControl } from '../../text/escape.ts';
import { formatCount, formatNumber, plural, shortId } from '../format/units.ts';
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
  'waiting',
  null,
];

export function renderShortLive({ live, evaluated, answer, store }: LiveReport): string {
  if (live.records === 0) return nothingRecorded(store);
  const sentence = wrap(escapeControl(answer.sentence), proseWidth());
  return [
    answer.isAlarm ? chalk.bold.red(sentence) : chalk.bold(sentence),
    ...(evaluated.length === 0 ? [] : [modelsTable({ evaluated, answer })]),
    ledgerLines(live),
  ].join('\n\n');
}

function modelsTable({ evaluated, answer }: Pick<LiveReport, 'evaluated' | 'answer'>): string {
  const named = evaluated
    .map((configuration, i) => ({ configuration, word: answer.words[i] }))
    .toSorted((a, b) => ORDER.indexOf(a.word) - ORDER.indexOf(b.word));
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
    { ...right('MAE'), rank: 3 },
    { ...right('RMSE'), rank: 2 },
    right('against naive'),
    right('in backtest'),
    left('verdict'),
  ];
  const rows = named.slice(0, SHOWN).map(({ configuration, word }) => {
    const { model, series, scores, expected, options } = configuration;
    return [
      escapeControl(model),
      ...(hasSeries ? [escapeControl(series)] : []),
      ...(hasHorizons ? [formatCount(options.horizon)] : []),
      ...(hasOptions ? [shortId(configuration.configuration)] : []),
      formatCount(scores.n),
      formatNumber(scores.mae),
      formatNumber(scores.rmse),
      word === null ? '' : ratioChange(scores.u2),
      word === null ? '' : ratioChange(expected?.scores.u2 ?? NaN),
      wordCell(word),
    ];
  });
  const more = named.length - rows.length;
  const lines = [
    ...(more > 0 ? [`and ${plural(more, 'more line')}; --details shows all.`] : []),
    ...(hasOptions ? ['options: forecasts made with the same options have the same digits.'] : []),
    'n: scored live forecasts. Against naive: RMSE, live and in the backtest.',
  ];
  return `${renderShortTable(columns, rows, width())}\n${dim(lines)}`;
}

const ratioChange = (u2: number): string => changeText(isEqualRatio(u2) ? 0 : u2 - 1);

function wordCell(word: LiveWord | null): TextCell {
  if (word === 'drift') return { text: word, paint: chalk.bold.red };
  return { text: word ?? '', paint: word === 'worse' ? chalk.red : undefined };
}
