/** What is said about the choice of a recipe, in one or two sentences. */

import { formatTime } from '../data/timeframe.ts';
import { optionFlags } from '../options/flags.ts';
import { flagText } from '../options/text.ts';
import { shellWord } from '../text/shell.ts';
import type { Warning } from '../text/warning.ts';
import { askedNoteOf } from '../text/warning.ts';
import type { Panel } from '../data/panel.ts';
import type { RecipeChoice } from './complete.ts';

/** The sentences as a note; none for a recipe that had nothing to set, as with `--weights`. */
export function choiceNotes(choice: RecipeChoice | undefined, panel: Panel): readonly Warning[] {
  if (choice === undefined) return [];
  const { asked, chosen, computed } = choice;
  return asked === chosen && Object.keys(computed).length === 0
    ? []
    : [askedNoteOf(choiceText(choice, panel))];
}

/** What the recipe found and set, and for `auto` what it chose and why, with the command line of the same choice. */
export function choiceText(choice: RecipeChoice, { time }: Panel): string {
  const { asked, chosen, tried, cutoff } = choice;
  if (asked === chosen)
    return `recipe ${chosen}: ${seasonText(choice)}; it sets \`${computedWords(choice).join(' ')}\``;
  const until = `on rows up to ${formatTime(time[cutoff])}`;
  const [best, ...others] = [
    ...tried.filter((one) => isChosen(one, choice)),
    ...tried.filter((one) => !isChosen(one, choice)),
  ];
  const evidence =
    best === undefined
      ? 'there was nothing to compare'
      : `${until} linear regression has ${withIt(best)}${others.length === 0 ? '' : `, ${others.map(withIt).join(', ')}`} of the benchmark's RMSE`;
  return `recipe auto chose ${chosen}: ${seasonText(choice)}, and ${evidence}. The same without a choice: \`${choiceFlags(choice)}\``;
}

/** `--recipe seasonal --seasonality 24`: the flags that give the same options. */
export function choiceFlags(choice: RecipeChoice): string {
  return ['--recipe', shellWord(choice.chosen), ...computedWords(choice)].join(' ');
}

/** `--seasonality`, `24`: the flags of what the recipe has computed, for a shell. */
function computedWords({ computed }: RecipeChoice): readonly string[] {
  const words = optionFlags.flatMap(({ key, long, parse }) => {
    if (!Object.hasOwn(computed, key)) return [];
    const text = flagText(computed[key as keyof typeof computed]);
    return parse === undefined ? (text === 'true' ? [long] : []) : [long, text ?? 'none'];
  });
  return words.map(shellWord);
}

const isChosen = (
  { recipe, seasonality }: RecipeChoice['tried'][number],
  { chosen, computed }: RecipeChoice,
): boolean =>
  recipe === chosen && (computed.seasonality === undefined || computed.seasonality === seasonality);

/** `0.853 with seasonal and season 52` */
const withIt = ({ recipe, seasonality, rmse }: RecipeChoice['tried'][number]): string =>
  `${ratio(rmse)} with ${recipe}${seasonality > 1 ? ` and season ${seasonality}` : ''}`;

const ratio = (value: number): string => value.toFixed(3);

function seasonText({ seasons, isSeasonGiven }: RecipeChoice): string {
  if (isSeasonGiven) return 'the season is yours';
  if (seasons.length === 0) return 'changes from row to row show no season';
  return seasons
    .map(({ rows, share }) => `a season of ${rows} rows in ${Math.round(100 * share)} % of the series`)
    .join(', ');
}
