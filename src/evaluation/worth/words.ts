/** What following each model was worth, in sentences. */

import { counted, listText, pText } from '../phrases.ts';
import type { WorthOptions } from './options.ts';
import type { PassiveName, WorthWord } from './worth.ts';

/** What the sentences need of a model; a kept run has it too. */
export interface SaidWorth {
  readonly model: string;
  readonly word: WorthWord;
  /** Mean net return a year. */
  readonly annual: { readonly value: number };
  readonly p: number;
  readonly breakEven: Readonly<Record<PassiveName, number>>;
  /** What its account does not differ from in any row. */
  readonly resembles: PassiveName | null;
}

/** `10 bp`, `1.3 bp`, `0.05 bp`. */
export function basisPoints(ratio: number): string {
  const points = 10_000 * ratio;
  return `${points >= 9.95 ? points.toFixed(0) : Number(points.toPrecision(2))} bp`;
}

/** `+3.1 %`, `-12.0 %`, `+280 %`. */
export function yearText(ratio: number): string {
  const percent = 100 * ratio;
  const text = Math.abs(percent) < 99.95 ? percent.toFixed(1) : percent.toFixed(0);
  if (!/[1-9]/.test(text)) return '0.0 %';
  return `${percent > 0 ? '+' : ''}${text} %`;
}

/** The sentence that a report on worth begins with. */
export function worthSentence(models: readonly SaidWorth[], cost: number): string {
  const after = `after costs of ${basisPoints(cost)}`;
  const worthy = models.filter(({ word }) => word === 'worth').map(({ model }) => model);
  if (worthy.length > 0)
    return `Worth something ${after}: ${listText(worthy)} earned significantly more than both cash and buying and holding.`;
  const isUnclear = models.some(({ word }) => word === 'unclear');
  return isUnclear
    ? `Worth nothing ${after} that chance does not explain: no model earned significantly more than both cash and buying and holding.`
    : `Worth nothing ${after}: no model earned more than both cash and buying and holding.`;
}

/** `mlp: +3.1 % a year after 10 bp, breaks even at 12 bp; not distinguishable from nothing (p 0.310)`. */
export function modelWorthText(said: SaidWorth, cost: number): string {
  const { model, annual, breakEven, resembles } = said;
  const earned = `${model}: ${yearText(annual.value)} a year after ${basisPoints(cost)}`;
  if (resembles === 'cash') return `${model}: never takes a position`;
  if (resembles === 'buy-and-hold') return `${earned}; always long, so the same as buying and holding`;
  return `${earned}, ${breakEvenText(breakEven)}; ${wordText(said)}`;
}

function breakEvenText({ cash, 'buy-and-hold': held }: SaidWorth['breakEven']): string {
  if (cash === 0 && held === 0) return 'no advantage even without costs';
  if (held === 0) return `breaks even with cash at ${basisPoints(cash)}`;
  if (cash === 0) return 'less than cash even without costs';
  return `breaks even at ${basisPoints(Math.min(cash, held))}`;
}

/** The verdict of one model. */
export function wordText({ word, annual, p }: Pick<SaidWorth, 'word' | 'annual' | 'p'>): string {
  if (word === 'worth') return `worth something after costs (p ${pText(p)})`;
  if (word === 'nothing')
    return annual.value > 0 ? 'worth nothing beyond buying and holding' : 'worth nothing after costs';
  return Number.isNaN(p)
    ? 'too few trades to tell it from nothing'
    : `not distinguishable from nothing (p ${pText(p)})`;
}

/** How an evaluation followed the models, and what it compared them with. */
export interface SaidSetting {
  readonly options: WorthOptions;
  readonly series: number;
  readonly tranches: number;
  readonly hasFunding: boolean;
  readonly withoutFunding: number;
  readonly models: readonly unknown[];
  readonly buyAndHold: { readonly annual: { readonly value: number } };
}

/** What was compared and how, in sentences. */
export function settingSentences(setting: SaidSetting): readonly string[] {
  const { options, tranches, series, models, buyAndHold, hasFunding, withoutFunding } = setting;
  const { position, fill, minEdge, confident } = options;
  const followed = [
    position === 'long-flat' ? 'long or flat' : 'long or short',
    ...(tranches > 1 ? [`in ${tranches} overlapping tranches`] : []),
    `held for the horizon, filled at the ${fill === 'close' ? 'close of the origin' : 'open of the next row'}`,
    ...(series > 1 ? [`${series} series with equal weights`] : []),
    ...(minEdge > 0 ? [`only changes of at least ${basisPoints(minEdge)}`] : []),
    ...(confident === null ? [] : [`only signs that are confident at ${confident} %`]),
  ].join(', ');
  const known = withoutFunding > 0 ? `, except in ${counted(withoutFunding, 'row')} where it is unknown` : '';
  const funding = hasFunding ? ` Funding is counted${known}.` : '';
  const tested =
    models.length > 1 ? `, adjusted for the ${models.length} models of this run, not for other runs` : '';
  return [
    `Buying and holding: ${yearText(buyAndHold.annual.value)} a year. Cash: 0.0 %. Means, not compounded.`,
    `Positions: ${followed}.${funding}`,
    `p: the larger of those against cash and against buying and holding (SPA test)${tested}.`,
  ];
}
