/** What is said of a search for settings: the same sentences in text, JSON and HTML. */

import { pText, percentText } from '../../evaluation/phrases.ts';
import { wordingOf } from '../../evaluation/wording.ts';
import { targetOf } from '../../data/targets.ts';
import { isSignificant } from '../../significance/significant.ts';
import type { SearchedModel } from '../../tuning/outcome.ts';
import type { EarlierLooks } from '../../tuning/openings.ts';
import { optionFlags } from '../../options/flags.ts';
import { flagText } from '../../options/text.ts';
import type { DrawnOptions } from '../../tuning/draw.ts';
import type { SettingWords, TuningReport } from '../inputs.ts';
import { formatCount, formatTime, plural } from './units.ts';

/** A sentence per model: what was chosen, by how much it is better than the default, and whether luck explains that. */
export function tuningAnswer({
  search,
  options,
}: Pick<TuningReport, 'search' | 'options'>): readonly string[] {
  const { loss } = wordingOf(targetOf(options.target).quantity);
  return search.models.map((model) => `${model.model}: ${choiceText(model, loss)}.`);
}

/** Loss relative to that of the default: 0.02 is 2 % less. */
const gainOf = (ratio: number, defaultRatio: number): number => 1 - ratio / defaultRatio;

function choiceText({ tried, chosen, luckRatio, p }: SearchedModel, loss: string): string {
  const { ratio, defaultRatio } = tried[chosen];
  const others = tried.length - 1;
  if (Number.isNaN(tried[0].ratio))
    return chosen === 0
      ? 'every setting failed, the default included'
      : `the default failed; the best of ${plural(others, 'other setting')} is chosen`;
  if (others === 0) return 'the budget left no other setting than the default to try';
  if (chosen === 0)
    return `none of ${plural(others, 'other setting')} is better than the default on the validation blocks, so it stays`;
  const found = `the best of ${plural(others, 'setting')} has ${percentText(gainOf(ratio, defaultRatio))} less ${loss} than the default on the validation blocks`;
  const luck = `${percentText(gainOf(luckRatio, defaultRatio))} would be luck if all were equal, p ${pText(p)}`;
  return isSignificant({ p })
    ? `${found}, more than luck gives (${luck})`
    : `${found}, no more than luck gives (${luck}): the default is as good a choice`;
}

/** What was seen of the span before; whether it is a warning. */
export function looksText(
  { span }: Pick<TuningReport, 'span'>,
  before: EarlierLooks,
): { readonly text: string; readonly isWarning: boolean } {
  const which = `the sealed span, ${formatTime(span.first)} to ${formatTime(span.last)},`;
  const { openings, lastAt, backtests } = before;
  const scored =
    backtests === 0
      ? ''
      : `${plural(backtests, 'other configuration')} ${backtests === 1 ? 'was' : 'were'} backtested on these series up to the same last row`;
  if (openings > 0) {
    const times = openings === 1 ? 'once' : `${formatCount(openings)} times`;
    const date = new Date(lastAt!).toISOString().slice(0, 10);
    const also = scored === '' ? '' : `, and ${scored}`;
    return {
      text: `${which} has been opened ${times} before, last on ${date}${also}: what it shows is no longer untouched`,
      isWarning: true,
    };
  }
  if (scored !== '')
    return {
      text: `${which} is opened by \`tune\` for the first time, but ${scored} before: what they showed may have shaped this search`,
      isWarning: true,
    };
  return { text: `${which} is opened for the first time`, isWarning: false };
}

/** The values of a setting as flags give them, in the order of the help; none for the default. */
export function settingWords(setting: DrawnOptions): SettingWords {
  return optionFlags.flatMap(({ key, long }) => {
    const value = setting[key];
    return value === undefined ? [] : [[long, flagText(value) ?? 'none'] as const];
  });
}

/** As a command line has them. */
export const settingText = (words: SettingWords): string =>
  words.length === 0
    ? 'default'
    : words
        // A switch that is off is not written.
        .flatMap(([long, value]) => (value === 'false' ? [] : [value === 'true' ? long : `${long} ${value}`]))
        .join(' ');
