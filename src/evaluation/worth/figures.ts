/**
 * What an account earned, in the numbers that traders compare. With the net returns r of n periods, P periods to a year of 365 days:
 *
 *     mean a year  P mean r                 Sharpe ratio  √P mean r / standard deviation of r; cash earns 0
 *     growth       Π (1 + r) - 1            largest drawdown  max (1 - E_t / max_{s <= t} E_s), E the product up to t
 *     turnover     P mean traded: 2 is one full purchase and sale a year
 *
 * Intervals are 95 % percentiles of the stationary bootstrap with an automatic mean block.
 */

import type { Random } from '../../math/random.ts';
import { blockLength, resampleRows } from '../../math/stationary-bootstrap.ts';
import { mean, quantile, standardDeviation } from '../../math/statistics.ts';
import type { Account } from './account.ts';

const RESAMPLES = 2000;
/** Percent. */
const WORTH_LEVEL = 95;
/** Fewer periods have no interval. */
const FEWEST_PERIODS = 20;

export interface BoundedValue {
  readonly value: number;
  /** Bounds of the 95 % interval; `NaN` if there are fewer than 20 periods, or nothing changes. */
  readonly lo: number;
  readonly hi: number;
}

export interface AccountFigures {
  /** Per period. */
  readonly mean: number;
  readonly annual: BoundedValue;
  readonly sharpe: BoundedValue;
  /** Over the whole span. */
  readonly growth: number;
  readonly drawdown: number;
  /** Per year. */
  readonly turnover: number;
  readonly exposure: number;
  /** Mean length of a block of the bootstrap; `NaN` without intervals. */
  readonly block: number;
}

export interface NetAccount extends AccountFigures {
  /** Net returns of the periods. */
  readonly net: Float64Array;
  /** What 1 has become, at the first row and after each period; it never falls below 0. */
  readonly equity: Float64Array;
}

/** The account after costs. */
export function netAccount(
  { gross, traded, exposure }: Account,
  cost: number,
  periodsPerYear: number,
  random: Random,
): NetAccount {
  const net = gross.map((value, t) => value - cost * traded[t]);
  const equity = new Float64Array(net.length + 1).fill(1);
  net.forEach((value, t) => (equity[t + 1] = equity[t] * Math.max(0, 1 + value)));
  const root = Math.sqrt(periodsPerYear);
  const { block, means, ratios } = resampled(net, random);
  const between = (value: number, values: readonly number[], factor: number): BoundedValue => ({
    value: factor * value,
    lo: factor * quantile(values, (1 - WORTH_LEVEL / 100) / 2),
    hi: factor * quantile(values, (1 + WORTH_LEVEL / 100) / 2),
  });
  return {
    net,
    equity,
    mean: mean(net),
    annual: between(mean(net), means, periodsPerYear),
    sharpe: between(ratioOf(mean(net), standardDeviation(net)), ratios, root),
    growth: equity[equity.length - 1] - 1,
    drawdown: largestDrawdown(equity),
    turnover: mean(traded) * periodsPerYear,
    exposure,
    block,
  };
}

const ratioOf = (value: number, deviation: number): number => (deviation > 0 ? value / deviation : NaN);

function largestDrawdown(equity: Float64Array): number {
  let [peak, worst] = [-Infinity, 0];
  for (const value of equity) {
    peak = Math.max(peak, value);
    worst = Math.max(worst, 1 - value / peak);
  }
  return worst;
}

interface Resampled {
  readonly block: number;
  /** By resample; empty if there are too few periods. */
  readonly means: readonly number[];
  /** Means over standard deviations. */
  readonly ratios: readonly number[];
}

function resampled(net: Float64Array, random: Random): Resampled {
  if (net.length < FEWEST_PERIODS || net.every((value) => value === net[0]))
    return { block: NaN, means: [], ratios: [] };
  const block = blockLength(net);
  const centre = mean(net);
  const rows = new Int32Array(net.length);
  const [means, ratios]: [number[], number[]] = [[], []];
  for (let b = 0; b < RESAMPLES; b++) {
    resampleRows(rows, block, random);
    let [sum, squares] = [0, 0];
    for (const row of rows) {
      const distance = net[row] - centre;
      sum += distance;
      squares += distance * distance;
    }
    const average = centre + sum / net.length;
    const variance = (squares - (sum * sum) / net.length) / (net.length - 1);
    means.push(average);
    // A resample that never changes has no ratio.
    if (variance > 0) ratios.push(average / Math.sqrt(variance));
  }
  return { block, means, ratios };
}
