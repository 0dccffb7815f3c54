/** What inputs of models are worth, as tables. */

import type { Explanation, InputImportance } from '../../evaluation/importance.ts';
import type { ResultGrid } from './result-table.ts';
import { numbers, plainCell, words } from './result-table.ts';
import { UNDEFINED, signedPercent } from './units.ts';

/** Widest bar. */
const BAR = 20;

export const importanceTitle = (model: string): string => `Inputs of ${model}`;

export const lagsText = ({ from, to }: InputImportance): string =>
  from === to ? `${from}` : `${from}-${to}`;

export function importanceGrid(inputs: readonly InputImportance[]): ResultGrid {
  const rows = inputs.map((one) => [
    one.input,
    lagsText(one),
    signedPercent(one.increase),
    Number.isNaN(one.lo + one.hi) ? UNDEFINED : `${signedPercent(one.lo)} to ${signedPercent(one.hi)}`,
  ]);
  return {
    columns: [words('input'), ...['lags', 'error rises by', '95 %'].map((title) => numbers(title))],
    rows: rows.map((row) => row.map(plainCell)),
  };
}

/** Bars as long as their rises, the longest `BAR`; empty for what does not rise. */
export function importanceBars(inputs: readonly InputImportance[]): readonly string[] {
  const most = Math.max(...inputs.map(({ increase }) => (Number.isNaN(increase) ? 0 : increase)));
  return inputs.map(({ increase }) =>
    increase > 0 ? '='.repeat(Math.max(1, Math.round((BAR * increase) / most))) : '',
  );
}

export const importanceLegend = ({ permutations }: Pick<Explanation, 'permutations'>): string =>
  `By how much the mean squared error on the test span rises if an input is permuted among the origins of each series: ${permutations} permutations, ` +
  'with a 95 % interval over origins and permutations. Lag 1 is the row of the origin. If 0 is inside the interval, the input may be worth nothing to this model. ' +
  'Inputs that say the same share what they are worth.';

/** Which models have no inputs that could be permuted; empty if all have. */
export const withoutText = ({ without }: Pick<Explanation, 'without'>): string =>
  without.length === 0 ? '' : `Not explained, since they see no windows of inputs: ${without.join(', ')}.`;
