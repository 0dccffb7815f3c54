/**
 * What the scores say, in sentences that are computed and never written by hand. "Does not beat naive" is
 * a normal result. Nothing here is a test of luck, so no sentence claims that a difference is real.
 */

import type { ModelResult } from './result.ts';

type Scored = Omit<ModelResult, 'verdict'>;

/** Below this, U2 one step ahead on prices is too good: published forecasts do not come near it. */
const LEAK_U2 = 0.9;
/** Fewer points than this are no alarm. */
const LEAK_POINTS = 30;
/** From here on a model has not learnt at all. */
const FAR_U2 = 1.5;
/** Nearer to 1 than this, U2 reads 1.000. */
const EQUAL = 0.0005;

/** One sentence on a model: does it beat naive, by how much, on how many points, and is its direction right. */
export function verdict(result: Scored): string {
  const { model, scores, direction } = result;
  if (scores.n === 0) return `${model} was not scored: no target has a known value.`;
  if (repeatsOrigin(result)) return `${model} repeats the value at the origin: this is the naive forecast.`;
  if (Number.isNaN(scores.u2)) {
    return `${model} cannot be compared with naive, which is never wrong on these ${scores.n} points.`;
  }
  const outcome = outcomeOf(result);
  const parts = [
    `${model} ${OUTCOMES[outcome]} naive: RMSE ${againstNaive(scores.u2)} ` +
      `(U2 ${scores.u2.toFixed(3)}, skill ${percent(scores.skill)}, n ${scores.n})${inFolds(result)}`,
  ];
  if (outcome === 'better') parts.push('whether that is more than luck is not tested');
  if (isFar(result))
    parts.push('so far off it has not learnt: look at the learning rate, the epochs and the target');
  if (direction.n > 0) {
    const { rate, n, lo, hi, alwaysUp } = direction;
    parts.push(
      `direction right in ${percent(rate)} of ${n} (95 % interval ${percent(lo)} to ${percent(hi)}), ` +
        `${rate > alwaysUp ? 'above' : 'not above'} the ${percent(alwaysUp)} of always saying "up"`,
    );
  }
  return `${parts.join('; ')}.`;
}

/** Who beats naive, in a sentence or two. */
export function summary(results: readonly Scored[]): string {
  const rivals = results.filter((result) => !repeatsOrigin(result) && result.scores.n > 0);
  if (rivals.length === 0) return 'There is nothing to compare with naive.';
  if (rivals.every(({ scores }) => Number.isNaN(scores.u2)))
    return 'Naive is never wrong on these points: nothing can beat it.';
  const better = rivals.filter((result) => outcomeOf(result) === 'better');
  const others = rivals.filter((result) => outcomeOf(result) !== 'better');
  const tell = ({ model, scores }: Scored) => `${model} (${againstNaive(scores.u2)})`;
  if (better.length === 0) {
    const nearest = rivals.reduce((best, result) => (result.scores.u2 < best.scores.u2 ? result : best));
    const comment = isFar(nearest) ? 'That is far off.' : 'That is a normal result.';
    return rivals.length === 1
      ? `On RMSE, ${tell(nearest)} does not beat naive. ${comment}`
      : `On RMSE, none of ${list(rivals.map((result) => result.model))} beats naive; ` +
          `the nearest is ${tell(nearest)}. ${comment}`;
  }
  const winners = `On RMSE, ${list(better.map(tell))} ${better.length === 1 ? 'beats' : 'beat'} naive`;
  const losers =
    others.length === 0 ? '' : `; ${list(others.map(tell))} ${others.length === 1 ? 'does' : 'do'} not`;
  return `${winners}${losers}. Whether that is more than luck is not tested.`;
}

/** An alarm where a model is better than prices allow; `undefined` where it is not, or where `column` is no price. */
export function leakWarning({ model, bySteps }: Scored, column: string): string | undefined {
  const first = bySteps.find(({ step }) => step === 1);
  if (first === undefined || column === 'volume' || !(first.u2 < LEAK_U2) || first.n < LEAK_POINTS)
    return undefined;
  return (
    `${model} has U2 ${first.u2.toFixed(3)} one step ahead, and on prices below ${LEAK_U2} is too good: look for a leak ` +
    '(rows out of order, a value known only later), unless this series is no price or is simulated'
  );
}

type Outcome = 'better' | 'equal' | 'worse';

const OUTCOMES = { better: 'beats', equal: 'does as well as', worse: 'does not beat' } as const;

/** Whether squared errors are smaller than those of naive, as far as three decimals of U2 tell. */
function outcomeOf({ scores }: Scored): Outcome {
  if (Math.abs(scores.u2 - 1) < EQUAL) return 'equal';
  return scores.u2 < 1 ? 'better' : 'worse';
}

const isFar = ({ scores }: Scored): boolean => scores.u2 >= FAR_U2;

/** Whether every forecast is the value at the origin, by the scores: as far off as naive, and never to a side. */
function repeatsOrigin({ scores, direction }: Scored): boolean {
  return direction.n === 0 && (scores.u2 === 1 || (Number.isNaN(scores.u2) && scores.mae === 0));
}

/** `0.5 % lower`, `0.1 % higher`, `equal`. */
function againstNaive(u2: number): string {
  if (Math.abs(u2 - 1) < EQUAL) return 'equal';
  return `${percent(Math.abs(u2 - 1))} ${u2 < 1 ? 'lower' : 'higher'}`;
}

function inFolds({ byFolds }: Scored): string {
  if (byFolds.length < 2) return '';
  const lower = byFolds.filter(({ u2 }) => u2 < 1).length;
  return `, lower than naive in ${lower} of ${byFolds.length} folds`;
}

function percent(ratio: number): string {
  const text = (100 * ratio).toFixed(1);
  return `${text === '-0.0' ? '0.0' : text} %`;
}

/** `a`, `a and b`, `a, b and c`. */
function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
