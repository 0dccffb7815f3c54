/** What following forecasts was worth, as JSON. */

import type { AccountFigures } from '../../evaluation/worth/figures.ts';
import { modelWorthText, worthSentence } from '../../evaluation/worth/words.ts';
import type { ModelWorth, Worth } from '../../evaluation/worth/worth.ts';
import { formatTime } from '../format/units.ts';

/** Points of a curve: more are not seen. */
const MOST_POINTS = 400;

/** The object `worth` of `backtest --json` and others. Ratios are plain; an infinite cost is `null`. */
export function worthJson(worth: Worth): object {
  const { options, models, buyAndHold, tests, time } = worth;
  const shown = shownPoints(time.length);
  const at = (values: Float64Array): number[] => shown.map((i) => Number(values[i].toPrecision(6)));
  return {
    answer: worthSentence(models, options.cost),
    ...options,
    from: formatTime(time[0]),
    to: formatTime(time[time.length - 1]),
    periods: time.length - 1,
    periodsPerYear: worth.periodsPerYear,
    series: worth.series,
    tranches: worth.tranches,
    funding: worth.hasFunding,
    withoutFunding: worth.withoutFunding,
    models: models.map((model) => ({
      model: model.model,
      word: model.word,
      sentence: modelWorthText(model, options.cost),
      p: model.p,
      against: model.against,
      breakEven: breakEvenJson(model),
      resembles: model.resembles,
      ...figuresJson(model),
    })),
    buyAndHold: figuresJson(buyAndHold),
    tests: Object.fromEntries(
      Object.entries(tests).map(([name, { p, lower, upper, statistic, block }]) => [
        name,
        { p, lower, upper, statistic, block },
      ]),
    ),
    curves: {
      time: shown.map((i) => formatTime(time[i])),
      'buy-and-hold': at(buyAndHold.equity),
      models: models.map(({ model, equity }) => ({ model, equity: at(equity) })),
    },
  };
}

/** `null` where no cost ends the advantage. */
function breakEvenJson({ breakEven }: ModelWorth): object {
  return Object.fromEntries(
    Object.entries(breakEven).map(([name, cost]) => [name, cost === Infinity ? null : cost]),
  );
}

const figuresJson = (figures: AccountFigures): object => {
  const { mean, annual, sharpe, growth, drawdown, turnover, exposure, block } = figures;
  return { mean, annual, sharpe, growth, drawdown, turnover, exposure, block };
};

/** At most `MOST_POINTS` rows at equal distances, with the first and the last. */
function shownPoints(length: number): number[] {
  const count = Math.min(length, MOST_POINTS);
  return Array.from({ length: count }, (_, i) => Math.round((i * (length - 1)) / Math.max(1, count - 1)));
}
