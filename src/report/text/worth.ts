/** What following forecasts was worth, in the terminal. */

import chalk from 'chalk';
import { modelWorthText, settingSentences, worthSentence } from '../../evaluation/worth/words.ts';
import { escapeControl } from '../../text/escape.ts';
import type { ShownWorth } from '../format/worth.ts';
import { WORTH_LEGEND, worthGrid } from '../format/worth.ts';
import { proseWidth } from './layout.ts';
import { dim, renderResultTable, wrap } from './table.ts';

/** A report, followed by what the forecasts were worth if it was asked for. */
export function withWorth(
  report: string,
  worth: ShownWorth | undefined,
  { isShort }: { readonly isShort: boolean },
): string {
  if (worth === undefined) return report;
  return `${report}\n\n${isShort ? renderShortWorth(worth) : renderWorth(worth)}`;
}

/** The answer and a line for each model, without a final newline. */
function renderShortWorth(worth: ShownWorth): string {
  const { models, options } = worth;
  const lines = models.map((one) =>
    wrap(`- ${escapeControl(modelWorthText(one, options.cost))}`, proseWidth(), '  '),
  );
  return [answerOf(worth), lines.join('\n'), dim(settingSentences(worth))].join('\n');
}

/** The answer and a table. */
function renderWorth(worth: ShownWorth): string {
  const legend = dim([...settingSentences(worth), WORTH_LEGEND]);
  return `${answerOf(worth)}\n\n${renderResultTable(worthGrid(worth))}\n${legend}`;
}

function answerOf({ models, options }: ShownWorth): string {
  const sentence = worthSentence(models, options.cost);
  return chalk.bold(wrap(escapeControl(sentence), proseWidth()));
}
