/**
 * What scores, tests and intervals say, in sentences that are computed and never written by hand. "Does not beat naive"
 * is a normal result. `docs/verdict.md` explains how to read them.
 */

import type { Pair } from './compare.ts';
import type { Evaluation, IntervalResult, StepOutcome } from './result.ts';

type Judged = Omit<Evaluation, 'verdict'>;

/** From here on a model has not learnt at all. */
const FAR_U2 = 1.5;
/** Nearer to 1 than this, U2 reads 1.000. */
const EQUAL = 0.0005;
/** A p below this is more than luck. */
const SIZE = 0.05;
/** Steps named one by one; more are counted. */
const STEPS_NAMED = 6;

/**
 * A sentence on a model: does it beat naive, by how much, is that more than luck, is its direction better than always
 * "up", do its intervals hold what they should.
 */
export function verdict(result: Judged): string {
  const { model, scores } = result;
  if (scores.n === 0) return `${model} was not scored: no target has a known value.`;
  if (repeatsOrigin(result))
    return `${[`${model} repeats the value at the origin: this is the naive forecast`, ...cover(result)].join('; ')}.`;
  if (Number.isNaN(scores.u2)) {
    return `${model} cannot be compared with naive, ${isNaiveKnown(result) ? `which is never wrong on these ${scores.n} points` : `whose forecasts of these ${scores.n} points are not known`}.`;
  }
  const parts = [
    `${model} ${OUTCOMES[outcomeOf(result)]} naive: RMSE ${againstNaive(scores.u2)} ` +
      `(U2 ${scores.u2.toFixed(3)}, skill ${percent(scores.skill)}, n ${scores.n})${inFolds(result)}`,
    luck(result.tests.dm, result.tests.comparisons.dm),
    ...knowledge(result),
  ];
  if (isFar(result))
    parts.push('so far off it has not learnt: look at the learning rate, the epochs and the target');
  return `${[...parts, ...side(result), ...cover(result)].join('; ')}.`;
}

/** A sentence on two models of two runs on the same targets. `ratio` is the RMSE of a over that of b. */
export function comparison(
  { a, b, ratio, dm, scoresA }: Pick<Pair, 'a' | 'b' | 'ratio' | 'dm' | 'scoresA'>,
  comparisons: number,
): string {
  const of = `${a} of the first and ${b} of the second`;
  if (scoresA.n === 0) return `${of} have no target in common whose truth is known.`;
  if (Number.isNaN(ratio)) return `${of} cannot be compared: the second is never wrong.`;
  return (
    `${a} of the first has RMSE ${againstNaive(ratio)} ${Math.abs(ratio - 1) < EQUAL ? 'to' : 'than'} ${b} of the second ` +
    `(ratio ${ratio.toFixed(3)}, n ${scoresA.n}); ${luck(dm, comparisons)}.`
  );
}

/** Who beats naive, whether that is more than luck, and who can be told from the best, in a few sentences. */
export function summary(results: readonly Judged[]): string {
  const rivals = results.filter((result) => !repeatsOrigin(result) && result.scores.n > 0);
  if (rivals.length === 0) return 'There is nothing to compare with naive.';
  if (rivals.every(({ scores }) => Number.isNaN(scores.u2)))
    return rivals.some(isNaiveKnown)
      ? 'Naive is never wrong on these points: nothing can beat it.'
      : 'The forecasts of naive are not known: nothing can be compared with it.';
  const better = rivals.filter((result) => outcomeOf(result) === 'better');
  const others = rivals.filter((result) => outcomeOf(result) !== 'better');
  const tell = ({ model, scores }: Judged) => `${model} (${againstNaive(scores.u2)})`;
  if (better.length === 0) {
    const nearest = rivals.reduce((best, result) => (result.scores.u2 < best.scores.u2 ? result : best));
    const comment = isFar(nearest) ? 'That is far off.' : 'That is a normal result.';
    const loss =
      rivals.length === 1
        ? `On RMSE, ${tell(nearest)} does not beat naive.`
        : `On RMSE, none of ${list(rivals.map((result) => result.model))} beats naive; the nearest is ${tell(nearest)}.`;
    return [loss, comment, ...toldFromBest(results)].join(' ');
  }
  const winners = `On RMSE, ${list(better.map(tell))} ${better.length === 1 ? 'beats' : 'beat'} naive`;
  const losers =
    others.length === 0 ? '' : `; ${list(others.map(tell))} ${others.length === 1 ? 'does' : 'do'} not`;
  const proven = better.filter(({ tests }) => stepsOf(tests.dm, -1).length > 0).map(({ model }) => model);
  const wise = better
    .filter(({ tests }) => tests.cw.some(({ adjusted }) => adjusted < SIZE))
    .map(({ model }) => model);
  const isTested = better.some(({ tests }) => tests.dm.some(({ p }) => !Number.isNaN(p)));
  const doubt = !isTested
    ? 'Whether that is more than luck cannot be tested.'
    : proven.length === 0
      ? `That can be luck${wise.length === 0 ? '' : `, though ${list(wise)} ${wise.length === 1 ? 'knows' : 'know'} something that naive does not`}.`
      : proven.length === better.length
        ? `That is more than luck${better.some(({ tests }) => tests.dm.length > 1) ? ' at some step or more' : ''}.`
        : `Only for ${list(proven)} is that more than luck.`;
  return [`${winners}${losers}.`, doubt, ...toldFromBest(results)].join(' ');
}

type Outcome = 'better' | 'equal' | 'worse';

const OUTCOMES = { better: 'beats', equal: 'does as well as', worse: 'does not beat' } as const;

/** Whether squared errors are smaller than those of naive, as far as three decimals of U2 tell. */
function outcomeOf({ scores }: Judged): Outcome {
  if (Math.abs(scores.u2 - 1) < EQUAL) return 'equal';
  return scores.u2 < 1 ? 'better' : 'worse';
}

const isFar = ({ scores }: Judged): boolean => scores.u2 >= FAR_U2;

/** Whether every forecast is the value at the origin, by the scores: as far off as naive, and never to a side. */
function repeatsOrigin({ scores, direction }: Judged): boolean {
  return direction.n === 0 && (scores.u2 === 1 || (Number.isNaN(scores.u2) && scores.mae === 0));
}

/** Whether the values at the origins are there: without them no point has a side, and none is a tie. */
function isNaiveKnown({ direction }: Judged): boolean {
  return direction.n + direction.ties > 0;
}

/** Steps at which the difference is more than luck, on the side of `sign`: -1 where the model is better. */
function stepsOf(outcomes: readonly StepOutcome[], sign: 1 | -1): number[] {
  return outcomes
    .filter(({ adjusted, statistic }) => adjusted < SIZE && sign * statistic > 0)
    .map(({ step }) => step);
}

/** What Diebold and Mariano's test says of the difference, over all steps. */
function luck(dm: readonly StepOutcome[], comparisons: number): string {
  const defined = dm.filter(({ p }) => !Number.isNaN(p));
  if (defined.length === 0) {
    const reason = dm.at(0)?.note ?? 'there are no origins';
    return `whether that is more than luck cannot be tested (${reason})`;
  }
  const least = defined.reduce((best, outcome) => (outcome.p < best.p ? outcome : best));
  const numbers = `Diebold-Mariano p ${pText(least.p)}${adjustment(least, comparisons)}`;
  const [better, worse] = [stepsOf(dm, -1), stepsOf(dm, 1)];
  if (dm.length === 1) {
    const n = `${numbers}, ${effectiveText(least)}`;
    if (better.length > 0) return `more than luck (${n})`;
    if (worse.length > 0) return `worse by more than bad luck (${n})`;
    return `a difference that luck alone can make (${n})`;
  }
  const n = `smallest ${numbers}, step ${least.step}, ${effectiveText(least)}`;
  if (better.length + worse.length === 0)
    return `at no step a difference that luck alone could not make (${n})`;
  const parts = [
    ...(better.length > 0 ? [`better by more than luck at ${named(better, dm.length)}`] : []),
    ...(worse.length > 0 ? [`worse by more than bad luck at ${named(worse, dm.length)}`] : []),
  ];
  return `${parts.join(', ')} (${n})`;
}

/** What Clark and West's test adds: whether there is something in the forecast that naive does not know. */
function knowledge({ tests: { cw, comparisons } }: Judged): string[] {
  const defined = cw.filter(({ p }) => !Number.isNaN(p));
  if (defined.length === 0) return [];
  const least = defined.reduce((best, outcome) => (outcome.p < best.p ? outcome : best));
  const where = cw.length === 1 ? '' : `, step ${least.step}`;
  const numbers = `Clark-West p ${pText(least.p)}${adjustment(least, comparisons.cw)}${where}`;
  return [
    least.adjusted < SIZE
      ? `it does know something that naive does not (${numbers})`
      : `no sign that it knows more than naive (${numbers})`,
  ];
}

/** Direction beside always saying "up", and beside chance. */
function side({ direction, tests: { pt, comparisons } }: Judged): string[] {
  if (direction.n === 0) return [];
  const { rate, n, lo, hi, alwaysUp } = direction;
  const defined = pt.filter(({ p }) => !Number.isNaN(p));
  const least = defined.reduce<StepOutcome | undefined>(
    (best, outcome) => (best === undefined || outcome.p < best.p ? outcome : best),
    undefined,
  );
  const chance =
    least === undefined
      ? ''
      : `, Pesaran-Timmermann p ${pText(least.p)}${adjustment(least, comparisons.pt)}${pt.length === 1 ? '' : ` at step ${least.step}`}`;
  return [
    `direction right in ${percent(rate)} of ${n} (95 % interval ${percent(lo)} to ${percent(hi)}), ` +
      `${rate > alwaysUp ? 'above' : 'not above'} the ${percent(alwaysUp)} of always saying "up"${chance}`,
  ];
}

/** Whether the intervals hold what they should. */
function cover({ intervals }: Judged): string[] {
  return intervals.map((interval) => {
    const { level, scores } = interval;
    if (scores.n === 0) return `no ${level} % interval: earlier errors are too few`;
    return `${level} % intervals cover ${percent(scores.coverage)} of ${scores.n}${coverageDoubt(interval)}`;
  });
}

/** How often Kupiec's test finds the coverage wrong, and what chance alone would give. */
export function coverageDoubt({ tests }: IntervalResult): string {
  const defined = tests.filter(({ kupiec }) => !Number.isNaN(kupiec.p));
  if (defined.length === 0) return '';
  if (defined.length === 1) return ` (Kupiec p ${pText(defined[0].kupiec.p)})`;
  const off = defined.filter(({ kupiec }) => kupiec.p < SIZE).length;
  return ` (Kupiec: ${off} of ${defined.length} series and steps are off, by chance ${(SIZE * defined.length).toFixed(1)} would be)`;
}

/** The models that cannot be told from the best one, where that is the same at every step or can be said in short. */
function toldFromBest(results: readonly Judged[]): string[] {
  const steps = results.at(0)?.tests.mcs.length ?? 0;
  if (results.length < 2 || steps === 0 || results[0].tests.mcs.some(({ p }) => Number.isNaN(p))) return [];
  const everywhere = results
    .filter(({ tests }) => tests.mcs.every(({ isIn }) => isIn))
    .map(({ model }) => model);
  const where = steps === 1 ? '' : ' at any step';
  if (everywhere.length === results.length)
    return [
      `No model, naive among them, can be told from the best${where} (model confidence set, size .10).`,
    ];
  const out = results.filter(({ tests }) => tests.mcs.some(({ isIn }) => !isIn));
  const naive = out.some(({ model }) => model === 'naive');
  const names = list(out.map(({ model }) => model));
  const size = steps === 1 ? 'size .10' : 'size .10 at each step, not adjusted for their number';
  return [`Outside the model confidence set (${size}): ${names}${naive ? '' : '; naive is not'}.`];
}

/** `, 0.048 adjusted for 15 comparisons`; nothing where there is one comparison only. */
function adjustment({ adjusted }: StepOutcome, comparisons: number): string {
  return comparisons > 1 ? `, ${pText(adjusted)} adjusted for ${comparisons} comparisons` : '';
}

function effectiveText({ n, effective }: StepOutcome): string {
  return effective === n ? `${n} origins` : `${n} origins, ${effective} without overlap`;
}

/** `steps 1, 2 and 4 of 5`, `all 5 steps`. */
function named(steps: readonly number[], of: number): string {
  if (steps.length === of) return `all ${of} steps`;
  if (steps.length > STEPS_NAMED) return `${steps.length} of ${of} steps`;
  return `${steps.length === 1 ? 'step' : 'steps'} ${list(steps.map(String))} of ${of}`;
}

/** `0.5 % lower`, `0.1 % higher`, `equal`. */
function againstNaive(u2: number): string {
  if (Math.abs(u2 - 1) < EQUAL) return 'equal';
  return `${percent(Math.abs(u2 - 1))} ${u2 < 1 ? 'lower' : 'higher'}`;
}

function inFolds({ byFolds }: Judged): string {
  const defined = byFolds.filter(({ u2 }) => !Number.isNaN(u2));
  if (defined.length < 2) return '';
  const lower = defined.filter(({ u2 }) => u2 < 1).length;
  return `, lower than naive in ${lower} of ${defined.length} folds`;
}

/** `0.012`, `<0.001`. */
export function pText(p: number): string {
  return p < 0.001 ? '<0.001' : p.toFixed(3);
}

function percent(ratio: number): string {
  const text = (100 * ratio).toFixed(1);
  return `${text === '-0.0' ? '0.0' : text} %`;
}

/** `a`, `a and b`, `a, b and c`. */
function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
