/** A search for settings in a terminal: the answer, a table of models, the commands of the chosen settings, and every setting tried. */

import chalk from 'chalk';
import { targetOf } from '../../data/targets.ts';
import { pText } from '../../evaluation/phrases.ts';
import { wordingOf } from '../../evaluation/wording.ts';
import { UNDEFINED, formatCount, formatNumber, formatTime, plural } from '../format/units.ts';
import { looksText, settingText, tuningAnswer } from '../format/tuning.ts';
import type { SettingWords, TuningReport } from '../inputs.ts';
import { changeText, wordCell } from './answer.ts';
import { renderBacktest } from './backtest.ts';
import { proseWidth, width } from './layout.ts';
import type { TextCell } from './table.ts';
import { dim, left, renderShortTable, renderTable, right, wrap } from './table.ts';

/** The whole answer, without a final newline. */
export function renderTuning(report: TuningReport): string {
  const sentences = tuningAnswer(report).map((sentence) => chalk.bold(wrap(sentence, proseWidth())));
  return [
    [...sentences, ...sealedSentence(report)].join('\n'),
    `${modelsTable(report)}\n${basis(report)}`,
    commands(report),
  ].join('\n\n');
}

/** The same with every setting, and what the sealed span says of the chosen ones. */
export function renderTuningDetails(report: TuningReport): string {
  const { search, models, opened } = report;
  return [
    renderTuning(report),
    ...search.models.map((_, m) => triedTable(report, m, models[m].settings)),
    ...(opened?.results.map(renderBacktest) ?? []),
  ].join('\n\n');
}

/** How often the span was opened before. */
function sealedSentence(report: TuningReport): readonly string[] {
  const { span, opened } = report;
  if (opened === undefined) {
    const text = `The last span, ${formatTime(span.first)} to ${formatTime(span.last)}, stays sealed (\`--keep-sealed\`).`;
    return [wrap(text, proseWidth())];
  }
  if (opened.before === undefined) return [];
  const { text, isWarning } = looksText(report, opened.before);
  const sentence = wrap(`${text[0].toUpperCase()}${text.slice(1)}.`, proseWidth());
  return [isWarning ? chalk.yellow(sentence) : sentence];
}

function modelsTable({ search, options, opened }: TuningReport): string {
  const { benchmark } = wordingOf(targetOf(options.target).quantity);
  const columns = [
    left('model'),
    { ...right('settings'), rank: 1 },
    right('default'),
    right('chosen'),
    right('by luck'),
    { ...right('p'), rank: 0 },
    ...(opened === undefined ? [] : [right(`sealed: against ${benchmark}`), left('verdict')]),
  ];
  const rows = search.models.map(({ model, tried, chosen, luckRatio, p }, m) => [
    model,
    formatCount(tried.length - 1),
    ratioText(tried[0].ratio),
    ratioText(tried[chosen].ratio),
    ratioText(luckRatio),
    Number.isNaN(p) ? UNDEFINED : pText(p),
    ...(opened === undefined ? [] : sealedCells(opened.results[m], model)),
  ]);
  return renderShortTable(columns, rows, width());
}

const ratioText = (ratio: number): string => formatNumber(ratio, 4);

function sealedCells(
  { models, answer }: NonNullable<TuningReport['opened']>['results'][number],
  model: string,
): readonly (string | TextCell)[] {
  const at = models.findIndex((one) => one.model === model);
  if (at < 0) return ['failed', ''];
  return [changeText(answer.models[at].change), wordCell(answer.models[at])];
}

function basis({ search, options, panel, opened, span }: TuningReport): string {
  const { loss, benchmark } = wordingOf(targetOf(options.target).quantity);
  const { validation, fits, models, budget } = search;
  const failed = models.reduce(
    (sum, { tried }) => sum + tried.filter(({ failure }) => failure !== undefined).length,
    0,
  );
  const origins = new Set(validation.origins.table.origin).size;
  const [first, last] = [validation.first, validation.last].map((row) => formatTime(panel.time[row]));
  const repeated = budget.kind === 'time' ? ` (\`--budget ${fits}\` repeats them on any machine)` : '';
  const name = options.models.length === 1 ? '' : ', per model';
  return dim([
    `Default, chosen, by luck: ${loss} relative to ${benchmark} on ${plural(validation.blocks.length, 'validation block')} of training rows, ${plural(origins, 'origin')}, ${first} to ${last}. By luck: what the best of so many settings is expected to show if all are as good as the default.`,
    `${plural(fits, 'fit')}${repeated}, settings${name} stopped early after blocks in which they were in the worse half${failed > 0 ? `; ${plural(failed, 'setting')} failed` : ''}.`,
    ...(opened === undefined
      ? []
      : [
          `Sealed: ${formatTime(span.first)} to ${formatTime(span.last)}, after everything that the search has seen. Verdict: Diebold-Mariano test.`,
        ]),
  ]);
}

/** Not wrapped, so that each can be copied. */
function commands({ search, models }: TuningReport): string {
  return chalk.dim(search.models.map(({ model }, m) => `${model}: ${models[m].command}`).join('\n'));
}

function triedTable({ search }: TuningReport, m: number, settings: readonly SettingWords[]): string {
  const { model, tried, chosen } = search.models[m];
  const total = search.validation.blocks.length;
  const rows = tried.map((one, index) => [
    String(index),
    settingText(settings[index]),
    `${one.blocks}/${total}`,
    ratioText(one.ratio),
    ratioText(one.defaultRatio),
    index === chosen ? 'chosen' : (one.failure ?? ''),
  ]);
  const columns = [
    right(model),
    left('setting'),
    right('blocks'),
    right('ratio'),
    right('default there'),
    left(''),
  ];
  return renderTable(columns, rows);
}
