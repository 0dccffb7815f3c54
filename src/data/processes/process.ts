/**
 * A process whose best forecast is known. It is defined by how the log of the close moves:
 * r_t = log(close_t / close_{t-1}). In the files of the processes, z_t are independent standard normal numbers and
 * ω = 2π / period. `simulate.ts` turns moves into candles.
 */

import type { Random } from '../../math/random.ts';

export interface ProcessParameter {
  /** Key in `SimulateOptions.parameters`, one lower-case word. */
  readonly name: string;
  readonly default: number;
  /** A few words of description. */
  readonly summary: string;
  /** Description of valid values, to follow "expected". */
  readonly expected: string;
  readonly isValid: (value: number) => boolean;
}

/** The value of every parameter of a process. */
export type ParameterValues = Readonly<Record<string, number>>;

/** What distinguishes a process. */
export interface ProcessDefinition {
  readonly name: string;
  /** Description in one line. */
  readonly summary: string;
  readonly parameters: readonly ProcessParameter[];
  /** Throws for values that exclude each other. */
  readonly check?: (values: ParameterValues) => void;
  /** Mean square of r_t, and of the error of the best forecast of it. */
  readonly meanSquares: (values: ParameterValues) => { readonly all: number; readonly unexplained: number };
  /** Description of the best forecast. */
  readonly best: (values: ParameterValues) => string;
  /** r_t of row 0, 1, 2 ..., and the volatility inside each candle. */
  readonly moves: (random: Random, values: ParameterValues) => Generator<Move, never>;
}

export interface Move {
  /** r_t. */
  readonly logReturn: number;
  /** Standard deviation of the log price's own noise over the candle. */
  readonly volatility: number;
}
