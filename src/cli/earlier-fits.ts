/** What the runs of the store say of the fits of a model: their epochs, and the seconds that each took. */

import type { EarlierFits, EpochsOf } from '../backtest/expected-epochs.ts';
import { optionsWith } from '../backtest/options.ts';
import type { BacktestOptions } from '../backtest/options.ts';
import type { RunRecord } from '../evaluation/run-record.ts';
import type { StoreReader } from '../store/store.ts';
import { canonical } from '../text/canonical.ts';

/** The latest runs that are read. */
const MOST_RUNS = 5;

/** Runs with the same options of the fit, on whatever rows; else those that train alike. `undefined` if there are none. */
export function earlierFits(
  runs: StoreReader['runs'],
  records: readonly RunRecord[],
  model: string,
  options: BacktestOptions,
): EarlierFits | undefined {
  const having = records.filter(
    ({ failed, scores }) => failed === 0 && scores.some((score) => score.model === model),
  );
  return (
    read(
      runs,
      model,
      like(having, options, (each) => optionsWith(each, 'isInFitKey')),
      'runs',
    ) ?? read(runs, model, like(having, options, trainingOf), 'model')
  );
}

/** What decides when training stops, apart from the network. */
const trainingOf = ({
  epochs,
  patience,
  validation,
  batchSize,
  learningRate,
  schedule,
  optimizer,
  target,
}: BacktestOptions): object => ({
  epochs,
  patience,
  validation,
  batchSize,
  learningRate,
  schedule,
  optimizer,
  target,
});

function like(
  records: readonly RunRecord[],
  options: BacktestOptions,
  of: (options: BacktestOptions) => object,
): readonly RunRecord[] {
  const wanted = canonical(of(options));
  return records.filter((record) => canonical(of(record.options)) === wanted).slice(0, MOST_RUNS);
}

function read(
  runs: StoreReader['runs'],
  model: string,
  records: readonly RunRecord[],
  epochsOf: EpochsOf,
): EarlierFits | undefined {
  const found = records.flatMap(({ run, options: { members } }) => {
    const { models = [] } = runs.json(run) as { readonly models?: readonly ModelOfRun[] };
    return models
      .filter((one) => one.model === model && one.fits > 0)
      .map(({ epochs, seconds, fits }) => ({ epochs, seconds: seconds / (fits * members) }));
  });
  if (found.length === 0) return undefined;
  return {
    epochs: found.flatMap(({ epochs }) => epochs).filter(Number.isFinite),
    epochsOf,
    seconds: epochsOf === 'runs' ? found.map(({ seconds }) => seconds) : [],
  };
}

/** What is read of a model of `run.json`. */
interface ModelOfRun {
  readonly model: string;
  readonly fits: number;
  readonly epochs: readonly number[];
  readonly seconds: number;
}
