/**
 * The small language of `--fail-on`: comparisons of scores, tests and coverage, with `and`, `or`, `not` and brackets.
 *
 *     expression  or of and of not of comparison | ( expression )
 *     comparison  value (< | <= | > | >= | == | !=) value | claim
 *     value       number | number % | [model:]name[@step]
 *     name        a metric (u2, skill, …) · dm cw gw pt (smallest adjusted p), mcs (smallest p)
 *                 · coverage80 width80 score80, of the intervals of level 80
 *
 * These are the names of `evaluationVocabulary`; live/gate.ts has those of live forecasts. A claim is a name that is true or
 * false by itself.
 *
 * An expression without models is evaluated for each model other than the benchmark, and is true if it is true for one of them.
 * `best:` is the one with the lowest U2, for classes the lowest Brier score. An undefined value makes its comparison unknown;
 * `and`, `or` and `not` follow Kleene's logic.
 */

import type { Evaluation } from './evaluation.ts';
import type { GateOutcome } from './gate-parser.ts';
import { GateParser, isRival } from './gate-parser.ts';
import type { GateResult, GateScope, GateVocabulary } from './gate-vocabulary.ts';
import { evaluationVocabulary } from './gate-vocabulary.ts';

export interface GateVerdict {
  /** `undefined` if it depends on an undefined value. */
  readonly isTrue: boolean | undefined;
  /** The values that decided it, `mlp: u2 1.02 > 1`. */
  readonly because: string;
}

export type Gate<R extends GateResult = Evaluation> = (results: readonly R[]) => GateVerdict;

/**
 * The gate that an expression on a backtest or a forecast file describes.
 * @throws UsageError with the position of the error
 */
export function parseGate(text: string, scope: GateScope): Gate {
  return parseGateWith(text, scope, evaluationVocabulary(scope));
}

/** The gate for another vocabulary. */
export function parseGateWith<R extends GateResult>(
  text: string,
  scope: GateScope,
  vocabulary: GateVocabulary<R>,
): Gate<R> {
  const parser = new GateParser(text, scope, vocabulary);
  const evaluate = parser.parse();
  const { namesModels } = parser;
  const benchmark = scope.quantity.benchmarks[0];
  return (results) => {
    // An expression that names its models is evaluated once, one without models for each of them.
    if (namesModels) return verdictOf(evaluate(undefined, results));
    const outcomes = results
      .filter(({ model }) => isRival(model, scope))
      .map((of) => ({ model: of.model, ...evaluate(of, results) }));
    const decisive =
      outcomes.find(({ isTrue }) => isTrue === true) ??
      outcomes.find(({ isTrue }) => isTrue === undefined) ??
      outcomes.at(0);
    if (decisive === undefined)
      return { isTrue: undefined, because: `no model other than ${benchmark} has scores` };
    return verdictOf(decisive, `${decisive.model}: `);
  };
}

function verdictOf({ isTrue, values }: GateOutcome, prefix = ''): GateVerdict {
  return { isTrue, because: prefix + [...new Set(values)].join(', ') };
}
