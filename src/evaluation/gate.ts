/**
 * The small language of `--fail-on`: comparisons of scores, tests and coverage, with `and`, `or`, `not` and brackets.
 *
 *     expression  or of and of not of comparison | ( expression )
 *     comparison  value (< | <= | > | >= | == | !=) value | claim
 *     value       number | number % | [model:]name[@step]
 *     name        a metric (u2, skill, …) · dm cw gw pt (smallest adjusted p), mcs (smallest p)
 *                 · coverage80 width80 score80, of the intervals of level 80
 *
 * What else may be named, and what of it is a claim that is true or not by itself, a vocabulary says: that of live forecasts is
 * in live/gate.ts.
 *
 * Without a model an expression is read for each model beside the benchmark, and is true where it is true for one of them;
 * `best:` is the one of them with the lowest U2, of classes the lowest Brier score. A value that is undefined makes its comparison unknown; `and`, `or` and `not`
 * carry that on as Kleene's logic does.
 */

import type { Evaluation } from './evaluation.ts';
import { suggestion } from '../text/suggest.ts';
import type { Quantity } from '../data/quantities.ts';
import { UsageError } from '../errors.ts';
import { intervalMetrics, metrics as allMetrics, metricsOf } from '../metrics/index.ts';
import { byAccuracy } from './evaluate.ts';

/** What names may be used: those of the run to come. */
export interface GateScope {
  /** Beside the benchmark. */
  readonly models: readonly string[];
  readonly horizon: number;
  readonly levels: readonly number[];
  /** What is forecast, which decides metrics and benchmark. */
  readonly quantity: Quantity;
}

/** Names of one kind of results. */
export interface Vocabulary<R> {
  /** All of them, for suggestions. */
  readonly names: readonly string[];
  /** What a name reads, pooled or at a step; 1 or 0 of a claim; `undefined` where it is none. */
  readonly find: (name: string) => ((result: R, step: number | undefined) => number) | undefined;
  readonly isClaim: (name: string) => boolean;
}

/** What every result has. */
export type GateResult = Pick<Evaluation, 'model' | 'scores'>;

export interface Verdict {
  /** `undefined` where it cannot be told, since a value is undefined. */
  readonly isTrue: boolean | undefined;
  /** The values that made it so, `mlp: u2 1.02 > 1`. */
  readonly because: string;
}

export type Gate<R extends GateResult = Evaluation> = (results: readonly R[]) => Verdict;

const TESTS = ['dm', 'cw', 'gw', 'pt', 'mcs'] as const;
const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};
const TOKEN =
  /\s*(?:(<=|>=|==|!=|[<>()])|((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*%?|-(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*%?)|((?:[\w-]+:)?[a-z]\w*(?:\.\w+)*(?:@\d+)?))/iy;

/** What an expression finds of one model, or of the one that it names. */
interface Found {
  readonly isTrue: boolean | undefined;
  readonly values: readonly string[];
}
type Node = (of: GateResult, all: readonly GateResult[]) => Found;
type Value = (
  of: GateResult,
  all: readonly GateResult[],
) => { readonly value: number; readonly text: string };

interface Token {
  readonly kind: 'sign' | 'number' | 'name' | 'end';
  readonly text: string;
  /** From 1. */
  readonly at: number;
}

/**
 * The gate that an expression describes.
 * @param vocabulary - in place of that of backtests
 * @throws UsageError with the place of what is wrong
 */
export function parseGate(text: string, scope: GateScope): Gate;
export function parseGate<R extends GateResult>(
  text: string,
  scope: GateScope,
  vocabulary: Vocabulary<R>,
): Gate<R>;
export function parseGate(text: string, scope: GateScope, vocabulary?: Vocabulary<never>): Gate<never> {
  const parser = new Parser(text, scope, vocabulary as Vocabulary<GateResult> | undefined);
  const node = parser.whole();
  const { namesModels } = parser;
  return (results: readonly GateResult[]) => {
    const rivals = results.filter(({ model }) => model !== scope.quantity.benchmarks[0]);
    // An expression that names its models is read once; one without models for each of them.
    const read = (namesModels ? rivals.slice(0, 1) : rivals).map((of) => ({
      model: of.model,
      ...node(of, results),
    }));
    const decisive =
      read.find(({ isTrue }) => isTrue === true) ??
      read.find(({ isTrue }) => isTrue === undefined) ??
      read.at(0);
    if (decisive === undefined)
      return { isTrue: undefined, because: `no model other than ${scope.quantity.benchmarks[0]} has scores` };
    const { isTrue, values, model } = decisive;
    return { isTrue, because: `${namesModels ? '' : `${model}: `}${[...new Set(values)].join(', ')}` };
  };
}

class Parser {
  readonly #text: string;
  readonly #scope: GateScope;
  readonly #vocabulary: Vocabulary<GateResult> | undefined;
  readonly #tokens: readonly Token[];
  #next = 0;
  /** Whether every value names its model. */
  namesModels = true;

  constructor(text: string, scope: GateScope, vocabulary: Vocabulary<GateResult> | undefined) {
    this.#text = text;
    this.#scope = scope;
    this.#vocabulary = vocabulary;
    this.#tokens = tokensOf(text);
  }

  whole(): Node {
    const node = this.#or();
    const rest = this.#peek();
    if (rest.kind !== 'end') throw refused(this.#text, rest, '`and`, `or` or the end');
    return node;
  }

  #or(): Node {
    const nodes = [this.#and()];
    while (this.#takes('or')) nodes.push(this.#and());
    return nodes.length === 1 ? nodes[0] : together(nodes, true);
  }

  #and(): Node {
    const nodes = [this.#not()];
    while (this.#takes('and')) nodes.push(this.#not());
    return nodes.length === 1 ? nodes[0] : together(nodes, false);
  }

  #not(): Node {
    if (this.#takes('not')) {
      const node = this.#not();
      return (of, all) => {
        const { isTrue, values } = node(of, all);
        return { isTrue: isTrue === undefined ? undefined : !isTrue, values };
      };
    }
    if (this.#takes('(')) {
      const node = this.#or();
      if (!this.#takes(')')) throw refused(this.#text, this.#peek(), '`)`');
      return node;
    }
    return this.#comparison();
  }

  #comparison(): Node {
    const first = this.#peek();
    const left = this.#value();
    const sign = this.#peek();
    const compare = COMPARISONS[sign.text];
    if (compare === undefined && first.kind === 'name' && this.#isClaim(first))
      return (of, all) => {
        const { value, text } = left(of, all);
        return { isTrue: Number.isNaN(value) ? undefined : value !== 0, values: [text] };
      };
    if (compare === undefined) throw refused(this.#text, sign, 'one of < <= > >= == !=');
    this.#next++;
    const right = this.#value();
    return (of, all) => {
      const [a, b] = [left(of, all), right(of, all)];
      const isUnknown = Number.isNaN(a.value) || Number.isNaN(b.value);
      return {
        isTrue: isUnknown ? undefined : compare(a.value, b.value),
        values: [`${a.text} ${sign.text} ${b.text}`],
      };
    };
  }

  #value(): Value {
    const token = this.#peek();
    this.#next++;
    if (token.kind === 'number') {
      const isPercent = token.text.endsWith('%');
      const value = Number(token.text.replace('%', '').trim()) / (isPercent ? 100 : 1);
      return () => ({ value, text: token.text });
    }
    if (token.kind !== 'name') throw refused(this.#text, token, 'a name or a number');
    return this.#reference(token);
  }

  #isClaim({ text }: Token): boolean {
    return this.#vocabulary?.isClaim(text.replace(/^.*:|@\d+$/g, '')) === true;
  }

  #reference(token: Token): Value {
    const [, model, name, at] = /^(?:([\w-]+):)?([\w.]+)(?:@(\d+))?$/.exec(token.text)!;
    const step = at === undefined ? undefined : Number(at);
    const { models, horizon, quantity } = this.#scope;
    if (model === undefined) this.namesModels = false;
    const known = ['best', quantity.benchmarks[0], ...models];
    if (model !== undefined && !known.includes(model))
      throw refused(this.#text, token, 'a model of the run', suggestion(model, known));
    if (step !== undefined && (step < 1 || step > horizon))
      throw refused(this.#text, token, `a step from 1 to ${horizon}`);
    const read = this.#vocabulary ? this.#spoken(token, name, this.#vocabulary) : this.#named(token, name);
    return (of, all) => {
      const result = resultOf(model, of, all, this.#scope);
      const value = result === undefined ? NaN : read(result, step);
      return {
        value,
        text: `${token.text} ${Number.isNaN(value) ? 'undefined' : Number(value.toPrecision(4))}`,
      };
    };
  }

  #spoken(
    token: Token,
    name: string,
    { find, names }: Vocabulary<GateResult>,
  ): (result: GateResult, step: number | undefined) => number {
    const read = find(name);
    if (read === undefined)
      throw refused(this.#text, token, 'a score of live forecasts', suggestion(name, names));
    return read;
  }

  /** Without a vocabulary results are evaluations. */
  #named(token: Token, name: string): (result: GateResult, step: number | undefined) => number {
    const read = this.#evaluated(token, name);
    return (result, step) => read(result as Evaluation, step);
  }

  #evaluated(token: Token, name: string): (result: Evaluation, step: number | undefined) => number {
    const metrics = metricsOf(this.#scope.quantity);
    if (metrics.some((one) => one.name === name))
      return ({ scores, bySteps }, step) => (step === undefined ? scores : bySteps[step - 1])[name];
    const test = TESTS.find((one) => one === name);
    if (test) return (result, step) => smallestP(result, test, step);
    const { levels } = this.#scope;
    const [, interval, level] = /^([a-z]+)([\d.]+)$/.exec(name) ?? [];
    if (intervalMetrics.some((one) => one.name === interval)) {
      if (!levels.includes(Number(level)))
        throw refused(
          this.#text,
          token,
          levels.length === 0 ? 'intervals (give `--level`)' : `a level of ${levels.join(', ')}`,
        );
      return ({ intervals }, step) => {
        const result = intervals.find((one) => one.level === Number(level));
        return (step === undefined ? result?.scores : result?.bySteps[step - 1])?.[interval] ?? NaN;
      };
    }
    const names = [
      ...metrics.map((one) => one.name),
      ...TESTS,
      ...levels.flatMap((one) => intervalMetrics.map((metricOf) => `${metricOf.name}${one}`)),
    ];
    throw refused(
      this.#text,
      token,
      'a metric or test of this run',
      // A metric of something else is no slip of the pen.
      allMetrics.some((one) => one.name === name)
        ? `this run has ${names.join(', ')}`
        : suggestion(name, names),
    );
  }

  #peek(): Token {
    return this.#tokens[Math.min(this.#next, this.#tokens.length - 1)];
  }

  /** Passes over `text` if it comes next. */
  #takes(text: string): boolean {
    if (this.#peek().text !== text) return false;
    this.#next++;
    return true;
  }
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    const at = from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0) + 1;
    if (match === null) {
      const token = { kind: 'sign', text: text.slice(at - 1, at), at } as const;
      throw refused(text, token, 'a name, a number, a comparison or a bracket');
    }
    const [, sign, number, name] = match;
    tokens.push({
      kind: sign === undefined ? (number === undefined ? 'name' : 'number') : 'sign',
      text: sign ?? number ?? name,
      at,
    });
  }
  return [...tokens, { kind: 'end', text: '', at: end + 1 }];
}

/** Kleene's `or`, where one true makes all true, and `and`, where one false makes all false. */
function together(nodes: readonly Node[], decides: boolean): Node {
  return (of, all) => {
    const found = nodes.map((node) => node(of, all));
    const decisive = found.find(({ isTrue }) => isTrue === decides);
    if (decisive) return decisive;
    const values = found.flatMap((one) => one.values);
    return { isTrue: found.some(({ isTrue }) => isTrue === undefined) ? undefined : !decides, values };
  };
}

function resultOf(
  model: string | undefined,
  of: GateResult,
  all: readonly GateResult[],
  { quantity }: GateScope,
): GateResult | undefined {
  if (model === undefined) return of;
  if (model !== 'best') return all.find((one) => one.model === model);
  return all
    .filter((one) => one.model !== quantity.benchmarks[0] && one.scores.n > 0)
    .toSorted(byAccuracy(quantity))
    .at(0);
}

function smallestP({ tests }: Evaluation, test: (typeof TESTS)[number], step: number | undefined): number {
  const all =
    test === 'mcs'
      ? tests.mcs.map(({ step: at, p }) => ({ at, p }))
      : tests[test].map(({ step: at, adjusted }) => ({ at, p: adjusted }));
  const p = all.filter((one) => !Number.isNaN(one.p) && (step ?? one.at) === one.at).map((one) => one.p);
  return p.length === 0 ? NaN : Math.min(...p);
}

function refused(text: string, { text: got, at }: Token, expected: string, hint?: string): UsageError {
  const what = got === '' ? 'the end' : `\`${got}\``;
  return new UsageError(
    `expected ${expected} in \`--fail-on\` at character ${at} of \`${text}\`, got ${what}`,
    {
      hint:
        hint ??
        "for example `--fail-on 'u2 > 1.05 or coverage80 < 75%'`; docs/verdict.md describes the syntax",
    },
  );
}
