/**
 * Processes whose truth is known, by how the log of the close moves: r_t = log(close_t / close_{t-1}).
 * z_t are independent standard normal numbers, ω = 2π / period. `simulate.ts` makes candles of them.
 */

import { UsageError } from '../errors.ts';
import { sin } from '../math/elementary.ts';
import type { Random } from '../math/random.ts';

export interface ProcessParameter {
  /** Key in `SimulateOptions.parameters`, one lower-case word. */
  readonly name: string;
  readonly default: number;
  /** What it is, in a few words. */
  readonly summary: string;
  /** What values it takes, to follow "expected". */
  readonly expected: string;
  readonly isValid: (value: number) => boolean;
}

/** Values of a process's parameters, all of them. */
export type ParameterValues = Readonly<Record<string, number>>;

/** What sets one process apart from another. */
export interface ProcessDefinition {
  readonly name: string;
  /** What it is, in one line. */
  readonly summary: string;
  readonly parameters: readonly ProcessParameter[];
  /** Throws where values exclude each other. */
  readonly check?: (values: ParameterValues) => void;
  /** Mean squares of r_t: all of it, and what the best forecast leaves. */
  readonly meanSquares: (values: ParameterValues) => { readonly all: number; readonly left: number };
  /** The best forecast, in words. */
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

// What values a parameter takes
const FINITE = { expected: 'a number', isValid: Number.isFinite };
const POSITIVE = { expected: 'a number above 0', isValid: (x: number) => x > 0 && x < Infinity };
const SHARE = { expected: 'a number from 0, below 1', isValid: (x: number) => x >= 0 && x < 1 };
// at 2 rows a wave would be seen only where it crosses zero
const PERIOD = { expected: 'a number above 2', isValid: (x: number) => x > 2 && x < Infinity };

const drift = { name: 'drift', default: 0, summary: 'mean log return per row', ...FINITE };
const volatility = {
  name: 'volatility',
  default: 0.03,
  summary: 'standard deviation of log returns per row',
  ...POSITIVE,
};

const randomWalk: ProcessDefinition = {
  name: 'random-walk',
  summary: 'independent normal returns: nothing but the drift can be forecast',
  parameters: [drift, volatility],
  meanSquares: (p) => ({ all: square(p.drift) + square(p.volatility), left: square(p.volatility) }),
  best: (p) => `Returns are independent: ${nothingButDrift(p)}`,
  *moves(random, p) {
    while (true) {
      yield { logReturn: p.drift + p.volatility * random.normal(), volatility: p.volatility };
    }
  },
};

/**
 * r_t = drift + σ_t ε_t,  σ_t² = ω + α (σ_{t-1} ε_{t-1})² + β σ_{t-1}²,  ω = volatility² (1 - α - β),
 * ε_t of Student's t, scaled to variance 1 (Bollerslev 1987).
 */
const garch: ProcessDefinition = {
  name: 'garch',
  summary: 'fat tails and volatility clusters, as of real markets: only the size of moves can be forecast',
  parameters: [
    drift,
    volatility,
    { name: 'alpha', default: 0.1, summary: 'weight of the last squared return in the variance', ...SHARE },
    { name: 'beta', default: 0.85, summary: 'weight of the last variance in the variance', ...SHARE },
    {
      name: 'df',
      default: 6,
      summary: 'degrees of freedom of the t distribution; fewer are fatter tails',
      expected: 'a number above 2',
      isValid: (x) => x > 2 && x < Infinity,
    },
  ],
  check(p) {
    if (p.alpha + p.beta < 1) return;
    throw new UsageError(`expected \`alpha\` + \`beta\` below 1, got ${p.alpha} + ${p.beta}`, {
      hint: 'the variance grows without bound from 1 on; lower one of them',
    });
  },
  meanSquares: randomWalk.meanSquares,
  best: (p) =>
    `Returns are uncorrelated: ${nothingButDrift(p)} Their variance can be forecast: ${round(omega(p))} + ` +
    `${p.alpha} × the last squared return + ${p.beta} × the last variance.`,
  *moves(random, p) {
    const unit = Math.sqrt((p.df - 2) / p.df);
    let variance = square(p.volatility);
    while (true) {
      const sd = Math.sqrt(variance);
      const shock = sd * unit * random.studentT(p.df);
      yield { logReturn: p.drift + shock, volatility: sd };
      variance = omega(p) + p.alpha * square(shock) + p.beta * variance;
    }
  },
};

function omega(p: ParameterValues): number {
  return square(p.volatility) * (1 - p.alpha - p.beta);
}

/** r_t = φ r_{t-1} + volatility √(1 - φ²) z_t, from the start as if it had always run. */
const ar: ProcessDefinition = {
  name: 'ar',
  summary: 'each return carries a share of the last one on: a network should find it',
  parameters: [
    {
      name: 'phi',
      default: 0.6,
      summary: 'correlation of a return with the last one',
      expected: 'a number between -1 and 1',
      isValid: (x) => Math.abs(x) < 1,
    },
    volatility,
  ],
  meanSquares: (p) => ({ all: square(p.volatility), left: square(p.volatility) * (1 - square(p.phi)) }),
  best: (p) => `The best forecast of the next log return is ${p.phi} × the last one.`,
  *moves(random, p) {
    const sd = p.volatility * Math.sqrt(1 - square(p.phi));
    let logReturn = p.volatility * random.normal();
    while (true) {
      yield { logReturn, volatility: sd };
      logReturn = p.phi * logReturn + sd * random.normal();
    }
  },
};

/** log(close_t / price) = amplitude sin(ω (t + 1)) + noise z_t. */
const sine: ProcessDefinition = {
  name: 'sine',
  summary: 'a wave under noise, always coming back: most of it can be forecast',
  parameters: [
    { name: 'period', default: 30, summary: 'rows per wave', ...PERIOD },
    { name: 'amplitude', default: 0.2, summary: 'height of the wave in log price', ...POSITIVE },
    {
      name: 'noise',
      default: 0.01,
      summary: 'standard deviation of the noise on each log price',
      expected: 'a number from 0',
      isValid: (x) => x >= 0 && x < Infinity,
    },
  ],
  meanSquares: (p) => ({ all: waveMoves(p) + 2 * square(p.noise), left: square(p.noise) }),
  best: (p) =>
    `The best forecast is the wave itself, of ${p.period} rows; only the noise of each price is left.`,
  *moves(random, p) {
    let level = 0;
    for (let t = 0; ; t++) {
      const next = wave(t + 1, p) + p.noise * random.normal();
      yield { logReturn: next - level, volatility: p.noise };
      level = next;
    }
  },
};

/** r_t = drift + amplitude (sin(ω (t + 1)) - sin(ω t)) + volatility z_t. */
const trendSeason: ProcessDefinition = {
  name: 'trend-season',
  summary: 'a random walk with a trend and a season: the same rows of each season rise',
  parameters: [
    { name: 'drift', default: 0.001, summary: 'mean log return per row', ...FINITE },
    {
      name: 'volatility',
      default: 0.02,
      summary: 'standard deviation of the log returns about trend and season',
      ...POSITIVE,
    },
    { name: 'period', default: 7, summary: 'rows per season', ...PERIOD },
    { name: 'amplitude', default: 0.03, summary: 'height of the season in log price', ...POSITIVE },
  ],
  meanSquares: (p) => ({
    all: square(p.drift) + waveMoves(p) + square(p.volatility),
    left: square(p.volatility),
  }),
  best: (p) =>
    `The best forecast of the next log return is ${p.drift} plus the season's move, ` +
    `which comes back every ${p.period} rows.`,
  *moves(random, p) {
    for (let t = 0; ; t++) {
      const season = wave(t + 1, p) - wave(t, p);
      yield { logReturn: p.drift + season + p.volatility * random.normal(), volatility: p.volatility };
    }
  },
};

/** r_t = drift + volatility z_t in the rising regime, -drift + panic z_t in the falling one. */
const regime: ProcessDefinition = {
  name: 'regime',
  summary: 'calm rises and wild falls that change places at random, unseen',
  parameters: [
    {
      name: 'drift',
      default: 0.01,
      summary: 'mean log return when rising, and its negative when falling',
      ...FINITE,
    },
    {
      name: 'volatility',
      default: 0.02,
      summary: 'standard deviation of log returns when rising',
      ...POSITIVE,
    },
    { name: 'panic', default: 0.04, summary: 'standard deviation of log returns when falling', ...POSITIVE },
    {
      name: 'switching',
      default: 0.02,
      summary: 'probability that the regime of the next row is the other one',
      expected: 'a number between 0 and 1',
      isValid: (x) => x > 0 && x < 1,
    },
  ],
  meanSquares(p) {
    const all = square(p.drift) + (square(p.volatility) + square(p.panic)) / 2;
    return { all, left: all - square((1 - 2 * p.switching) * p.drift) };
  },
  best: (p) =>
    `Who knew the regime would forecast a log return of ${round((1 - 2 * p.switching) * p.drift)} after a ` +
    'rising row and its negative after a falling one; who sees only prices must infer it and gets less far.',
  *moves(random, p) {
    let rising = random.uniform() < 0.5;
    while (true) {
      const sd = rising ? p.volatility : p.panic;
      yield { logReturn: (rising ? p.drift : -p.drift) + sd * random.normal(), volatility: sd };
      if (random.uniform() < p.switching) rising = !rising;
    }
  },
};

/** amplitude sin(2π t / period). */
function wave(t: number, p: ParameterValues): number {
  return p.amplitude * sin((2 * Math.PI * (t % p.period)) / p.period);
}

/** Mean square of the wave's moves, amplitude² (1 - cos ω) = 2 (amplitude sin(ω/2))². */
function waveMoves(p: ParameterValues): number {
  return 2 * square(p.amplitude * sin(Math.PI / p.period));
}

/** x²; the language does not promise that `x ** 2` has the same bits everywhere. */
function square(x: number): number {
  return x * x;
}

function nothingButDrift(p: ParameterValues): string {
  return p.drift === 0
    ? 'nothing beats the naive forecast, the last price.'
    : `the best forecast of the next log return is always ${p.drift}.`;
}

/** Four significant digits, for sentences. */
function round(value: number): number {
  return Number(value.toPrecision(4));
}

/** Every process; a new one is a new entry. */
export const definitions: readonly ProcessDefinition[] = [randomWalk, garch, ar, sine, trendSeason, regime];
