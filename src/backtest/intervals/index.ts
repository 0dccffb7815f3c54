/** The registry of interval methods. A new one is an entry here. */

export interface IntervalMethod {
  readonly name: string;
  readonly summary: string;
  /** Errors are divided by the volatility at their origin and multiplied by that of the new origin. */
  readonly isScaled: boolean;
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
    isScaled: true,
    isAdaptive: false,
    memory: Infinity,
  },
  conformal: {
    name: 'conformal',
    summary: `the latest ${RECENT} errors of the same step as they are; too narrow when volatility rises`,
    isScaled: false,
    isAdaptive: false,
    memory: RECENT,
  },
  aci: {
    name: 'aci',
    summary: 'conformal, wider after misses and narrower after hits',
    isScaled: false,
    isAdaptive: true,
    memory: RECENT,
  },
  'aci-scaled': {
    name: 'aci-scaled',
    summary: 'scaled, wider after misses and narrower after hits',
    isScaled: true,
    isAdaptive: true,
    memory: Infinity,
  },
} as const satisfies Record<string, IntervalMethod>;

export type IntervalMethodName = keyof typeof intervalMethods;

export const intervalMethodNames = Object.keys(intervalMethods) as readonly IntervalMethodName[];
