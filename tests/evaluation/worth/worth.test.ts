import { describe, expect, test } from 'vitest';
import { quantities } from '../../../src/data/quantities.ts';
import { accountOf, spanOf } from '../../../src/evaluation/worth/account.ts';
import { checkDecidable, decisionsOf } from '../../../src/evaluation/worth/decisions.ts';
import type { DecidedTrial } from '../../../src/evaluation/worth/decisions.ts';
import type { TradedMarket } from '../../../src/evaluation/worth/market.ts';
import type { WorthOptions } from '../../../src/evaluation/worth/options.ts';
import { worthOf } from '../../../src/evaluation/worth/worth.ts';
import { recordedWorth } from '../../helpers/worth.ts';

const DAY = 86_400_000;
const OPTIONS: WorthOptions = {
  cost: 0,
  position: 'long-short',
  minEdge: 0,
  fill: 'close',
  confident: null,
};

/** A forecast by `m` from the row `origin` of a series. */
interface Forecast {
  readonly series?: number;
  readonly origin: number;
  readonly last?: number;
  readonly yhat: number;
  readonly lo?: number;
  readonly hi?: number;
}

function trialOf(forecasts: readonly Forecast[], horizon = 1): DecidedTrial {
  const column = (of: (forecast: Forecast) => number) => Float64Array.from(forecasts, of);
  const ints = (of: (forecast: Forecast) => number) => Int32Array.from(forecasts, of);
  return {
    table: {
      series: ints(({ series = 0 }) => series),
      origin: ints(({ origin }) => origin),
      step: ints(() => horizon),
      last: column(({ last = 100 }) => last),
      yhat: new Map([['m', column(({ yhat }) => yhat)]]),
      intervals: new Map([
        ['m', [{ level: 80, lo: column(({ lo = -Infinity }) => lo), hi: column(({ hi = Infinity }) => hi) }]],
      ]),
      probabilities: new Map(),
    },
    targets: ints(({ origin }) => origin + horizon),
    quantity: quantities.price,
  };
}

function marketOf(...prices: readonly (readonly number[])[]): TradedMarket {
  return {
    time: Float64Array.from(prices[0], (_, row) => row * DAY),
    series: prices.map((price, s) => ({
      id: `s${s}`,
      price: Float64Array.from(price),
      funding: null,
    })),
  };
}

/** Up 101, down 99, none 100. */
const up = (origin: number, series = 0): Forecast => ({ series, origin, yhat: 101 });
const down = (origin: number, series = 0): Forecast => ({ series, origin, yhat: 99 });
const none = (origin: number, series = 0): Forecast => ({ series, origin, yhat: 100 });

function accountsOf(market: TradedMarket, forecasts: readonly Forecast[], horizon = 1) {
  const decisions = decisionsOf(trialOf(forecasts, horizon), ['m'], OPTIONS);
  const span = spanOf(market, decisions);
  const own = accountOf(market, span, decisions, decisions.sides.get('m')!);
  return { span, own, passive: accountOf(market, span, decisions, 'buy-and-hold') };
}

describe('an account', () => {
  test('earns the return times the side, and trades what the side changes', () => {
    const market = marketOf([100, 110, 99, 108.9, 108.9]);
    const { own, passive } = accountsOf(market, [up(0), down(1), none(2), up(3)]);
    expect(own.gross).toBeAllClose([0.1, 0.1, 0, 0], { rtol: 1e-12, atol: 1e-15 });
    expect([...own.traded]).toEqual([1, 2, 1, 2]); // in; to short; out; in and, at the end, out
    expect(own.exposure).toBe(0.75);
    expect(passive.gross).toBeAllClose([0.1, -0.1, 0.1, 0], { rtol: 1e-12, atol: 1e-15 });
    expect([...passive.traded]).toEqual([1, 0, 0, 1]);
  });

  test('consists of overlapping tranches if origins are closer than the horizon', () => {
    const market = marketOf([100, 100, 100, 100, 100]);
    const { own, span } = accountsOf(market, [up(0), up(1), down(2)], 2);
    expect(span.tranches).toBe(2);
    // Positions 1/2, 1, 0, -1/2, and 0 at the end.
    expect([...own.traded]).toEqual([0.5, 0.5, 1, 1]);
  });

  test('is out between targets and origins that are farther apart than the horizon', () => {
    const { own } = accountsOf(marketOf([100, 110, 220, 440, 440]), [up(0), up(3)]);
    expect(own.gross).toBeAllClose([0.1, 0, 0, 0], { rtol: 1e-12, atol: 0 });
    expect([...own.traded]).toEqual([1, 1, 0, 2]);
  });

  test('cannot trade where a row is missing: the next price settles the position', () => {
    const { own, passive } = accountsOf(marketOf([100, NaN, 120, 60]), [up(0), down(2)]);
    expect(own.gross).toBeAllClose([0, 0.2, 0.5], { rtol: 1e-12, atol: 0 });
    expect([...own.traded]).toEqual([1, 0, 3]); // in; to short at the row after the gap, and out
    expect(passive.gross).toBeAllClose([0, 0.2, -0.5], { rtol: 1e-12, atol: 0 });
  });

  test('ends with the last price of a series', () => {
    const { own, span } = accountsOf(marketOf([100, 110, 121, NaN]), [up(0), up(2)], 2);
    expect([span.from, span.to]).toEqual([0, 2]);
    expect(own.gross).toBeAllClose([0.1, 0.1], { rtol: 1e-12, atol: 0 });
    expect([...own.traded]).toEqual([1, 1]);
  });

  test('is shared equally by the series that have begun and not ended', () => {
    const market = marketOf([100, 110, 121, NaN, NaN], [NaN, 100, 50, 50, 75]);
    const { own } = accountsOf(market, [up(0), up(1), down(1, 1), none(2, 1), up(3, 1)]);
    expect(own.gross).toBeAllClose([0.1, (0.1 + 0.5) / 2, 0, 0.5], { rtol: 1e-12, atol: 1e-15 });
    // The first series leaves at its last price, in the period that ends there.
    expect([...own.traded]).toEqual([1, (1 + 1) / 2, 1, 2]);
  });

  test('pays funding for a long position and receives it for a short one', () => {
    const [series] = marketOf([100, 100, 100, 100]).series;
    const market = {
      ...marketOf([100, 100, 100, 100]),
      series: [{ ...series, funding: Float64Array.of(0.01, 0.02, NaN, 0) }],
    };
    const { own, span } = accountsOf(market, [up(0), down(1), up(2)]);
    expect(own.gross).toBeAllClose([-0.01, 0.02, 0], { rtol: 1e-12, atol: 0 });
    expect(span.withoutFunding).toBe(1);
  });
});

describe('decisions', () => {
  const sidesOf = (forecasts: readonly Forecast[], options: Partial<WorthOptions> = {}): number[] => [
    ...decisionsOf(trialOf(forecasts), ['m'], { ...OPTIONS, ...options }).sides.get('m')!,
  ];

  test('have the sign of the forecast, and no side without a forecast or a change', () => {
    const rounding = { origin: 3, last: 0.3, yhat: 0.1 + 0.2 };
    expect(sidesOf([up(0), down(1), none(2), rounding, { origin: 4, yhat: NaN }])).toEqual([1, -1, 0, 0, 0]);
  });

  test('are never short for long-flat', () => {
    expect(sidesOf([up(0), down(1)], { position: 'long-flat' })).toEqual([1, 0]);
  });

  test('sit out what is smaller than the least edge', () => {
    expect(sidesOf([up(0), down(1), { origin: 2, yhat: 102 }], { minEdge: 0.015 })).toEqual([0, 0, 1]);
  });

  test('follow only confident signs if a level is asked for', () => {
    const forecasts = [
      { origin: 0, yhat: 101, lo: 100.5, hi: 102 },
      { origin: 1, yhat: 101, lo: 99, hi: 103 },
      { origin: 2, yhat: 99, lo: 98, hi: 99.5 },
      { origin: 3, yhat: 99, lo: NaN, hi: NaN },
    ];
    expect(sidesOf(forecasts, { confident: 80 })).toEqual([1, 0, -1, 0]);
  });

  test('take the likeliest class, and only a likely one if a level is asked for', () => {
    const trial = trialOf([up(0), up(1), up(2)]);
    const yhat = new Map([['m', Float64Array.of(1, -1, 0)]]);
    const shares = [
      Float64Array.of(0.1, 0.5, 0.3),
      Float64Array.of(0.1, 0.2, 0.4),
      Float64Array.of(0.8, 0.3, 0.3),
    ];
    const classes = {
      ...trial,
      quantity: quantities.class,
      table: { ...trial.table, yhat, probabilities: new Map([['m', shares]]) },
    };
    const sides = (confident: number | null) => [
      ...decisionsOf(classes, ['m'], { ...OPTIONS, confident }).sides.get('m')!,
    ];
    expect(sides(null)).toEqual([1, -1, 0]);
    expect(sides(60)).toEqual([1, 0, 0]);
  });

  test('do not exist for volatilities, and options that do not fit are rejected', () => {
    expect(() => checkDecidable(quantities['log-volatility'], [], OPTIONS)).toThrow(
      'a volatility has no side',
    );
    expect(() => checkDecidable(quantities.class, [], { ...OPTIONS, minEdge: 0.1 })).toThrow('has no size');
    expect(() => checkDecidable(quantities.price, [95], { ...OPTIONS, confident: 80 })).toThrow(
      'only those of 95 %',
    );
    expect(() => checkDecidable(quantities.price, [80], { ...OPTIONS, confident: 80 })).not.toThrow();
  });
});

describe('worthOf', () => {
  test.each(recordedWorth().accounts.map((each, i) => ({ ...each, i })))(
    'has the account $i of a program in R',
    ({ price, sides, horizon, step, cost, ...recorded }) => {
      const forecasts = sides.map((side, i) => ({ origin: i * step, yhat: 100 + side }));
      const { models, buyAndHold, periodsPerYear } = worthOf(
        trialOf(forecasts, horizon),
        marketOf(price),
        ['m'],
        { ...OPTIONS, cost },
        1,
      );
      const [own] = models;
      expect(periodsPerYear).toBe(365);
      // Prices are recorded with fifteen digits; a sum of returns near 0 loses some.
      const close = { rtol: 1e-9, atol: 1e-12 };
      expect(own.net).toBeAllClose(recorded.net, close);
      expect({
        annual: own.annual.value,
        sharpe: own.sharpe.value,
        growth: own.growth,
        drawdown: own.drawdown,
        turnover: own.turnover,
        cash: own.breakEven.cash,
        held: buyAndHold.annual.value,
      }).toEqual({
        annual: expect.closeTo(recorded.annual, 8) as number,
        sharpe: expect.closeTo(recorded.sharpe, 8) as number,
        growth: expect.closeTo(recorded.growth, 9) as number,
        drawdown: expect.closeTo(recorded.drawdown, 9) as number,
        turnover: expect.closeTo(recorded.turnover, 8) as number,
        cash: expect.closeTo(recorded.cash, 9) as number,
        held: expect.closeTo(recorded.held, 8) as number,
      });
      expect(own.breakEven['buy-and-hold']).toBeCloseTo(Math.max(0, recorded.beaten), 9);
    },
  );

  test('has intervals around the estimates, and says what an account is the same as', () => {
    const price = Array.from({ length: 61 }, (_, row) => 100 * 1.01 ** ((row * 7) % 5));
    const trial = trialOf(Array.from({ length: 60 }, (_, row) => (row % 3 === 0 ? down(row) : up(row))));
    const always = new Map([
      ...trial.table.yhat,
      ['long', new Float64Array(60).fill(101)],
      ['none', trial.table.last],
    ]);
    const worth = worthOf(
      { ...trial, table: { ...trial.table, yhat: always } },
      marketOf(price),
      ['m', 'long', 'none'],
      { ...OPTIONS, cost: 0.001 },
      1,
    );
    const of = (name: string) => worth.models.find(({ model }) => model === name)!;
    expect([of('m'), of('long'), of('none')].map(({ resembles }) => resembles)).toEqual([
      null,
      'buy-and-hold',
      'cash',
    ]);
    const { annual, sharpe } = of('m');
    expect(annual.lo).toBeLessThan(annual.value);
    expect(annual.value).toBeLessThan(annual.hi);
    expect(sharpe.lo).toBeLessThan(sharpe.hi);
    expect(of('none').growth).toBe(0);
    expect(of('long').against['buy-and-hold']).toBeNaN();
    expect(of('long').word).toBe('nothing');
  });
});
