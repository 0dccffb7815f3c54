/** Parses an expression of `--fail-on` by recursive descent, into a function that evaluates it; `gate.ts` has the grammar. */

import { suggestion } from '../text/suggest.ts';
import { NAIVE } from '../data/quantities.ts';
import { byAccuracy } from './evaluate.ts';
import { gateSyntaxError, gateTokens, numberOf } from './gate-tokens.ts';
import { checkUnits } from './gate-units.ts';
import type { GateToken } from './gate-tokens.ts';
import type { GateResult, GateScope, GateUnit, GateVocabulary } from './gate-vocabulary.ts';

/** Whether an expression is true, and the values that decided it. */
export interface GateOutcome {
  /** `undefined` if it depends on an undefined value. */
  readonly isTrue: boolean | undefined;
  readonly values: readonly string[];
}

/**
 * Evaluates a part of an expression.
 * @param of - the result that a name without a model refers to; without it, such a name is undefined
 */
export type GateNode<R> = (of: R | undefined, all: readonly R[]) => GateOutcome;

interface Operand<R> {
  readonly token: GateToken;
  /** Of a name; `undefined` for a number. */
  readonly unit: GateUnit | undefined;
  read(of: R | undefined, all: readonly R[]): Read;
}

interface Read {
  readonly value: number;
  /** With four digits. */
  readonly rounded: number;
  text(shown: number): string;
}

const COMPARISONS: ReadonlyMap<string, (a: number, b: number) => boolean> = new Map([
  ['<', (a, b) => a < b],
  ['<=', (a, b) => a <= b],
  ['>', (a, b) => a > b],
  ['>=', (a, b) => a >= b],
  ['==', (a, b) => a === b],
  ['!=', (a, b) => a !== b],
]);
/** `not` and brackets inside each other. */
const DEEPEST = 100;

export class GateParser<R extends GateResult> {
  readonly #text: string;
  readonly #scope: GateScope;
  readonly #vocabulary: GateVocabulary<R>;
  readonly #tokens: readonly GateToken[];
  #next = 0;
  #depth = 0;
  /** Whether every value names its model. */
  namesModels = true;

  constructor(text: string, scope: GateScope, vocabulary: GateVocabulary<R>) {
    this.#text = text;
    this.#scope = scope;
    this.#vocabulary = vocabulary;
    this.#tokens = gateTokens(text);
  }

  /** @throws UsageError with the position of the error */
  parse(): GateNode<R> {
    const node = this.#or();
    const rest = this.#peek();
    if (rest.kind !== 'end') throw gateSyntaxError(this.#text, rest, '`and`, `or` or the end');
    return node;
  }

  #or(): GateNode<R> {
    const nodes = [this.#and()];
    while (this.#takes('or')) nodes.push(this.#and());
    return nodes.length === 1 ? nodes[0] : kleene(nodes, true);
  }

  #and(): GateNode<R> {
    const nodes = [this.#not()];
    while (this.#takes('and')) nodes.push(this.#not());
    return nodes.length === 1 ? nodes[0] : kleene(nodes, false);
  }

  #not(): GateNode<R> {
    const token = this.#peek();
    if (this.#takes('not')) {
      const node = this.#inside(token, () => this.#not());
      return (of, all) => {
        const { isTrue, values } = node(of, all);
        return { isTrue: isTrue === undefined ? undefined : !isTrue, values };
      };
    }
    if (this.#takes('(')) {
      const node = this.#inside(token, () => this.#or());
      if (!this.#takes(')')) throw gateSyntaxError(this.#text, this.#peek(), '`)`');
      return node;
    }
    return this.#comparison();
  }

  /** The result of `read`, one level deeper. */
  #inside(token: GateToken, read: () => GateNode<R>): GateNode<R> {
    if (++this.#depth > DEEPEST)
      throw gateSyntaxError(this.#text, token, `at most ${DEEPEST} brackets and \`not\` inside each other`);
    const node = read();
    this.#depth--;
    return node;
  }

  #comparison(): GateNode<R> {
    const first = this.#peek();
    const left = this.#operand();
    const sign = this.#peek();
    const compare = COMPARISONS.get(sign.text);
    if (compare === undefined && first.kind === 'name' && this.#isClaim(first))
      return (of, all) => {
        const { value, rounded, text } = left.read(of, all);
        return { isTrue: Number.isNaN(value) ? undefined : value !== 0, values: [text(rounded)] };
      };
    if (compare === undefined) throw gateSyntaxError(this.#text, sign, 'one of < <= > >= == !=');
    this.#next++;
    const right = this.#operand();
    checkUnits(this.#text, left, right);
    return (of, all) => {
      const [a, b] = [left.read(of, all), right.read(of, all)];
      const isUnknown = Number.isNaN(a.value) || Number.isNaN(b.value);
      const isTrue = compare(a.value, b.value);
      // All digits where the rounded values contradict the result: 1 > 1.
      const shown = isUnknown || compare(a.rounded, b.rounded) === isTrue ? 'rounded' : 'value';
      return {
        isTrue: isUnknown ? undefined : isTrue,
        values: [`${a.text(a[shown])} ${sign.text} ${b.text(b[shown])}`],
      };
    };
  }

  #operand(): Operand<R> {
    const token = this.#peek();
    this.#next++;
    if (token.kind === 'number') {
      const value = numberOf(token);
      if (!Number.isFinite(value))
        throw gateSyntaxError(this.#text, token, 'a finite number', 'the largest number is 1.8e308');
      return { token, unit: undefined, read: () => ({ value, rounded: value, text: () => token.text }) };
    }
    if (token.kind !== 'name') throw gateSyntaxError(this.#text, token, 'a name or a number');
    return this.#reference(token);
  }

  #isClaim({ text }: GateToken): boolean {
    return this.#vocabulary.isClaim(text.replace(/^.*:|@\d+$/g, ''));
  }

  /** `[model:]name[@step]`. */
  #reference(token: GateToken): Operand<R> {
    const [, model, name, at] = /^(?:([\w-]+):)?([\w.]+)(?:@(\d+))?$/.exec(token.text)!;
    const step = at === undefined ? undefined : Number(at);
    const { models, horizon, quantity } = this.#scope;
    if (model === undefined) this.namesModels = false;
    const known = ['best', quantity.benchmarks[0], ...models];
    if (model !== undefined && !known.includes(model))
      throw gateSyntaxError(this.#text, token, 'a model of the run', suggestion(model, known));
    if (step !== undefined && (step < 1 || step > horizon))
      throw gateSyntaxError(this.#text, token, `a step from 1 to ${horizon}`);
    const named = this.#vocabulary.valueOf(name);
    if ('expected' in named) throw gateSyntaxError(this.#text, token, named.expected, named.hint);
    return {
      token,
      unit: named.unit,
      read: (of, all) => {
        const result = resultOf(model, of, all, this.#scope);
        const value = result === undefined ? NaN : named.read(result, step);
        return {
          value,
          rounded: Number(value.toPrecision(4)),
          text: (shown) => `${token.text} ${Number.isNaN(shown) ? 'undefined' : shown}`,
        };
      },
    };
  }

  #peek(): GateToken {
    return this.#tokens[Math.min(this.#next, this.#tokens.length - 1)];
  }

  /** Skips `text` if it is next. */
  #takes(text: string): boolean {
    if (this.#peek().text !== text) return false;
    this.#next++;
    return true;
  }
}

/** Kleene's `or` (true if any part is true) and `and` (false if any part is false). */
function kleene<R>(nodes: readonly GateNode<R>[], decides: boolean): GateNode<R> {
  return (of, all) => {
    const outcomes = nodes.map((node) => node(of, all));
    const decisive = outcomes.find(({ isTrue }) => isTrue === decides);
    if (decisive) return decisive;
    const values = outcomes.flatMap((one) => one.values);
    return { isTrue: outcomes.some(({ isTrue }) => isTrue === undefined) ? undefined : !decides, values };
  };
}

function resultOf<R extends GateResult>(
  model: string | undefined,
  of: R | undefined,
  all: readonly R[],
  scope: GateScope,
): R | undefined {
  if (model === undefined) return of;
  if (model !== 'best') return all.find((one) => one.model === model);
  return all
    .filter((one) => isRival(one.model, scope) && one.scores.n > 0)
    .toSorted(byAccuracy(scope.quantity))
    .at(0);
}

/** Whether an expression is about a model that it does not name: not about benchmarks, nor about naive forecasts that nobody asked for. */
export function isRival(
  model: string,
  { models, quantity }: Pick<GateScope, 'models' | 'quantity'>,
): boolean {
  const { benchmarks, naiveForecasts } = quantity;
  if (model === benchmarks[0] || model === NAIVE) return false;
  return models.includes(model) || !naiveForecasts.includes(model);
}
