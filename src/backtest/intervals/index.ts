/** The registry of interval methods. A new one is an entry here. */

import { volatilityAhead } from '../../data/ewma.ts';
import { garchVolatility } from './garch-volatility.ts';

/** Volatility of one series by steps ahead: at each row, in the unit of the series; `NaN` or 0 where it is unknown. */
export type VolatilityBySteps = (steps: number) => Float64Array;

export interface IntervalMethod {
  readonly name: string;
  readonly summary: string;
  /**
   * Errors are divided by the volatility at their origin and multiplied by that of the new origin; absent: errors are used as they
   * are. `through` is the last row that may be learnt from; values at a row must not depend on later rows.
   */
  readonly volatility?: (values: Float64Array, through: number) => VolatilityBySteps;
  /** The level moves with the misses (adaptive conformal inference). */
  readonly isAdaptive: boolean;
  /** Latest errors that are used. Errors that are not scaled belong to the prices and the volatility of their time. */
  readonly memory: number;
}

/** Errors that methods without a scale use: about a year of days. */
const RECENT = 250;

export const intervalMethods = {
  scaled: {
    name: 'scaled',
    summary: 'conformal, errors divided by the volatility known at their origin',
    volatility: volatilityAhead,
    isAdaptive: false,
    memory: Infinity,
  },
  garch: {
    name: 'garch',
    summary: 'scaled, with the volatility of a GARCH(1,1) fitted before the first origin',
    volatility: garchVolatility,
    isAdaptive: false,
    memory: Infinity,
  },
  conformal: {
    name: 'conformal',
    summary: `the latest ${RECENT} errors of the same step as they are; too narrow when volatility rises`,
    isAdaptive: false,
    memory: RECENT,
  },
  aci: {
    name: 'aci',
    summary: 'conformal, wider after misses and narrower after hits',
    isAdaptive: true,
    memory: RECENT,
  },
  'aci-scaled': {
    name: 'aci-scaled',
    summary: 'scaled, wider after misses and narrower after hits',
    volatility: volatilityAhead,
    isAdaptive: true,
    memory: Infinity,
  },
} as const satisfies Record<string, IntervalMethod>;

export type IntervalMethodName = keyof typeof intervalMethods;

export const intervalMethodNames = Object.keys(intervalMethods) as readonly IntervalMethodName[];
