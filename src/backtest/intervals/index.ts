/** The registry of interval methods. A new one is an entry here. */

export interface IntervalMethod {
  readonly name: string;
  readonly summary: string;
  /** Errors are divided by the volatility at their origin and multiplied by that of the new origin. */
  readonly isScaled: boolean;
  /** The level moves with the misses (adaptive conformal inference). */
  readonly isAdaptive: boolean;
}

export const intervalMethods = {
  scaled: {
    name: 'scaled',
    summary: 'conformal, errors divided by the volatility known at their origin',
    isScaled: true,
    isAdaptive: false,
  },
  conformal: {
    name: 'conformal',
    summary: 'earlier errors of the same step as they are',
    isScaled: false,
    isAdaptive: false,
  },
  aci: {
    name: 'aci',
    summary: 'conformal, wider after misses and narrower after hits',
    isScaled: false,
    isAdaptive: true,
  },
  'aci-scaled': {
    name: 'aci-scaled',
    summary: 'scaled, wider after misses and narrower after hits',
    isScaled: true,
    isAdaptive: true,
  },
} as const satisfies Record<string, IntervalMethod>;

export type IntervalMethodName = keyof typeof intervalMethods;

export const intervalMethodNames = Object.keys(intervalMethods) as readonly IntervalMethodName[];
