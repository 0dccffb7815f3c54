/**
 * What scores, tests and intervals say, in sentences that are computed and never written by hand. "Does not beat naive"
 * is a normal result. `docs/verdict.md` explains how to read them.
 */

import type { Evaluation, IntervalResult, Scores, StepTest } from './evaluation.ts';
import { isSignificantlyBetter, isSignificantlyWorse } from '../significance/diebold-mariano.ts';
import { ALPHA, isSignificant, mostSignificant } from '../significance/significant.ts';
import { leakText } from './alarms.ts';
import { hasFolds } from './common-rows.ts';
import type { Pair } from './compare.ts';
import type { Quantity } from '../data/targets.ts';

type Judged = Omit<Evaluation, 'verdict'>;

/** From this ratio to the loss of the benchmark on, a model has not learnt at all. */
const FAR = 1.5;
/** Nearer to 1 than this, a ratio reads 1.000. */
const EQUAL = 0.0005;
/** Steps named one by one; more are counted. */
const STEPS_NAMED = 6;

/** What models of a quantity are measured by and beside what, in words. */
interface Measure {
  readonly benchmark: string;
  /** What is lower where the benchmark is beaten. */
  readonly loss: string;
  /** The loss as a multiple of that of the benchmark; `NaN` where one of them is not known. */
  ratio(scores: Scores): number;
  /** The ratio and its like, before `n`. */
  sizes(scores: Scores): string;
  /** Whether every forecast is that of the benchmark, by the scores. */
  repeats(result: Judged): boolean;
  /** What a model does whose forecasts are those of the benchmark. */
  readonly repeated: string;
  /** Why a model has no ratio, after its name. */
  incomparable(result: Judged): string;
  /** Why no model has one. */
  allIncomparable(results: readonly Judged[]): string;
}

const ofNumbers: Measure = {
  benchmark: 'naive',
  loss: 'RMSE',
  ratio: ({ u2 }) => u2,
  sizes: ({ u2, skill }) => `U2 ${u2.toFixed(3)}, skill ${percent(skill)}`,
  // As far off as naive, and never to a side.
  repeats: ({ scores, direction }) =>
    direction.n === 0 && (scores.u2 === 1 || (Number.isNaN(scores.u2) && scores.mae === 0)),
  repeated: 'repeats the value at the origin: this is the naive forecast',
  incomparable: (result) =>
    `cannot be compared with naive, ${isNaiveKnown(result) ? `which is never wrong on these ${result.scores.n} points` : `whose forecasts of these ${result.scores.n} points are not known`}`,
  allIncomparable: (results) =>
    results.some(isNaiveKnown)
      ? 'Naive is never wrong on these points: nothing can beat it.'
      : 'The forecasts of naive are not known: nothing can be compared with it.',
};

const ofClasses: Measure = {
  benchmark: 'frequencies',
  loss: 'Brier score',
  ratio: ({ skill }) => 1 - skill,
  sizes: ({ skill }) => `skill ${percent(skill)}`,
  repeats: ({ scores }) => scores.skill === 0,
  repeated: 'says the shares of the classes among the training rows',
  incomparable: ({ scores }) =>
    Number.isNaN(scores.brier)
      ? 'gives no probabilities, so that only its misses can be compared'
      : 'cannot be compared with frequencies, whose probabilities are not known',
  allIncomparable: (results) =>
    results.every(({ scores }) => Number.isNaN(scores.brier))
      ? 'No model gives probabilities that could be compared with those of frequencies.'
      : 'The probabilities of frequencies are not known: nothing can be compared with them.',
};

const measures: Readonly<Record<Quantity, Measure>> = {
  price: ofNumbers,
  'log-volatility': ofNumbers,
  class: ofClasses,
};

/**
 * A sentence on a model: does it beat the benchmark, by how much, is that more than luck, is its direction better than always
 * "up", do its intervals or its probabilities hold what they should.
 * @param benchmark - what came of the benchmark; `undefined` where it is not there
 */
export function verdict(result: Judged, quantity: Quantity, benchmark: Judged | undefined): string {
  const { model, scores, tests } = result;
  const measure = measures[quantity];
  if (scores.n === 0) return `${model} was not scored: no target has a known value.`;
  const right = hits(result, benchmark);
  if (measure.repeats(result))
    return `${[`${model} ${measure.repeated}`, ...right, ...cover(result)].join('; ')}.`;
  const ratio = measure.ratio(scores);
  if (Number.isNaN(ratio)) {
    const why = `${model} ${measure.incomparable(result)}`;
    if (right.length === 0) return `${why}.`;
    return `${[why, ...right, ...missLuck(tests), ...side(result)].join('; ')}.`;
  }
  const parts = [...headline(result, measure), ...right, ...knowledge(result, measure)];
  if (isFar(ratio))
    parts.push('so far off it has not learnt: look at the learning rate, the epochs and the target');
  return `${[...parts, ...side(result), ...calibrated(result), ...cover(result)].join('; ')}.`;
}

/**
 * Whether the model beats the benchmark, by how much, and by which test: better and worse are said of steps at which the test tells
 * luck from more, and what luck can explain is only nearer or not.
 */
function headline(result: Judged, measure: Measure): string[] {
  const { model, scores, tests, bySteps, leak } = result;
  const { benchmark, loss } = measure;
  const ratio = measure.ratio(scores);
  const [better, worse] = [stepsOf(tests.dm, isSignificantlyBetter), stepsOf(tests.dm, isSignificantlyWorse)];
  const at = (steps: readonly number[]): string =>
    bySteps.length === 1 ? '' : ` at ${named(steps, bySteps.length)}`;
  const claims = [
    ...(better.length > 0 ? [`beats ${benchmark} by more than luck${at(better)}`] : []),
    ...(worse.length > 0 ? [`is worse than ${benchmark} by more than bad luck${at(worse)}`] : []),
  ];
  const size =
    `${bySteps.length === 1 ? '' : 'over all steps '}${loss} ${againstBenchmark(ratio)}${result.bySeries.length > 1 ? ', series weighing alike' : ''} ` +
    `(${measure.sizes(scores)}, n ${scores.n})${inFolds(result, measure)}`;
  const doubt =
    leak === null
      ? []
      : [
          `TOO GOOD TO BE TRUE for a price: ${leakText(leak, result.bySeries.length)}, so look for a leak before believing it`,
        ];
  if (claims.length > 0)
    return [`${model} ${claims.join(' and ')}: ${size}`, ...doubt, evidence(tests.dm, tests.comparisons.dm)!];
  const proof = evidence(tests.dm, tests.comparisons.dm);
  const isNearer = outcomeOf(ratio) === 'better';
  if (proof === undefined) {
    const reason = tests.dm.at(0)?.note ?? 'there are no origins';
    const untested = `whether that is more than luck cannot be tested (${reason})`;
    return isNearer
      ? [`${model} was nearer than ${benchmark}, but ${untested}: ${size}`, ...doubt]
      : [`${model} ${OUTCOMES[outcomeOf(ratio)]} ${benchmark}: ${size}`, untested, ...doubt];
  }
  const where = bySteps.length === 1 ? '' : ' at every step';
  return isNearer
    ? [`${model} was nearer than ${benchmark}, but luck alone can do that: ${size}`, ...doubt, proof]
    : [
        `${model} ${OUTCOMES[outcomeOf(ratio)]} ${benchmark}: ${size}`,
        ...doubt,
        `a difference that luck alone can make${where} (${proof})`,
      ];
}

/** A sentence on two models of two runs on the same targets of `series` series. `ratio` is the RMSE of a over that of b. */
export function comparison(
  { a, b, ratio, dm, scoresA, isSame }: Pick<Pair, 'a' | 'b' | 'ratio' | 'dm' | 'scoresA' | 'isSame'>,
  comparisons: number,
  series: number,
): string {
  const of = `${a} of the first and ${b} of the second`;
  if (scoresA.n === 0) return `${of} have no target in common whose truth is known.`;
  if (isSame) return `${of} are the same forecasts of all ${scoresA.n} targets: there is nothing to compare.`;
  if (Number.isNaN(ratio)) return `${of} cannot be compared: the second is never wrong.`;
  return (
    `${a} of the first has RMSE ${againstBenchmark(ratio)} ${Math.abs(ratio - 1) < EQUAL ? 'to' : 'than'} ${b} of the second ` +
    `(ratio ${ratio.toFixed(3)}${series > 1 ? ', series weighing alike' : ''}, n ${scoresA.n}); ${luck(dm, comparisons)}.`
  );
}

/** Who beats the benchmark, whether that is more than luck, and who can be told from the best, in a few sentences. */
export function summary(results: readonly Judged[], quantity: Quantity): string {
  const measure = measures[quantity];
  const scored = results.filter((result) => !measure.repeats(result) && result.scores.n > 0);
  if (scored.length === 0) return `There is nothing to compare with ${measure.benchmark}.`;
  const rivals = scored.filter(({ scores }) => !Number.isNaN(measure.ratio(scores)));
  if (rivals.length === 0) return measure.allIncomparable(scored);
  const leaks = rivals.filter(({ leak }) => leak !== null).map(({ model }) => model);
  const alarm =
    leaks.length === 0
      ? []
      : [`${list(leaks)} ${leaks.length === 1 ? 'is' : 'are'} too good to be true: look for a leak first.`];
  return [...alarm, ...ranking(rivals, measure), ...toldFromBest(results, measure)].join(' ');
}

/** Who beats the benchmark by more than luck, who was only nearer, and who was not. */
function ranking(rivals: readonly Judged[], measure: Measure): string[] {
  const { benchmark, loss } = measure;
  const ratioOf = ({ scores }: Judged): number => measure.ratio(scores);
  const tell = (result: Judged): string => told(result, ratioOf(result));
  const on = rivals[0].bySeries.length > 1 ? `On ${loss}, series weighing alike,` : `On ${loss},`;
  const isProven = ({ tests }: Judged): boolean => stepsOf(tests.dm, isSignificantlyBetter).length > 0;
  const proven = rivals.filter(isProven);
  const isNearer = (result: Judged): boolean =>
    outcomeOf(ratioOf(result)) === 'better' && !isProvenWorse(result);
  const nearer = rivals.filter((result) => !isProven(result) && isNearer(result));
  const others = rivals.filter((result) => !isProven(result) && !isNearer(result));
  const names = list(rivals.map(({ model }) => model));
  if (proven.length === 0 && nearer.length === 0) {
    const nearest = rivals.reduce((best, result) => (ratioOf(result) < ratioOf(best) ? result : best));
    const comment = isFar(ratioOf(nearest)) ? 'That is far off.' : 'That is a normal result.';
    return rivals.length === 1
      ? [`${on} ${tell(nearest)} does not beat ${benchmark}.`, comment]
      : [`${on} none of ${names} beats ${benchmark}; the nearest is ${tell(nearest)}.`, comment];
  }
  const rest =
    others.length === 0 ? '' : `; ${list(others.map(tell))} ${others.length === 1 ? 'was' : 'were'} not`;
  if (proven.length > 0) {
    const steps = proven.some(({ bySteps }) => bySteps.length > 1) ? ' at some step or more' : '';
    const more =
      nearer.length === 0
        ? rest.replace(/ (was|were) not$/, others.length === 1 ? ' does not' : ' do not')
        : `; ${list(nearer.map(tell))} ${nearer.length === 1 ? 'was' : 'were'} nearer than ${benchmark}, which luck alone can do${rest}`;
    return [
      `${on} ${list(proven.map(tell))} ${proven.length === 1 ? 'beats' : 'beat'} ${benchmark} by more than luck${steps}${more}.`,
    ];
  }
  const isTested = nearer.some(({ tests }) => tests.dm.some(({ p }) => !Number.isNaN(p)));
  const wise = nearer.filter(({ tests }) => tests.cw.some(isSignificant)).map(({ model }) => model);
  const doubt = !isTested
    ? 'Whether that is more than luck cannot be tested.'
    : `Luck alone can do that${wise.length === 0 ? '' : `, though ${list(wise)} ${wise.length === 1 ? 'knows' : 'know'} something that ${benchmark} does not`}.`;
  return [
    `${on} ${list(nearer.map(tell))} ${nearer.length === 1 ? 'was' : 'were'} nearer than ${benchmark}${rest}.`,
    doubt,
  ];
}

/** Whether the tests tell a model from the benchmark as the worse one at some step. */
function isProvenWorse({ tests }: Judged): boolean {
  return stepsOf(tests.dm, isSignificantlyWorse).length > 0;
}

/** `mlp (1.0 % higher, by more than bad luck)`. */
function told(result: Judged, ratio: number): string {
  const { model, bySteps } = result;
  const where = bySteps.length === 1 ? '' : ' at some step';
  const worse = !isProvenWorse(result)
    ? ''
    : outcomeOf(ratio) === 'worse'
      ? `, by more than bad luck${where}`
      : `, yet worse by more than bad luck${where}`;
  return `${model} (${againstBenchmark(ratio)}${worse})`;
}

type Outcome = 'better' | 'equal' | 'worse';

const OUTCOMES = { better: 'was nearer than', equal: 'does as well as', worse: 'does not beat' } as const;

/** Whether the loss is smaller than that of the benchmark, as far as three decimals of the ratio tell. */
function outcomeOf(ratio: number): Outcome {
  if (Math.abs(ratio - 1) < EQUAL) return 'equal';
  return ratio < 1 ? 'better' : 'worse';
}

const isFar = (ratio: number): boolean => ratio >= FAR;

/** Whether the values at the origins are there: without them no point has a side, and none is a tie. */
function isNaiveKnown({ direction }: Judged): boolean {
  return direction.n + direction.ties > 0;
}

/** Steps at which the model is significantly better, or worse, than the benchmark. */
function stepsOf(dm: readonly StepTest[], isThatWay: (test: StepTest) => boolean): number[] {
  return dm.filter(isThatWay).map(({ step }) => step);
}

/** The smallest p of Diebold and Mariano's test; `undefined` where no step can be tested. */
function evidence(dm: readonly StepTest[], comparisons: number): string | undefined {
  const least = mostSignificant(dm);
  if (least === undefined) return undefined;
  const numbers = `Diebold-Mariano p ${pText(least.p)}${adjustment(least, comparisons)}`;
  return dm.length === 1
    ? `${numbers}, ${effectiveText(least)}`
    : `smallest ${numbers}, step ${least.step}, ${effectiveText(least)}`;
}

/** What Diebold and Mariano's test says of the difference of two models, over all steps. */
function luck(dm: readonly StepTest[], comparisons: number): string {
  const n = evidence(dm, comparisons);
  if (n === undefined)
    return `whether that is more than luck cannot be tested (${dm.at(0)?.note ?? 'there are no origins'})`;
  const at = (steps: readonly number[]): string => (dm.length === 1 ? '' : ` at ${named(steps, dm.length)}`);
  const [better, worse] = [stepsOf(dm, isSignificantlyBetter), stepsOf(dm, isSignificantlyWorse)];
  if (better.length + worse.length === 0)
    return `a difference that luck alone can make${dm.length === 1 ? '' : ' at every step'} (${n})`;
  const parts = [
    ...(better.length > 0 ? [`the first is better by more than luck${at(better)}`] : []),
    ...(worse.length > 0 ? [`the first is worse by more than bad luck${at(worse)}`] : []),
  ];
  return `${parts.join(', ')} (${n})`;
}

/** What Clark and West's test adds: whether there is something in the forecast that the benchmark does not know. */
function knowledge({ tests: { cw, comparisons } }: Judged, { benchmark }: Measure): string[] {
  const least = mostSignificant(cw);
  if (least === undefined) return [];
  const where = cw.length === 1 ? '' : `, step ${least.step}`;
  const numbers = `Clark-West p ${pText(least.p)}${adjustment(least, comparisons.cw)}${where}`;
  return [
    isSignificant(least)
      ? `it does know something that ${benchmark} does not (${numbers})`
      : `no sure sign that it knows more than ${benchmark} (${numbers})`,
  ];
}

/** How often the class came that was forecast, beside the benchmark's; nothing of numbers. */
function hits({ model, scores }: Judged, benchmark: Judged | undefined): string[] {
  if (!('accuracy' in scores)) return [];
  const beside =
    benchmark === undefined || benchmark.model === model
      ? ''
      : `, ${benchmark.model}, which always says the commonest class, in ${percent(benchmark.scores.accuracy)}`;
  return [`it is right in ${percent(scores.accuracy)} of ${scores.n}${beside}`];
}

/** What the test says of the misses of a model that gives no probabilities. */
function missLuck({ dm, comparisons }: Judged['tests']): string[] {
  const proof = evidence(dm, comparisons.dm);
  if (proof === undefined) return [];
  const [better, worse] = [stepsOf(dm, isSignificantlyBetter), stepsOf(dm, isSignificantlyWorse)];
  const at = (steps: readonly number[]): string => (dm.length === 1 ? '' : ` at ${named(steps, dm.length)}`);
  const parts = [
    ...(better.length > 0 ? [`that is better by more than luck${at(better)}`] : []),
    ...(worse.length > 0 ? [`that is worse by more than bad luck${at(worse)}`] : []),
  ];
  const what = parts.length === 0 ? 'a difference that luck alone can make' : parts.join(', ');
  return [`${what} (${proof})`];
}

/** How far probabilities are from how often things came. */
function calibrated({ scores, calibration }: Judged): string[] {
  return calibration.length === 0 ? [] : [`its probabilities are off by ${percent(scores.ece)} on average`];
}

/** Direction beside always saying "up", and whether it is better than chance. */
function side({ direction, tests: { pt, comparisons } }: Judged): string[] {
  if (direction.n === 0) return [];
  const { rate, n, effective, lo, hi, alwaysUp } = direction;
  const points = effective < n ? `, as of ${effective} independent points` : '';
  return [
    `direction right in ${percent(rate)} of ${n} (95 % interval ${percent(lo)} to ${percent(hi)}${points}), ` +
      `${rate > alwaysUp ? 'above' : 'not above'} the ${percent(alwaysUp)} of always saying "up", ${chance(pt, comparisons.pt)}`,
  ];
}

/** What Pesaran and Timmermann's test says of the direction. */
function chance(pt: readonly StepTest[], comparisons: number): string {
  const least = mostSignificant(pt);
  if (least === undefined)
    return `and whether it is better than chance cannot be tested (${pt.at(0)?.note ?? 'there are no origins'})`;
  const where = pt.length === 1 ? '' : `, step ${least.step}`;
  const numbers = `Pesaran-Timmermann p ${pText(least.p)}${adjustment(least, comparisons)}${where}`;
  const steps = pt.filter(isSignificant).map(({ step }) => step);
  if (steps.length === 0) return `and no better than chance can make it (${numbers})`;
  return `and better than chance${pt.length === 1 ? '' : ` at ${named(steps, pt.length)}`} (${numbers})`;
}

/** Whether the intervals hold what they should. */
function cover({ intervals }: Judged): string[] {
  return intervals.map((interval) => {
    const { level, scores, note } = interval;
    if (scores.n === 0) return `no ${level} % interval: ${note}`;
    return `${level} % intervals cover ${percent(scores.coverage)} of ${scores.n}${coverageDoubt(interval)}`;
  });
}

/** How often Kupiec's test finds the coverage wrong, and what chance alone would give. */
export function coverageDoubt({ tests }: IntervalResult): string {
  const defined = tests.filter(({ kupiec }) => !Number.isNaN(kupiec.p));
  if (defined.length === 0) return '';
  if (defined.length === 1) return ` (Kupiec p ${pText(defined[0].kupiec.p)})`;
  const off = defined.filter(({ kupiec }) => isSignificant(kupiec)).length;
  return ` (Kupiec: ${off} of ${defined.length} series and steps are off, by chance ${(ALPHA * defined.length).toFixed(1)} would be)`;
}

/** The models that cannot be told from the best one; nothing where all are in the set though the tests told one from the benchmark. */
function toldFromBest(results: readonly Judged[], { benchmark }: Measure): string[] {
  // A model that gives no probabilities has no place in the set.
  const tested = results.filter(
    ({ scores, tests }) =>
      scores.n > 0 && (!('brier' in scores) || tests.mcs.some(({ p }) => !Number.isNaN(p))),
  );
  const steps = tested.at(0)?.tests.mcs.filter(({ p }) => !Number.isNaN(p)).length ?? 0;
  if (tested.length < 2 || steps === 0) return [];
  const size = steps === 1 ? 'size .10' : `size .10, adjusted for ${steps} steps`;
  const out = tested.filter(({ tests }) => tests.mcs.some(({ isIn }) => !isIn));
  if (out.length === 0) {
    const isTold = tested.some(({ tests }) => tests.dm.some(isSignificant));
    const where = steps === 1 ? '' : ' at any step';
    return isTold
      ? []
      : [
          `No model, ${benchmark} among them, can be told from the best${where} (model confidence set, ${size}).`,
        ];
  }
  const isOut = out.some(({ model }) => model === benchmark);
  const where = steps === 1 ? '' : ' at some step';
  return [
    `Outside the model confidence set${where} (${size}): ${list(out.map(({ model }) => model))}${isOut ? '' : `; ${benchmark} is not`}.`,
  ];
}

/** `, 0.048 adjusted for 15 comparisons`; nothing where there is one comparison only. */
function adjustment({ adjusted }: StepTest, comparisons: number): string {
  return comparisons > 1 ? `, ${pText(adjusted)} adjusted for ${comparisons} comparisons` : '';
}

function effectiveText({ n, effective }: StepTest): string {
  return effective === n ? `${n} origins` : `${n} origins, ${effective} without overlap`;
}

/** `steps 1, 2 and 4 of 5`, `both steps`, `all 5 steps`. */
function named(steps: readonly number[], of: number): string {
  if (steps.length === of) return of === 2 ? 'both steps' : `all ${of} steps`;
  if (steps.length > STEPS_NAMED) return `${steps.length} of ${of} steps`;
  return `${steps.length === 1 ? 'step' : 'steps'} ${list(steps.map(String))} of ${of}`;
}

/** `0.5 % lower`, `0.1 % higher`, `equal`. */
function againstBenchmark(ratio: number): string {
  if (Math.abs(ratio - 1) < EQUAL) return 'equal';
  return `${percent(Math.abs(ratio - 1))} ${ratio < 1 ? 'lower' : 'higher'}`;
}

/** In how many folds it was nearer. */
function inFolds(result: Judged, { ratio, benchmark }: Measure): string {
  const defined = result.byFolds.filter((scores) => !Number.isNaN(ratio(scores)));
  if (defined.length < 2 || !hasFolds(result)) return '';
  const lower = defined.filter((scores) => ratio(scores) < 1).length;
  return `, lower than ${benchmark} in ${lower} of ${defined.length} folds`;
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
