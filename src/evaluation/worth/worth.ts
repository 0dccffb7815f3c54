/**
 * What following forecasts would have been worth: each model's account beside buying and holding and beside cash, and whether the
 * difference can be chance. A model is worth something only if its mean net return is significantly above that of cash *and* that of
 * buying and holding. Each p is adjusted for all models of the run (Hansen 2005). Both must be below ALPHA, so the larger decides
 * (Berger 1982).
 */

import { Random } from '../../math/random.ts';
import { mean } from '../../math/statistics.ts';
import { ALPHA } from '../../significance/significant.ts';
import { superiorAbility } from '../../significance/superior-predictive-ability.ts';
import type { SuperiorAbility } from '../../significance/superior-predictive-ability.ts';
import { DataError } from '../../errors.ts';
import { accountOf, spanOf } from './account.ts';
import type { Account } from './account.ts';
import type { DecidedTrial } from './decisions.ts';
import { decisionsOf } from './decisions.ts';
import { netAccount } from './figures.ts';
import type { NetAccount } from './figures.ts';
import type { TradedMarket } from './market.ts';
import type { WorthOptions } from './options.ts';

/** What an account is compared with. */
export type PassiveName = 'cash' | 'buy-and-hold';

/** `worth`: significantly above both; `unclear`: above both, perhaps by chance; `nothing`: not above both. */
export type WorthWord = 'worth' | 'unclear' | 'nothing';

export interface ModelWorth extends NetAccount {
  readonly model: string;
  readonly word: WorthWord;
  /** The larger of the two p; `NaN` if one is. */
  readonly p: number;
  /** Adjusted for all models; `NaN` if the account differs in too few rows. */
  readonly against: Readonly<Record<PassiveName, number>>;
  /** The cost at which the advantage ends: 0 if there is none without costs, infinite if no cost ends it. */
  readonly breakEven: Readonly<Record<PassiveName, number>>;
  /** What its account does not differ from in any row: cash if it never takes a position. */
  readonly resembles: PassiveName | null;
}

export interface Worth {
  readonly options: WorthOptions;
  /** Milliseconds of every row from the first to the last. */
  readonly time: Float64Array;
  readonly periodsPerYear: number;
  readonly series: number;
  /** Tranches of which each position consists. */
  readonly tranches: number;
  /** Whether some series has funding, and periods of a series in which it is unknown and counted as 0. */
  readonly hasFunding: boolean;
  readonly withoutFunding: number;
  /** Best first, by the mean. */
  readonly models: readonly ModelWorth[];
  readonly buyAndHold: NetAccount;
  readonly tests: Readonly<Record<PassiveName, SuperiorAbility>>;
}

const YEAR = 365 * 86_400_000;

/**
 * @param models - those that are followed, without the benchmark
 * @throws DataError if there is nothing to trade
 */
export function worthOf(
  trial: DecidedTrial,
  market: TradedMarket,
  models: readonly string[],
  options: WorthOptions,
  seed: number,
): Worth {
  const decisions = decisionsOf(trial, models, options);
  const span = spanOf(market, decisions);
  if (!(span.to > span.from))
    throw new DataError('`--cost` needs prices after the first origin, and there are none', {
      hint: 'wait for the first target, or leave out `--cost`',
    });
  const time = market.time.slice(span.from, span.to + 1);
  const periodsPerYear = ((time.length - 1) * YEAR) / (time[time.length - 1] - time[0]);
  const settle = (account: Account, name: string): NetAccount =>
    netAccount(account, options.cost, periodsPerYear, Random.from(seed, 'worth', name));
  const passive = accountOf(market, span, decisions, 'buy-and-hold');
  const accounts = models.map((model) => accountOf(market, span, decisions, decisions.sides.get(model)!));
  const nets = accounts.map((account, m) => settle(account, models[m]));
  const buyAndHold = settle(passive, 'buy-and-hold');
  const returns = { cash: new Float64Array(time.length - 1), 'buy-and-hold': buyAndHold.net };
  const testOf = (name: PassiveName): SuperiorAbility =>
    superiorAbility(
      nets.map(({ net }) => net.map((value, t) => value - returns[name][t])),
      Random.from(seed, 'worth', 'spa', name),
    );
  const tests = { cash: testOf('cash'), 'buy-and-hold': testOf('buy-and-hold') };
  return {
    options,
    time,
    periodsPerYear,
    series: new Set(decisions.series).size,
    tranches: span.tranches,
    hasFunding: market.series.some(({ funding }) => funding !== null),
    withoutFunding: span.withoutFunding,
    models: models
      .map((model, m) => judged(model, m, { nets, accounts, passive, buyAndHold, tests }))
      .toSorted((a, b) => b.mean - a.mean),
    buyAndHold,
    tests,
  };
}

interface Judging {
  readonly nets: readonly NetAccount[];
  readonly accounts: readonly Account[];
  readonly passive: Account;
  readonly buyAndHold: NetAccount;
  readonly tests: Readonly<Record<PassiveName, SuperiorAbility>>;
}

function judged(
  model: string,
  m: number,
  { nets, accounts, passive, buyAndHold, tests }: Judging,
): ModelWorth {
  const net = nets[m];
  const against = { cash: tests.cash.adjusted[m], 'buy-and-hold': tests['buy-and-hold'].adjusted[m] };
  const p = Math.max(against.cash, against['buy-and-hold']);
  const isAbove = net.mean > Math.max(0, buyAndHold.mean);
  return {
    ...net,
    model,
    p,
    against,
    word: isAbove && p < ALPHA ? 'worth' : isAbove ? 'unclear' : 'nothing',
    breakEven: {
      cash: breakEven(accounts[m], null),
      'buy-and-hold': breakEven(accounts[m], passive),
    },
    resembles: accounts[m].exposure === 0 ? 'cash' : isSameAccount(net, buyAndHold) ? 'buy-and-hold' : null,
  };
}

const isSameAccount = (a: NetAccount, b: NetAccount): boolean =>
  a.net.every((value, t) => value === b.net[t]);

/** The cost c at which mean gross - c mean traded is that of the other account: returns after costs are linear in the cost. */
export function breakEven(own: Account, other: Account | null): number {
  const advantage = mean(own.gross) - (other === null ? 0 : mean(other.gross));
  const traded = mean(own.traded) - (other === null ? 0 : mean(other.traded));
  if (!(advantage > 0)) return 0;
  return traded > 0 ? advantage / traded : Infinity;
}
