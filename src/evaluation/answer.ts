/**
 * The answer of a backtest or of scored forecasts: a sentence, and for each model a word, which the significance test decides and not
 * the score. Text, JSON and HTML show it first. It is computed from an evaluation, or from what `run.json` contains of one.
 */

import { answerSentence } from './answer-sentence.ts';
import { answerOfModel } from './model-answer.ts';
import type { AnswerContext, AnsweredModel, ModelAnswer } from './model-answer.ts';

export interface Answer {
  readonly sentence: string;
  /** Whether a model is too good to be true. */
  readonly isAlarm: boolean;
  /** In the order given. */
  readonly models: readonly ModelAnswer[];
}

export function answerOf(models: readonly AnsweredModel[], context: AnswerContext): Answer {
  const answers = models.map((model) => answerOfModel(model, context.quantity));
  return {
    sentence: answerSentence(answers, {
      ...context,
      steps: scoredSteps(models, context.horizon),
      wasScored: models.filter(({ scores }) => scores.n > 0).map(({ model }) => model),
    }),
    isAlarm: answers.some(({ word }) => word === 'look for a leak'),
    models: answers,
  };
}

/** Steps that have a score; all of them if none has. */
function scoredSteps([first]: readonly AnsweredModel[], horizon: number): readonly number[] {
  const scored = first?.bySteps.filter(({ n }) => n > 0).map(({ step }) => step) ?? [];
  return scored.length > 0 ? scored : Array.from({ length: horizon }, (_, k) => k + 1);
}
