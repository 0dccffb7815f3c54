/** What to do about an error that is far too large, which depends on what kind of model has it. */

import { models } from '../models/index.ts';
import { listText } from './phrases.ts';

/** Whether it is trained in epochs. Of another tool's model it is unknown. */
function isNetwork(name: string): boolean {
  return models.some((model) => model.name === name && model.family === 'network');
}

/** The sentence of a verdict. */
export function farOffAdvice(model: string): string {
  return isNetwork(model)
    ? 'So large an error means that the model has not learned: check the learning rate and the epochs.'
    : 'So large an error makes its forecasts useless here.';
}

/** The sentences of an answer; none without models. */
export function farOffAdvices(far: readonly string[], namesOf = listText): string[] {
  const networks = far.filter(isNetwork);
  const others = far.filter((name) => !isNetwork(name));
  return [
    ...(networks.length === 0
      ? []
      : [
          `The error of ${namesOf(networks)} is far too large: ${networks.length === 1 ? 'it has' : 'they have'} not learned. Check the learning rate and the epochs.`,
        ]),
    ...(others.length === 0
      ? []
      : [
          `The error of ${namesOf(others)} is far too large: do not use ${others.length === 1 ? 'its' : 'their'} forecasts here.`,
        ]),
  ];
}
