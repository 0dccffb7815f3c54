/** Forecasts with saved models instead of new fits, from origins after the rows they were fitted on. */

import type { FoldResult } from './forecast-table.ts';
import { isSameOption, optionsWith } from './options.ts';
import type { BacktestOptions, OptionName } from './options.ts';
import type { Panel } from '../data/panel.ts';
import { targetOf } from '../data/targets.ts';
import { addSteps, formatTime } from '../data/timeframe.ts';
import { escapeControl } from '../text/escape.ts';
import { DataError } from '../errors.ts';
import type { Model, Origins, SavedFit } from '../models/model.ts';
import type { ModelRegistry } from '../models/registry.ts';
import { canonical } from '../text/canonical.ts';
import { forecastsOf } from './tasks.ts';
import type { FitResult } from './tasks.ts';
import { combineMembers } from './members.ts';
import type { SavedModels } from './saved-models.ts';

/** The options that a forecast with these saved models may not change. */
export function fixedOptions({ options }: SavedModels): readonly OptionName[] {
  return Object.keys(optionsWith(options, 'isFixedByWeights')) as OptionName[];
}

/**
 * Row of the panel that the saved fits were trained through; negative if the panel starts after it.
 * @throws DataError if the panel or the options are not those of the saved models
 */
export function checkSaved(panel: Panel, saved: SavedModels, options: BacktestOptions): number {
  const [expected, got] = [saved.series, panel.series].map((list) => list.map(({ id }) => id));
  if (canonical(expected) !== canonical(got))
    throw new DataError(
      escapeControl(
        `expected the series that the saved models were fitted on, ${expected.join(', ')}, got ${got.join(', ')}`,
      ),
      { hint: 'name the same sources in the same order, or fit again' },
    );
  const timeframe = panel.timeframe?.name ?? null;
  if (timeframe !== saved.timeframe)
    throw new DataError(
      `expected candles of ${saved.timeframe ?? 'no fixed step'}, as the saved models were fitted on, got ${timeframe ?? 'no fixed step'}`,
      { hint: 'use the same candles, with `--timeframe` if needed, or fit again' },
    );
  const other = fixedOptions(saved).find((key) => !isSameOption(key, options[key], saved.options[key]));
  if (other !== undefined)
    throw new DataError(
      `expected \`${other}\` ${canonical(saved.options[other])}, as the saved models were fitted with, got ${canonical(options[other])}`,
      { hint: 'forecast with the options of the saved models, or fit again' },
    );
  // No fit has so many steps; a damaged file could otherwise ask for more memory than there is.
  if (options.horizon > panel.time.length)
    throw new DataError(
      `expected at least as many rows as the saved models have steps, ${options.horizon}, got ${panel.time.length}`,
      { hint: 'use a longer history' },
    );
  return rowOf(panel, saved.trained.through);
}

/** The row of this time; negative before the first row. */
function rowOf({ time, timeframe }: Panel, ms: number): number {
  const last = time[time.length - 1];
  if (ms > last)
    throw new DataError(
      `expected rows up to ${formatTime(ms)} at least, which the saved models were fitted through, got rows up to ${formatTime(last)}`,
      {
        hint: 'a fit must not have seen what it forecasts: add the later rows, or fit again with `--save`',
      },
    );
  const row = time.indexOf(ms);
  if (row >= 0) return row;
  if (timeframe !== null && ms < time[0]) {
    const rough = Math.round((ms - time[0]) / timeframe.ms);
    // Months differ in length.
    for (let steps = rough - 1; steps <= rough + 1; steps++)
      if (addSteps(time[0], timeframe, steps) === ms) return steps;
  }
  throw new DataError(
    `expected a row at ${formatTime(ms)}, which the saved models were fitted through, got none`,
    { hint: 'use the candles that they were fitted on, or fit again' },
  );
}

/** Saved models that `checkSaved` accepted. */
export interface ReusedModels {
  readonly models: SavedModels;
  /** Row of the panel that they were fitted through, from `checkSaved`. */
  readonly cutoff: number;
}

/**
 * Forecasts of saved models from these origins, one result per model.
 * @throws DataError if a state does not belong to the options, or a forecast is not finite
 */
export function forecastSaved(
  panel: Panel,
  { models, cutoff }: ReusedModels,
  options: BacktestOptions,
  names: readonly string[],
  origins: Origins,
  registry: ModelRegistry,
): FoldResult[] {
  return names.map((name) => {
    const members = (models.models.get(name) ?? []).map((state, member) =>
      forecastMember(panel, registry.named(name), member, { state, cutoff }, options, origins),
    );
    return combineMembers(members, targetOf(options.target).quantity);
  });
}

function forecastMember(
  panel: Panel,
  model: Model,
  member: number,
  saved: SavedFit,
  options: BacktestOptions,
  origins: Origins,
): FitResult {
  const started = performance.now();
  const forecaster = model.restore(panel, saved, options);
  const forecasts = forecastsOf(forecaster, panel, origins, options);
  const wrong = forecasts.yhat.find((value) => !Number.isFinite(value));
  if (wrong !== undefined)
    throw new DataError(`expected finite forecasts, got ${wrong} from the saved ${model.name}`, {
      hint: 'the saved models are damaged: save them again',
    });
  return {
    model: model.name,
    member,
    fold: 0,
    ...forecasts,
    parameters: forecaster.parameters,
    epochs: undefined,
    seconds: (performance.now() - started) / 1000,
  };
}
