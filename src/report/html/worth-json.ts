/** The object `worth` of a `run.json`, with `NaN` for its nulls. */

import { fillNames, positionNames } from '../../evaluation/worth/options.ts';
import type { ShownFigures, ShownWorth } from '../format/worth.ts';
import { listIn, numbersOf, objectOf } from './json-values.ts';

/** What reports show of a kept run, with the curves of its accounts. */
export interface KeptWorth extends ShownWorth {
  readonly answer: string;
  /** What 1 became, at these times. */
  readonly curves: {
    readonly time: readonly number[];
    readonly buyAndHold: readonly number[];
    readonly models: readonly { readonly model: string; readonly equity: readonly number[] }[];
  };
}

/** `undefined` if the run was made without `--cost`. */
export function readWorth(json: unknown): KeptWorth | undefined {
  const { worth } = objectOf(json);
  const found = objectOf(worth);
  if (typeof found.answer !== 'string') return undefined;
  const { cost, minEdge, confident, series, tranches, withoutFunding } = numbersOf(found);
  const curves = objectOf(found.curves);
  return {
    answer: found.answer,
    options: {
      cost,
      minEdge,
      position: positionNames.find((name) => name === found.position) ?? positionNames[0],
      fill: fillNames.find((name) => name === found.fill) ?? fillNames[0],
      confident: Number.isNaN(confident) ? null : confident,
    },
    series,
    tranches,
    hasFunding: found.funding === true,
    withoutFunding,
    models: listIn(found.models).map(modelIn),
    buyAndHold: figuresIn(found.buyAndHold),
    curves: {
      time: listIn(curves.time).map((text) => Date.parse(String(text))),
      buyAndHold: listIn(curves['buy-and-hold']).map(Number),
      models: listIn(curves.models).map((each) => ({
        model: String(objectOf(each).model),
        equity: listIn(objectOf(each).equity).map(Number),
      })),
    },
  };
}

function modelIn(value: unknown): KeptWorth['models'][number] {
  const { model, word, resembles, breakEven } = objectOf(value);
  const costs = numbersOf(breakEven);
  // `null` is a cost that does not end the advantage.
  const costOf = (name: string): number => (Number.isNaN(costs[name]) ? Infinity : costs[name]);
  return {
    model: String(model),
    word: word === 'worth' || word === 'unclear' ? word : 'nothing',
    resembles: resembles === 'cash' || resembles === 'buy-and-hold' ? resembles : null,
    p: numbersOf(value).p,
    breakEven: { cash: costOf('cash'), 'buy-and-hold': costOf('buy-and-hold') },
    ...figuresIn(value),
  };
}

function figuresIn(value: unknown): ShownFigures {
  const { annual, sharpe } = objectOf(value);
  const { growth, drawdown, turnover, exposure } = numbersOf(value);
  const estimateIn = (each: unknown) => {
    const { value: middle, lo, hi } = numbersOf(each);
    return { value: middle, lo, hi };
  };
  return {
    annual: estimateIn(annual),
    sharpe: estimateIn(sharpe),
    growth,
    drawdown,
    turnover,
    exposure,
  };
}
