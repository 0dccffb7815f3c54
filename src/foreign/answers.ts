/** The answers of a program that is a model: one line of JSON per forecast, checked before anything uses it. */

import { classNames, classValue, likeliest } from '../data/classes.ts';
import { isList, isNumber, isText } from '../text/shape.ts';
import { own } from '../text/own.ts';
import { quoted } from '../text/escape.ts';
import { JsonError, jsonKind, parseJson } from '../text/strict-json.ts';
import { NoAnswer } from './foreign-process.ts';
import { quantilesOf } from './messages.ts';

/** What an answer must have. */
export interface Asked {
  readonly id: number;
  readonly horizon: number;
  readonly level: readonly number[];
  /** Whether forecasts are classes. */
  readonly isOfClasses: boolean;
}

export interface ProgramAnswer {
  /** (horizon) */
  readonly yhat: Float64Array;
  /** By quantile, likewise; `undefined` if it gives none. */
  readonly quantiles: ReadonlyMap<number, Float64Array> | undefined;
  /** By class, likewise; `undefined` if it gives none. */
  readonly probabilities: readonly Float64Array[] | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const KEYS: readonly string[] = ['id', 'yhat', 'quantiles', 'probabilities'];
const EXAMPLE = 'an answer is one line such as `{"yhat": [101.2, 101.5]}`';
/** How far bounds may cross: rounding of 32 bits. */
const SLACK = 1e-6;

/** @throws NoAnswer that says what came */
export function readAnswer(line: string, asked: Asked): ProgramAnswer {
  const answer = objectOf(line);
  const other = Object.keys(answer).find((key) => !KEYS.includes(key));
  if (other !== undefined) throw new NoAnswer(`the key ${quoted(other)}`, `its keys are ${KEYS.join(', ')}`);
  const id = own(answer, 'id');
  if (id !== undefined && id !== asked.id)
    throw new NoAnswer(
      `\`id\` ${isNumber(id) ? id : jsonKind(id)} to question ${asked.id}`,
      'answer each once',
    );
  const probabilities = asked.isOfClasses ? probabilitiesOf(answer, asked) : undefined;
  const yhat = asked.isOfClasses ? classesOf(answer, probabilities, asked) : numbersOf(answer, 'yhat', asked);
  return { yhat, quantiles: quantilesIn(answer, asked), probabilities };
}

function objectOf(line: string): Fields {
  const hint = `${EXAMPLE}; print everything else to standard error`;
  let value: unknown;
  try {
    value = parseJson(line);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const isNaN = /\b(?:NaN|Infinity)\b/.test(line);
    throw new NoAnswer(
      `${quoted(line)}, which is no JSON`,
      isNaN ? 'JSON has no NaN and no Infinity: answer with finite numbers' : hint,
    );
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new NoAnswer(jsonKind(value), hint);
}

/** A list of finite numbers, one for each step. */
function numbersOf(from: Fields, key: string, { horizon }: Asked): Float64Array {
  const list = stepsOf(from, key, horizon);
  const wrong = list.findIndex((each) => !Number.isFinite(each));
  if (wrong >= 0)
    throw new NoAnswer(
      `${isNumber(list[wrong]) ? String(list[wrong]) : jsonKind(list[wrong])} in \`${key}\` of step ${wrong + 1}`,
      'answer with finite numbers',
    );
  return Float64Array.from(list as readonly number[]);
}

function stepsOf(from: Fields, key: string, horizon: number): readonly unknown[] {
  const list = own(from, key);
  if (!Array.isArray(list)) throw new NoAnswer(`${jsonKind(list)} in \`${key}\``, EXAMPLE);
  if (list.length !== horizon)
    throw new NoAnswer(
      `${list.length} ${list.length === 1 ? 'value' : 'values'} in \`${key}\``,
      `give one value for each step of \`--horizon\` ${horizon}`,
    );
  return list as readonly unknown[];
}

function quantilesIn(answer: Fields, asked: Asked): ProgramAnswer['quantiles'] {
  const given = own(answer, 'quantiles');
  const wanted = quantilesOf(asked.level);
  if (given === undefined || wanted.length === 0) return undefined;
  if (typeof given !== 'object' || given === null)
    throw new NoAnswer(`${jsonKind(given)} in \`quantiles\``, EXAMPLE);
  const keys = new Map(Object.keys(given).map((key) => [Number(key), key]));
  const quantiles = new Map<number, Float64Array>();
  let lower: Float64Array | undefined;
  for (const quantile of wanted) {
    const key = keys.get(quantile);
    if (key === undefined)
      throw new NoAnswer(
        `no quantile ${quantile}`,
        `give all that the options ask for (${wanted.join(', ')}), or no \`quantiles\``,
      );
    const values = numbersOf(given as Fields, key, asked);
    const crossed = lower?.findIndex((low, k) => low > values[k] + SLACK * Math.abs(values[k])) ?? -1;
    if (crossed >= 0)
      throw new NoAnswer(
        `quantile ${quantile} below a smaller one in step ${crossed + 1}`,
        'quantiles ascend: sort them',
      );
    quantiles.set(quantile, values);
    lower = values;
  }
  return quantiles;
}

function probabilitiesOf(answer: Fields, asked: Asked): readonly Float64Array[] | undefined {
  const given = own(answer, 'probabilities');
  if (given === undefined) return undefined;
  if (typeof given !== 'object' || given === null)
    throw new NoAnswer(`${jsonKind(given)} in \`probabilities\``, `give ${classNames.join(', ')}`);
  return classNames.map((name) => numbersOf(given as Fields, name, asked));
}

/** The named classes, or the likeliest ones. */
function classesOf(
  answer: Fields,
  probabilities: readonly Float64Array[] | undefined,
  { horizon }: Asked,
): Float64Array {
  if (own(answer, 'yhat') === undefined && probabilities !== undefined) return likeliest(probabilities);
  const names = stepsOf(answer, 'yhat', horizon);
  const wrong = names.find((name) => !classNames.some((one) => one === name));
  if (wrong !== undefined || !isList(isText)(names))
    throw new NoAnswer(
      `${typeof wrong === 'string' ? quoted(wrong) : jsonKind(wrong)} in \`yhat\``,
      `the classes are ${classNames.join(', ')}`,
    );
  return Float64Array.from(names, (name) => classValue(classNames.findIndex((one) => one === name)));
}
