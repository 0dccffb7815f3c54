/** Parameters and valid ranges that several processes share. */

// Valid ranges
export const FINITE = { expected: 'a number', isValid: Number.isFinite };
export const POSITIVE = { expected: 'a number above 0', isValid: (x: number) => x > 0 && x < Infinity };
export const SHARE = { expected: 'a number from 0, below 1', isValid: (x: number) => x >= 0 && x < 1 };
// with a period of 2 rows a wave is only seen at its zeros
export const PERIOD = { expected: 'a number above 2', isValid: (x: number) => x > 2 && x < Infinity };

export const drift = { name: 'drift', default: 0, summary: 'mean log return per row', ...FINITE };
export const volatility = {
  name: 'volatility',
  default: 0.03,
  summary: 'standard deviation of log returns per row',
  ...POSITIVE,
};
