/**
 * Candles whose truth is known: what the best forecast is, and how far it can get. A method that finds more
 * than there is has looked ahead; one that finds less has something to learn.
 *
 * A process (`processes.ts`) moves the log of the close. Between two closes the log price is a Brownian
 * bridge, which gives high and low; a candle opens where the last one closed, the first one at `price`.
 *
 * U2 is of one step ahead, on log prices, against the naive forecast, whose error is the log return itself:
 * U2² = mean square of what the best forecast leaves / mean square of the log return.
 */

import { UsageError } from '../errors.ts';
import { exp, log } from '../math/elementary.ts';
import { Random } from '../math/random.ts';
import type { Candles } from './candles.ts';
import { definitions } from './processes.ts';
import type { ProcessDefinition, Move, ProcessParameter, ParameterValues } from './processes.ts';

export interface SimulateOptions {
  /** Number of candles, at least 2. */
  readonly rows: number;
  /** Same process, seed and parameters: same candles, and with more rows the same ones first. */
  readonly seed: number;
  /** Time of the first candle, milliseconds since 1970 UTC; 2018-01-01 unless said. */
  readonly start?: number;
  /** Time between candles in milliseconds; one day unless said. */
  readonly timeframeMs?: number;
  /** Price at which the first candle opens; 100 unless said. */
  readonly price?: number;
  /** The process's own parameters by name; what is left out has its default. */
  readonly parameters?: Readonly<Record<string, number>>;
}

export interface Process {
  readonly name: string;
  /** What it is, in one line. */
  readonly summary: string;
  readonly parameters: readonly ProcessParameter[];
  /** The least U2 that any forecast can expect, one step ahead on log prices. */
  readonly bestU2: (options: SimulateOptions) => number;
  /** What the best forecast is and how far it gets, in a sentence or two with the numbers put in. */
  readonly truth: (options: SimulateOptions) => string;
  readonly simulate: (options: SimulateOptions) => Candles;
}

/** Every process, as `hindcast simulate` lists them. */
export const processes: readonly Process[] = definitions.map(toProcess);

function toProcess(definition: ProcessDefinition): Process {
  const { name, summary, parameters } = definition;
  const bestU2 = (options: SimulateOptions) => {
    const { all, left } = definition.meanSquares(resolve(definition, options));
    return Math.sqrt(left / all);
  };
  return {
    name,
    summary,
    parameters,
    bestU2,
    truth(options) {
      const u2 = bestU2(options);
      const best = definition.best(resolve(definition, options));
      const reach = `U2 = ${u2.toFixed(3)} (skill ${(1 - u2 * u2).toFixed(3)})`;
      return `${best} One step ahead no forecast of log prices can expect less than ${reach}.`;
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
        hint: `${parameter.summary}; ${parameter.default} unless said`,
      });
    }
    values[parameter.name] = value;
    given.delete(parameter.name);
  }
  for (const unknown of given.keys()) {
    throw new UsageError(`\`${name}\` has no parameter \`${unknown}\``, {
      hint: `it has ${parameters.map((parameter) => `\`${parameter.name}\``).join(', ')}`,
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
      throw new UsageError(`expected prices that a number can hold, got ${close[row]} in row ${row + 1}`, {
        hint: 'ask for fewer rows, less drift or less volatility',
      });
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
    refuse(`\`rows\` to be an integer from 2, got ${rows}`, 'networks want some hundreds; try 2000');
  }
  if (!Number.isSafeInteger(seed)) {
    refuse(`\`seed\` to be an integer, got ${seed}`, 'any will do, 1 for example');
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

/** Eight significant digits, as the file has them: what is read back is what was simulated. */
function rounded(value: number): number {
  return Number(value.toPrecision(8));
}

/** The candles as CSV text, every digit of every number; dates have a time where rows are not whole days. */
export function toCsv(candles: Candles): string {
  const { time, columns } = candles;
  const names = Object.keys(columns);
  const daily = time.every((ms) => ms % DAY_MS === 0);
  const lines = [['date', ...names].join()];
  for (let row = 0; row < time.length; row++) {
    const iso = new Date(time[row]).toISOString();
    const date = daily ? iso.slice(0, 10) : iso.replace('.000Z', 'Z');
    lines.push([date, ...names.map((name) => decimal(columns[name][row]))].join());
  }
  return `${lines.join('\n')}\n`;
}

/** The shortest digits that are read back as this number, without exponent; nothing for `NaN`. */
function decimal(value: number): string {
  if (Number.isNaN(value)) return '';
  const [mantissa, exponent] = Math.abs(value).toExponential().split('e');
  const sign = value < 0 ? '-' : '';
  const digits = mantissa.replace('.', '');
  const point = Number(exponent) + 1; // digits before the decimal point
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return `${sign}${digits}${'0'.repeat(point - digits.length)}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
