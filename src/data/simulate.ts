/**
 * Simulated candles for which the best forecast and its error are known. A method with a lower error has used future
 * values; one with a higher error can be improved.
 *
 * A process (`processes/`) moves the log of the close. Between two closes the log price is a Brownian bridge, which
 * gives high and low. A candle opens where the last one closed, the first one at `price`.
 *
 * U2 is one step ahead, on log prices, relative to the naive forecast, whose error is the log return itself:
 * U2² = mean square error of the best forecast / mean square of the log return.
 */

import { UsageError } from '../errors.ts';
import { exp, log } from '../math/elementary.ts';
import { Random } from '../math/random.ts';
import type { Candles } from './candles.ts';
import { definitions } from './processes/index.ts';
import type { Move, ParameterValues, ProcessDefinition, ProcessParameter } from './processes/process.ts';

export interface SimulateOptions {
  /** Number of candles, at least 2. */
  readonly rows: number;
  /** The same process, seed and parameters give the same candles; more rows only add candles. */
  readonly seed: number;
  /** Time of the first candle, milliseconds since 1970 UTC; default 2018-01-01. */
  readonly start?: number;
  /** Time between candles in milliseconds; default one day. */
  readonly timeframeMs?: number;
  /** Price at which the first candle opens; default 100. */
  readonly price?: number;
  /** Parameters of the process by name; others have their defaults. */
  readonly parameters?: Readonly<Record<string, number>>;
}

export interface Process {
  readonly name: string;
  /** Description in one line. */
  readonly summary: string;
  readonly parameters: readonly ProcessParameter[];
  /** The lowest expected U2 of any forecast, one step ahead on log prices. */
  readonly bestU2: (options: SimulateOptions) => number;
  /** The best forecast and its error, in a sentence or two. */
  readonly truth: (options: SimulateOptions) => string;
  readonly simulate: (options: SimulateOptions) => Candles;
}

/** Every process, as `hindcast simulate` lists them. */
export const processes: readonly Process[] = definitions.map(toProcess);

function toProcess(definition: ProcessDefinition): Process {
  const { name, summary, parameters } = definition;
  const bestU2 = (options: SimulateOptions) => {
    const { all, unexplained } = definition.meanSquares(resolve(definition, options));
    return Math.sqrt(unexplained / all);
  };
  return {
    name,
    summary,
    parameters,
    bestU2,
    truth(options) {
      const u2 = bestU2(options);
      const best = definition.best(resolve(definition, options));
      const lowest = `U2 = ${u2.toFixed(3)} (skill ${(1 - u2 * u2).toFixed(3)})`;
      return `${best} The lowest expected error of log prices, one step ahead, is ${lowest}.`;
    },
    simulate: (options) => simulate(definition, options),
  };
}

/** The process's parameters with defaults filled in, all checked. */
function resolve(definition: ProcessDefinition, options: SimulateOptions): ParameterValues {
  const { name, parameters } = definition;
  const given = new Map(Object.entries(options.parameters ?? {}));
  const values: Record<string, number> = {};
  for (const parameter of parameters) {
    const value = given.get(parameter.name) ?? parameter.default;
    if (!parameter.isValid(value)) {
      throw new UsageError(`expected \`${parameter.name}\` to be ${parameter.expected}, got ${value}`, {
        hint: `${parameter.summary}; default ${parameter.default}`,
      });
    }
    values[parameter.name] = value;
    given.delete(parameter.name);
  }
  for (const unknown of given.keys()) {
    throw new UsageError(`\`${name}\` has no parameter \`${unknown}\``, {
      hint: `its parameters are ${parameters.map((parameter) => `\`${parameter.name}\``).join(', ')}`,
    });
  }
  definition.check?.(values);
  return values;
}

/** The candles of a process; see the top of this file. */
function simulate(definition: ProcessDefinition, options: SimulateOptions): Candles {
  const { rows, seed, start = Date.UTC(2018, 0, 1), timeframeMs = DAY_MS, price = 100 } = options;
  const values = resolve(definition, options);
  checkGrid(rows, seed, start, timeframeMs, price);
  const moves = definition.moves(Random.from('simulate', definition.name, seed, 'moves'), values);
  const random = Random.from('simulate', definition.name, seed, 'candles');
  const typical = Math.sqrt(definition.meanSquares(values).all);

  const time = Float64Array.from({ length: rows }, (_, row) => start + row * timeframeMs);
  const open = new Float64Array(rows);
  const high = new Float64Array(rows);
  const low = new Float64Array(rows);
  const close = new Float64Array(rows);
  const volume = new Float64Array(rows);
  let level = log(price);
  let last = rounded(price);
  for (let row = 0; row < rows; row++) {
    const move = moves.next().value;
    const bridge = extremes(random, move);
    open[row] = last;
    close[row] = rounded(exp(level + move.logReturn));
    high[row] = Math.max(open[row], close[row], rounded(exp(level + bridge.high)));
    low[row] = Math.min(open[row], close[row], rounded(exp(level + bridge.low)));
    volume[row] = rounded(1000 * (1 + Math.abs(move.logReturn) / typical) * exp(0.3 * random.normal()));
    if (!(low[row] > 0 && high[row] < Infinity)) {
      throw new UsageError(
        `expected prices within the range of numbers, got ${close[row]} in row ${row + 1}`,
        {
          hint: 'ask for fewer rows, less drift or less volatility',
        },
      );
    }
    level += move.logReturn;
    last = close[row];
  }
  const columns = { open, high, low, close, volume };
  return { id: definition.name, source: `simulate ${definition.name}`, time, columns };
}

function refuse(what: string, hint: string): never {
  throw new UsageError(`expected ${what}`, { hint });
}

function checkGrid(rows: number, seed: number, start: number, timeframeMs: number, price: number): void {
  if (!(Number.isSafeInteger(rows) && rows >= 2)) {
    refuse(`\`rows\` to be an integer from 2, got ${rows}`, 'networks need some hundreds of rows; try 2000');
  }
  if (!Number.isSafeInteger(seed)) {
    refuse(`\`seed\` to be an integer, got ${seed}`, 'for example 1');
  }
  if (!(price > 0 && price < Infinity)) {
    refuse(`\`price\` to be a number above 0, got ${price}`, 'the first candle opens there');
  }
  if (!(Number.isSafeInteger(timeframeMs) && timeframeMs > 0)) {
    refuse(`\`timeframeMs\` to be an integer above 0, got ${timeframeMs}`, `a day is ${DAY_MS}`);
  }
  if (!(Number.isSafeInteger(start) && start >= 0 && start + rows * timeframeMs <= END_MS)) {
    refuse(
      `\`start\` and all ${rows} rows to be between 1970 and 9999, got ${start} ms`,
      'start earlier, or ask for fewer rows or a shorter timeframe',
    );
  }
}

const DAY_MS = 86_400_000;
const END_MS = Date.UTC(9999, 11, 31);

/** Steps of the path inside a candle. */
const STEPS = 16;

/**
 * Greatest and least value of a Brownian bridge from 0 to the move's log return, seen at STEPS points:
 * B_k = (k/K) r + W_k - (k/K) W_K, with W the sum of K normal steps of variance volatility² / K.
 */
function extremes(random: Random, { logReturn, volatility: sd }: Move): { high: number; low: number } {
  const walk = new Float64Array(STEPS + 1);
  for (let k = 1; k <= STEPS; k++) walk[k] = walk[k - 1] + (sd / Math.sqrt(STEPS)) * random.normal();
  let high = 0;
  let low = 0;
  for (let k = 1; k <= STEPS; k++) {
    const value = walk[k] + (k / STEPS) * (logReturn - walk[STEPS]);
    high = Math.max(high, value);
    low = Math.min(low, value);
  }
  return { high, low };
}

/** Eight significant digits, as in the file: what is read back equals what was simulated. */
function rounded(value: number): number {
  return Number(value.toPrecision(8));
}
