/** The check of a model of one's own, by the library. */

import { checkModel as check, targetFor } from '../backtest/check-model.ts';
import { UsageError } from '../errors.ts';
import type { OwnModel } from '../models/own-model.ts';
import { checkGiven, optionsFrom, registryWith } from './prepare.ts';
import type { CommonSettings } from './settings.ts';

/**
 * Tries a model on simulated prices and returns what is wrong with it, in sentences: wrong shapes, numbers that are not finite, data that it
 * changes, and forecasts that depend on what comes after a cutoff or an origin. An empty list means that nothing was found.
 * @param settings - options to try it with
 * @throws UsageError for what is no model
 */
export async function checkModel(
  model: OwnModel,
  settings: Omit<CommonSettings, 'models' | 'test' | 'refit' | 'stepSize'> = {},
): Promise<readonly string[]> {
  checkGiven(settings);
  const registry = registryWith([model]);
  const complete = registry.named(model.name);
  const target = settings.target ?? targetFor(complete, 'log-return');
  if (settings.features !== undefined || settings.withSeries !== undefined)
    throw new UsageError('expected no `features` and no `withSeries`, which simulated prices do not have', {
      hint: 'leave them out',
    });
  const small = { horizon: 2, inputSize: 6, epochs: 3 };
  return check(complete, optionsFrom({ ...small, ...settings, target, models: [model] }, registry));
}
