/** What a drawing of a backtest needs, from its result or from a table of forecasts. */

import type { ForecastRows } from '../../data/csv/forecast-rows.ts';
import { RATIO } from '../../data/quantities.ts';
import type { Quantity } from '../../data/quantities.ts';
import type { BacktestResult } from '../../evaluation/backtest.ts';
import type { PlottedBacktest } from './backtest-plot.ts';

/** Scores of a model by their names; `u2`, `ratio` and `skill` are the ones read. */
interface NamedScores {
  readonly n?: number;
  readonly u2?: number;
  readonly [RATIO]?: number;
  readonly skill?: number;
}

export interface PlottedModel {
  readonly model: string;
  readonly scores: NamedScores;
  readonly bySeries: readonly { readonly id: string; readonly scores: NamedScores }[];
}

/**
 * The forecasts of the best model; those of the benchmark if no other was scored.
 * @param models - best first
 */
export function plottedRows(
  rows: ForecastRows,
  models: readonly PlottedModel[],
  { quantity, column }: Pick<PlottedBacktest, 'quantity' | 'column'>,
): PlottedBacktest {
  const best = models.find(
    (one) => isRival(one, quantity) && (one.scores.n ?? 0) > 0 && rows.models.has(one.model),
  );
  return {
    rows,
    quantity,
    column,
    model: best?.model ?? quantity.benchmarks[0],
    ratios: new Map((best?.bySeries ?? []).map(({ id, scores }) => [id, ratioOf(scores)])),
  };
}

const isRival = ({ model }: PlottedModel, { benchmarks, naiveForecasts }: Quantity): boolean =>
  model !== benchmarks[0] && !naiveForecasts.includes(model);

/** The loss as a multiple of that of the benchmark; of classes, that of the Brier score. */
const ratioOf = ({ u2, skill = NaN, [RATIO]: ratio = u2 }: NamedScores): number => ratio ?? 1 - skill;

export function plottedResult(result: BacktestResult): PlottedBacktest {
  const { options, models, quantity } = result;
  return plottedRows(rowsOf(result), models, { quantity, column: options.column });
}

/** The forecasts as a table that was written and read again would have them. */
function rowsOf({ panel, forecasts }: BacktestResult): ForecastRows {
  const { series, cutoff, origin, step, y, yhat, intervals, probabilities } = forecasts;
  const timeOf = (rows: Int32Array): Float64Array => Float64Array.from(rows, (row) => panel.time[row]);
  return {
    source: '',
    ids: panel.series.map(({ id }) => id),
    series,
    ds: Float64Array.from(origin, (row, i) => panel.time[row + step[i]]),
    cutoff: timeOf(cutoff),
    origin: timeOf(origin),
    step,
    y,
    models: yhat,
    intervals: new Map(
      [...intervals].map(([model, bounds]) => [model, bounds.toSorted((a, b) => a.level - b.level)]),
    ),
    probabilities,
  };
}
