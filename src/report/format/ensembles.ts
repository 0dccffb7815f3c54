/** What members of an ensemble weigh and add, as a table. */

import type { EnsembleShares } from '../../evaluation/ensemble-members.ts';
import type { ResultGrid } from './result-table.ts';
import { numbers, plainCell, words } from './result-table.ts';
import { formatPercent, signedPercent } from './units.ts';

/** As a backtest has them, or a kept run. */
export interface ShownEnsemble extends Omit<EnsembleShares, 'method'> {
  readonly method: string;
}

export function ensembleGrid({ members, benchmark }: ShownEnsemble): ResultGrid {
  const rows = [
    ...members.map(({ model, weight, worseWithout }) => [
      model,
      formatPercent(weight),
      signedPercent(worseWithout),
    ]),
    ...(benchmark.weight > 0 ? [[`${benchmark.model} (the rest)`, formatPercent(benchmark.weight), '']] : []),
  ];
  return {
    columns: [words('member'), numbers('weight'), numbers('error without it')],
    rows: rows.map((row) => row.map(plainCell)),
  };
}

export const ensembleTitle = ({ model, method }: ShownEnsemble): string => `Members of ${model}, ${method}`;

export const ENSEMBLE_LEGEND =
  'Weight: mean over the scored forecasts. Error without it: that of the same ensemble of the other members, relative to the whole one; ' +
  'above 0, the member makes the ensemble better. It describes this test span, and is no test.';
