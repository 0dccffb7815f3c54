/**
 * How networks stand to the strongest other model: the one without a network that has the lowest loss on the same targets. It is
 * chosen after the fact, which favours it. So a network that is better than it is better than all others, and a p
 * of being worse is multiplied by the number of models that it was chosen from.
 */

import { comparedWith } from '../data/quantities.ts';
import { models as registry } from '../models/index.ts';
import type { Model } from '../models/model.ts';
import { dieboldMarianoOf } from './benchmark-tests.ts';
import type { Evaluation, Findings } from './evaluation.ts';
import type { Trial } from './trial.ts';
import { wordingOf } from './wording.ts';

/** Families without a network in them. */
const simple: ReadonlySet<Model['family'] | undefined> = new Set(['benchmark', 'statistical', 'linear']);

type Scored = Pick<Evaluation, 'model' | 'scores'>;

/** By network; none without networks, or if the strongest other model is the benchmark, which all tests compare with. */
export function againstStrongest(
  trial: Trial,
  scored: readonly Scored[],
): Map<string, Findings['strongest']> {
  const { quantity } = trial;
  const { ratio } = wordingOf(quantity);
  const networks = scored.filter(({ model, scores }) => familyOf(model) === 'network' && scores.n > 0);
  const others = scored
    .filter(({ model, scores }) => simple.has(familyOf(model)) && ratio(scores) >= 0)
    .toSorted((a, b) => ratio(a.scores) - ratio(b.scores));
  const strongest = others.at(0);
  if (networks.length === 0 || strongest === undefined || strongest.model === quantity.benchmarks[0])
    return new Map();
  const names = networks.map(({ model }) => model);
  const against = { ...trial, quantity: comparedWith(quantity, strongest.model) };
  const tests = dieboldMarianoOf(against, names);
  return new Map(
    networks.map(({ model, scores }, m) => [
      model,
      {
        to: strongest.model,
        of: others.length,
        ratio: ratio(scores) / ratio(strongest.scores),
        dm: tests[m].map((test) =>
          test.statistic > 0 ? { ...test, adjusted: Math.min(1, test.adjusted * others.length) } : test,
        ),
      },
    ]),
  );
}

/** `undefined` for another tool's model. */
function familyOf(name: string): Model['family'] | undefined {
  return registry.find((model) => model.name === name)?.family;
}
