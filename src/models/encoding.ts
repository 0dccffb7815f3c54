/** Encodings learnt from the training rows of a fold, and the windows that models are trained on. */

import { featuresOf } from '../data/features/index.ts';
import type { WithFeatures } from '../data/features/index.ts';
import { normalizationOf } from '../data/normalization/index.ts';
import type { Panel } from '../data/panel.ts';
import { targetOf } from '../data/targets.ts';
import { formatTime } from '../data/timeframe.ts';
import { trainingOrigins } from '../data/windows.ts';
import { DataError } from '../errors.ts';
import { deseasonalizationOf } from './deseasonalization/index.ts';
import type { Encoding } from './encodings/encoding.ts';
import { fitRowEncoding, restoreRowEncoding } from './encodings/row-encoding.ts';
import { replaceable } from './encodings/replaced-encoding.ts';
import { fitWindowEncoding, restoreWindowEncoding } from './encodings/window-encoding.ts';
import { featureWidth } from './feature-inputs.ts';
import { learnFeatures, restoreLearntFeatures } from './learnt-features.ts';
import type { ModelOptions, Origins, TrainingRows } from './model.ts';
import type { StateReader } from './state.ts';

type WindowOptions = Pick<ModelOptions, 'inputSize' | 'target' | 'seasonality' | 'deseasonalize'> &
  WithFeatures;

/** Rows that one forecast reads: the window, and those that the inputs of its first row need before it. */
export function windowLookback(options: WindowOptions): number {
  const { inputSize, target } = options;
  return (
    inputSize +
    Math.max(
      targetOf(target).extraRows,
      deseasonalizationOf(options).extraRows(options),
      ...featuresOf(options).map(({ extraRows }) => extraRows),
    )
  );
}

/** Numbers of a window: its rows, times the inputs of a row. */
export function windowWidth(options: Pick<ModelOptions, 'inputSize'> & WithFeatures): number {
  return options.inputSize * (1 + featureWidth(options));
}

/**
 * The encoding of every series, learnt from `rows`.
 * @param target - for models whose inputs are not those of the options' target
 */
export function fitEncoding(
  panel: Panel,
  rows: TrainingRows,
  options: ModelOptions,
  target = targetOf(options.target),
): Encoding {
  const { fit: fitSeasons, target: seasonless } = deseasonalizationOf(options);
  const parts = {
    options,
    lookback: windowLookback(options),
    target: seasonless(target, options),
    seasons: fitSeasons(panel, rows, options),
    features: learnFeatures(panel, rows, options),
  };
  const fit = normalizationOf(options).statistics ? fitWindowEncoding : fitRowEncoding;
  return replaceable(fit(panel, rows, parts), options.inputSize);
}

/**
 * The encoding of a fit, from its arrays in a state; the reader keeps the others.
 * @param cutoff - row of the panel that was the cutoff of the fit
 */
export function restoreEncoding(
  panel: Panel,
  state: StateReader,
  cutoff: number,
  options: ModelOptions,
  target = targetOf(options.target),
): Encoding {
  const { restore: restoreSeasons, target: seasonless } = deseasonalizationOf(options);
  const parts = {
    options,
    lookback: windowLookback(options),
    target: seasonless(target, options),
    seasons: restoreSeasons(panel, state, cutoff, options),
    features: restoreLearntFeatures(panel, state, options),
  };
  const restore = normalizationOf(options).statistics ? restoreWindowEncoding : restoreRowEncoding;
  return replaceable(restore(panel, state, parts), options.inputSize);
}

/** Whether targets of zero mean that nothing changes, so that a model whose outputs are zero forecasts as the benchmark does. */
export function isZeroNoChange(options: ModelOptions): boolean {
  return (
    targetOf(options.target).isChange ||
    normalizationOf(options).statistics !== undefined ||
    deseasonalizationOf(options).isDifference
  );
}

/** The inputs of the window of an origin into `out`, from `at` on: (inputSize, width). */
export function writeInputs(
  encoding: Encoding,
  out: Float64Array,
  at: number,
  series: number,
  origin: number,
  { inputSize }: Pick<ModelOptions, 'inputSize'>,
): void {
  const { width } = encoding;
  for (let l = 0; l < inputSize; l++) encoding.write(out, at + l * width, series, origin - inputSize + 1 + l);
  encoding.writeWindow?.(out, at, width, series, origin);
}

/** Scaled inputs of the rows `first`..`last` of a series: (rows, width). */
export function encodeRows(encoding: Encoding, series: number, first: number, last: number): Float64Array {
  const { width } = encoding;
  const out = new Float64Array((last - first + 1) * width);
  for (let row = first; row <= last; row++) encoding.write(out, (row - first) * width, series, row);
  return out;
}

/** The scaled inputs of the training rows of every series: (rows, width). */
export const trainingColumns = (
  encoding: Encoding,
  seriesCount: number,
  { start, cutoff }: TrainingRows,
): readonly Float64Array[] =>
  Array.from({ length: seriesCount }, (_, s) => encodeRows(encoding, s, start, cutoff));

/**
 * As `writeInputs` does, for windows of the training rows. They overlap, so each row is encoded once.
 * @param columns - the training columns
 */
export function trainingInputs(
  encoding: Encoding,
  seriesCount: number,
  rows: TrainingRows,
  { inputSize }: Pick<ModelOptions, 'inputSize'>,
  columns = trainingColumns(encoding, seriesCount, rows),
): (out: Float64Array, at: number, series: number, origin: number) => void {
  const { width } = encoding;
  const { start } = rows;
  return (out, at, series, origin) => {
    const from = (origin - inputSize + 1 - start) * width;
    out.set(columns[series].subarray(from, from + inputSize * width), at);
    encoding.writeWindow?.(out, at, width, series, origin);
  };
}

/**
 * Every training window of every series, ordered by origin and then by series.
 * @throws DataError if there is none
 */
export function trainingWindows(panel: Panel, rows: TrainingRows, options: ModelOptions): Origins {
  const lookback = windowLookback(options);
  const bySeries = panel.series.map((series) => trainingOrigins(series, rows, lookback, options.horizon));
  const count = bySeries.reduce((sum, { length }) => sum + length, 0);
  if (count === 0)
    throw new DataError(
      `expected training windows of ${lookback} + ${options.horizon} rows without a gap up to ${formatTime(panel.time[rows.cutoff])}, ` +
        `got none in ${rows.cutoff - rows.start + 1} rows`,
      {
        hint: 'use a longer history, lower `--input-size` or `--horizon`, or, for a market that closes, try `--gaps keep`',
      },
    );
  const series = new Int32Array(count);
  const row = new Int32Array(count);
  // By origin: a count of each, then the place of its first window.
  const next = new Int32Array(rows.cutoff - rows.start + 2);
  for (const origins of bySeries) for (const origin of origins) next[origin - rows.start + 1]++;
  for (let i = 1; i < next.length; i++) next[i] += next[i - 1];
  bySeries.forEach((origins, s) => {
    for (const origin of origins) {
      const at = next[origin - rows.start]++;
      series[at] = s;
      row[at] = origin;
    }
  });
  return { series, row };
}

/**
 * How many of the windows are trained on, from the first, and where the validation windows start. These are the last in
 * time, and no training target overlaps with their targets.
 * @param share - of the windows, for validation; 0 is none
 */
export function splitForValidation(
  { row }: Origins,
  share: number,
  horizon: number,
): { readonly train: number; readonly validation: number } {
  const count = row.length;
  if (share === 0) return { train: count, validation: count };
  const firstRow = row[Math.min(Math.floor(count * (1 - share)), count - 1)];
  // All windows of one origin are on the same side, so that no time is in both.
  const validation = row.indexOf(firstRow);
  let train = validation;
  while (train > 0 && row[train - 1] + horizon > firstRow) train--;
  return { train, validation };
}
