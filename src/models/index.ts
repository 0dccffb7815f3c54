/** The built-in models, in the order of lists. A new model is one file and one entry here. */

import { ar } from './ar.ts';
import { arima } from './arima.ts';
import { damped } from './damped.ts';
import { dlinear } from './dlinear.ts';
import { drift } from './drift.ts';
import { ensemble } from './ensemble.ts';
import { ets } from './ets.ts';
import { ewma } from './ewma.ts';
import { frequencies } from './frequencies.ts';
import { garch } from './garch.ts';
import { gru } from './gru.ts';
import { har } from './har.ts';
import { holt } from './holt.ts';
import { linear } from './linear.ts';
import { withLocal } from './local.ts';
import { logistic } from './logistic.ts';
import { lstm } from './lstm.ts';
import { mlp } from './mlp.ts';
import type { Model } from './model.ts';
import { naive } from './naive.ts';
import { nlinear } from './nlinear.ts';
import { perceptron } from './perceptron.ts';
import { registryOf } from './registry.ts';
import { rnn } from './rnn.ts';
import { seasonalNaive } from './seasonal-naive.ts';
import { ses } from './ses.ts';
import { tcn } from './tcn.ts';
import { theta } from './theta.ts';
import { withTakenOptions } from './taken-options.ts';

const registered: readonly Model[] = [
  naive,
  drift,
  seasonalNaive,
  frequencies,
  ses,
  holt,
  damped,
  ets,
  theta,
  ewma,
  ar,
  arima,
  har,
  garch,
  linear,
  dlinear,
  nlinear,
  logistic,
  perceptron,
  mlp,
  rnn,
  lstm,
  gru,
  tcn,
  ensemble,
];

export const models: readonly Model[] = registered.map((model) => {
  const known = withTakenOptions(model);
  return model.isGlobal ? withLocal(known) : known;
});

/** The registry that a backtest uses unless it is given another. */
export const builtIn = registryOf(models);

/** The built-in model with this name, which must exist. What fits models takes them from its registry. */
export const modelNamed = (name: string): Model => builtIn.named(name);
