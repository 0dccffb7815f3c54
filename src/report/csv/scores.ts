/** Scores of a backtest as CSV, in pieces. */

import type { BacktestResult, ModelResult } from '../../evaluation/backtest.ts';
import type { Scores } from '../../evaluation/evaluation.ts';
import type { Direction } from '../../metrics/direction.ts';
import { metrics } from '../../metrics/index.ts';
import type { CsvValue } from './cells.ts';
import { csvLine } from './cells.ts';

/** Every score in long form, `model,scope,key,metric,value`: one file whatever the models and metrics are. */
export function* scoresCsv({ models }: BacktestResult): Generator<string> {
  yield csvLine(['model', 'scope', 'key', 'metric', 'value']);
  for (const result of models) {
    yield* scopeLines(result.model, 'pooled', '', result.scores, result.direction);
    yield* scopeLines(result.model, 'mean-of-folds', '', result.meanOfFolds);
    for (const scores of result.bySteps) yield* scopeLines(result.model, 'step', scores.step, scores);
    for (const scores of result.byFolds) yield* scopeLines(result.model, 'fold', scores.fold, scores);
    for (const { id, scores, direction } of result.bySeries) {
      yield* scopeLines(result.model, 'series', id, scores, direction);
    }
    for (const { regime, scores } of result.byRegimes)
      yield* scopeLines(result.model, 'regime', regime, scores);
    for (const { to, rmse } of result.relative) yield csvLine([result.model, 'relative', to, 'rmse', rmse]);
    yield* testLines(result);
    yield* intervalLines(result);
    yield* calibrationLines(result);
    yield* runLines(result);
  }
}

function* scopeLines(
  model: string,
  scope: string,
  key: CsvValue,
  scores: Scores,
  direction?: Direction,
): Generator<string> {
  for (const { name } of metrics) if (name in scores) yield csvLine([model, scope, key, name, scores[name]]);
  if (direction === undefined) return;
  const { hits, n, effective, lo, hi, alwaysUp, ties } = direction;
  const details = { hits, n, effective, lo, hi, 'always-up': alwaysUp, ties };
  for (const [name, value] of Object.entries(details)) {
    yield csvLine([model, scope, key, `direction-${name}`, value]);
  }
}

/** Every test at every step, `test,<step>,dm-p`. */
function* testLines({ model, tests }: ModelResult): Generator<string> {
  for (const name of ['dm', 'cw', 'gw', 'pt'] as const)
    for (const { step, statistic, p, adjusted, n, effective } of tests[name])
      for (const [part, value] of Object.entries({ statistic, p, adjusted, n, effective }))
        yield csvLine([model, 'test', step, `${name}-${part}`, value]);
  for (const { step, p, adjusted, isIn, n, effective } of tests.mcs)
    for (const [part, value] of Object.entries({
      p,
      adjusted,
      in: isIn === null ? NaN : Number(isIn),
      n,
      effective,
    }))
      yield csvLine([model, 'test', step, `mcs-${part}`, value]);
}

/** Every score of every level, pooled and by step. */
function* intervalLines({ model, intervals, distribution }: ModelResult): Generator<string> {
  for (const { level, missing, scores, bySteps } of intervals) {
    for (const [name, value] of Object.entries({ ...scores, missing }))
      yield csvLine([model, 'interval', level, name, value]);
    for (const { step, ...ofStep } of bySteps)
      for (const [name, value] of Object.entries(ofStep))
        yield csvLine([model, `interval-step-${step}`, level, name, value]);
  }
  if (distribution === null) return;
  for (const [name, value] of Object.entries({ n: distribution.n, ...distribution.scores }))
    yield csvLine([model, 'distribution', '', name, value]);
}

/** Every bin of every class that holds a forecast, `calibration,up-0.4,share`. */
function* calibrationLines({ model, calibration }: ModelResult): Generator<string> {
  for (const { class: of, ece, bins } of calibration) {
    yield csvLine([model, 'calibration', of, 'ece', ece]);
    for (const { from, n, forecast, share, lo, hi } of bins)
      for (const [name, value] of Object.entries({ n, forecast, share, lo, hi }))
        yield csvLine([model, 'calibration', `${of}-${from}`, name, value]);
  }
}

/** Without the time it took: the same run writes the same bytes. */
function* runLines({ model, parameters, fits, spread }: ModelResult): Generator<string> {
  for (const [name, value] of Object.entries({ parameters, fits, spread })) {
    yield csvLine([model, 'run', '', name, value]);
  }
}
