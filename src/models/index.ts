/** Every model there is, in the order that lists show them. A new one is one file and one line here. */

import { drift } from './drift.ts';
import { gru } from './gru.ts';
import { linear } from './linear.ts';
import { lstm } from './lstm.ts';
import { mlp } from './mlp.ts';
import type { Model } from './model.ts';
import { naive } from './naive.ts';
import { rnn } from './rnn.ts';
import { seasonalNaive } from './seasonal-naive.ts';

export const models: readonly Model[] = [naive, drift, seasonalNaive, linear, mlp, rnn, lstm, gru];

/** The model of that name, which the registry is known to hold. */
export function modelNamed(name: string): Model {
  const model = models.find((one) => one.name === name);
  if (!model) throw new Error(`no model \`${name}\``);
  return model;
}
