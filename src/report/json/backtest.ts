/**
 * Results as JSON, schema 1 of `docs/cli.md`: names stay, more may be added. Ratios are plain, times are
 * ISO 8601 in UTC, and a value that is undefined is `null` (which is how JSON writes `NaN`).
 */

import type { FitFailure } from '../../backtest/tasks.ts';
import type { Panel } from '../../data/panel.ts';
import type { BacktestResult, ModelResult } from '../../evaluation/backtest.ts';
import type { AnswerWord } from '../../evaluation/model-answer.ts';
import { summary } from '../../evaluation/summary.ts';
import { SCHEMA } from './document.ts';
import { evaluationJson } from './evaluation.ts';
import type { TunedResult } from '../../tuning/nested.ts';
import { searchesJson } from './tuning.ts';
import { dataJson, foldsJson } from './panel.ts';
import type { RecipeChoice } from '../../recipes/complete.ts';
import { recipeJson } from './recipe.ts';
import type { Warning } from '../../text/warning.ts';
import { warningsJson } from './warnings.ts';
import type { Worth } from '../../evaluation/worth/worth.ts';
import { worthJson } from './worth.ts';

/** The object of `backtest --json` and of `run.json`. */
export function backtestJson(
  result: BacktestResult & Partial<Pick<TunedResult, 'searches'>>,
  version: string,
  warnings: readonly Warning[],
  { worth, recipe }: { readonly worth?: Worth | undefined; readonly recipe?: RecipeChoice | undefined } = {},
): object {
  const { searches = [] } = result;
  const { run, options, panel, quantity, plan, models, answer, ensembles, explanation, failures } = result;
  return {
    schema: SCHEMA,
    type: 'backtest',
    run,
    version,
    seed: options.seed,
    timeframe: panel.timeframe?.name ?? null,
    answer: answer.sentence,
    benchmark: quantity.benchmarks[0],
    data: dataJson(panel),
    options,
    ...(recipe !== undefined && { recipe: recipeJson(recipe, panel) }),
    folds: foldsJson(panel, plan),
    ...(searches.length > 0 && { searches: searchesJson(searches) }),
    models: models.map((model, m) => modelJson(model, answer.models[m].word, panel)),
    summary: models.length === 0 ? null : summary(models, quantity),
    ...(ensembles.length > 0 && { ensembles }),
    ...(explanation !== null && { explanation }),
    ...(worth !== undefined && { worth: worthJson(worth) }),
    failures: failures.map(failureJson),
    ...warningsJson(warnings),
  };
}

export function failureJson({ model, fold, message, hint }: FitFailure): object {
  return { model, fold, message, hint: hint ?? null };
}

function modelJson(result: ModelResult, word: AnswerWord | null, panel: Panel): object {
  const { model, parameters, seconds, fits, epochs, training } = result;
  return {
    model,
    word,
    parameters,
    seconds,
    fits,
    epochs,
    training: training.map(trainingJson),
    ...evaluationJson(result, panel.time),
  };
}

function trainingJson({ fold, member, epochs, seconds, curve }: ModelResult['training'][number]): object {
  return {
    fold,
    member,
    epochs,
    seconds,
    trainingLoss: curve === undefined ? null : lossesOf(curve.training),
    validationLoss: curve === undefined || curve.validation.length === 0 ? null : lossesOf(curve.validation),
  };
}

/** For charts, so few digits do. */
const lossesOf = (losses: Float32Array): number[] =>
  Array.from(losses, (loss) => Number(loss.toPrecision(5)));
