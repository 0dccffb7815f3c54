/**
 * A model that is another program: `exec:COMMAND`. Each fit starts a process of its own, sends the rows up to its cutoff and, with each
 * question, those up to the origin. So a program cannot know a later row: hindcast has not sent it, and no process sees two fits.
 */

import { TrainingError } from '../errors.ts';
import type { Panel } from '../data/panel.ts';
import { quantities } from '../data/quantities.ts';
import { targetOf } from '../data/targets.ts';
import { formatTime } from '../data/timeframe.ts';
import type { FitContext, Interval, Model, ModelOptions, Origins, TrainingRows } from '../models/model.ts';
import type { OwnForecaster, OwnModel } from '../models/own-model.ts';
import { readAnswer } from './answers.ts';
import type { ProgramAnswer } from './answers.ts';
import { ForeignProcess, NoAnswer } from './foreign-process.ts';
import { fitMessage, forecastMessage, highOf, lowOf, optionsMessage } from './messages.ts';

/** What makes the model; it can be sent to a thread. */
export interface ExecArgument {
  readonly name: string;
  /** The program and its arguments. */
  readonly words: readonly string[];
  /** Files that it reads besides those among its words. */
  readonly files: readonly string[];
  /** Digest of what its fits depend on besides options and data. */
  readonly identity: string;
  /** Longest time to wait for an answer. */
  readonly timeoutMs: number;
}

/** The same from src/ and from dist/: threads only ever load what is built. */
const MODULE = new URL('../../dist/foreign/exec-model.js', import.meta.url).href;

/** What makes the model of a program; `undefined` for any other model. */
export const programOf = ({ source }: Model): ExecArgument | undefined =>
  source?.module === MODULE ? (source.argument as ExecArgument) : undefined;

/** The model of a program. */
export default function execModel(argument: ExecArgument): OwnModel {
  const { name, words, identity } = argument;
  return {
    name,
    summary: `the program \`${words.join(' ')}\``,
    quantities: Object.values(quantities).map((quantity) => quantity.name),
    takesFeatures: true,
    identity,
    source: { module: MODULE, argument },
    fit: (panel, rows, options, context) => forecasterOf(argument, panel, rows, options, context),
  };
}

function forecasterOf(
  argument: ExecArgument,
  panel: Panel,
  rows: TrainingRows,
  options: ModelOptions,
  { onText = () => {}, yieldToSignals = async () => {} }: FitContext,
): OwnForecaster {
  let answers: ReadonlyMap<number, ProgramAnswer> = new Map();
  const answersTo = (origins: Origins): ProgramAnswer[] =>
    Array.from(origins.row, (row, i) => answers.get(keyOf(panel, origins.series[i], row))!);
  const { horizon, level } = options;
  return {
    async prepare(_, origins) {
      const { name, words, timeoutMs } = argument;
      const started = new ForeignProcess(words, {
        timeoutMs,
        onText: (line) => onText(`${name}, fold ${rows.fold}: ${line}`),
        yieldToSignals,
      });
      try {
        answers = await new Conversation(argument, started, panel, rows, options).ask(origins);
      } finally {
        started.kill();
      }
    },
    forecast: (_, origins) =>
      joined(
        answersTo(origins).map(({ yhat }) => yhat),
        horizon,
      ),
    intervals(_, origins) {
      const all = answersTo(origins);
      if (all.some(({ quantiles }) => quantiles === undefined)) return [];
      const bound = (quantile: number): Float64Array =>
        joined(
          all.map(({ quantiles }) => quantiles!.get(quantile)!),
          horizon,
        );
      return level.map((one): Interval => ({ level: one, lo: bound(lowOf(one)), hi: bound(highOf(one)) }));
    },
    probabilities(_, origins) {
      const all = answersTo(origins);
      if (all.some(({ probabilities }) => probabilities === undefined)) return [];
      return (all.at(0)?.probabilities ?? []).map((__, c) =>
        joined(
          all.map(({ probabilities }) => probabilities![c]),
          horizon,
        ),
      );
    },
  };
}

const keyOf = ({ series }: Panel, s: number, row: number): number => row * series.length + s;

function joined(columns: readonly Float64Array[], horizon: number): Float64Array {
  const out = new Float64Array(columns.length * horizon);
  columns.forEach((column, i) => out.set(column, i * horizon));
  return out;
}

const ONLY_ANSWERS = 'answer only messages of type `forecast`; print everything else to standard error';
/** Of a line that nobody has asked for. */
const startOf = (line: string): string => JSON.stringify(line.slice(0, 80));

/** One fit: the rows up to its cutoff, then a question for each origin, in the order of time. */
class Conversation {
  readonly #argument: ExecArgument;
  readonly #process: ForeignProcess;
  readonly #panel: Panel;
  readonly #rows: TrainingRows;
  readonly #options: ModelOptions;

  constructor(
    argument: ExecArgument,
    started: ForeignProcess,
    panel: Panel,
    rows: TrainingRows,
    options: ModelOptions,
  ) {
    this.#argument = argument;
    this.#process = started;
    this.#panel = panel;
    this.#rows = rows;
    this.#options = options;
  }

  async ask({ series, row }: Origins): Promise<ReadonlyMap<number, ProgramAnswer>> {
    const { start, cutoff } = this.#rows;
    this.#process.send(optionsMessage(this.#argument.name, this.#panel, this.#options));
    this.#process.send(fitMessage(this.#panel, start, cutoff));
    const order = Array.from(row.keys()).toSorted((a, b) => row[a] - row[b] || series[a] - series[b]);
    const answers = new Map<number, ProgramAnswer>();
    let sent = cutoff;
    for (const [id, i] of order.entries()) {
      const question = { id, series: series[i], row: row[i] };
      const answer = await this.#answerTo(question, sent + 1);
      const [first] = answers.values();
      if (first !== undefined && !isAlike(first, answer))
        throw this.#failure(
          question,
          'the same keys as in the first answer',
          'others',
          'give them in all answers, or in none',
        );
      answers.set(keyOf(this.#panel, series[i], row[i]), answer);
      sent = Math.max(sent, row[i]);
    }
    const [more] = await this.#process.close();
    if (more === undefined) return answers;
    throw new TrainingError(
      `expected one line of ${this.#of} for each question, got ${answers.size} answers and ${startOf(more)}`,
      { hint: ONLY_ANSWERS },
    );
  }

  async #answerTo(
    question: { readonly id: number; readonly series: number; readonly row: number },
    first: number,
  ): Promise<ProgramAnswer> {
    const { horizon, level, target } = this.#options;
    const expected = `an answer with ${horizon} ${horizon === 1 ? 'value' : 'values'}`;
    try {
      const [early] = this.#process.unread;
      if (early !== undefined) throw new NoAnswer(`${startOf(early)} before the question`, ONLY_ANSWERS);
      this.#process.send(forecastMessage(this.#panel, question, first));
      const isOfClasses = targetOf(target).quantity.classes !== undefined;
      return readAnswer(await this.#process.receive(), { id: question.id, horizon, level, isOfClasses });
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      throw this.#failure(question, expected, error.message, error.hint);
    }
  }

  #failure(
    { series, row }: { readonly series: number; readonly row: number },
    expected: string,
    got: string,
    hint: string,
  ): TrainingError {
    const { id } = this.#panel.series[series];
    const origin = formatTime(this.#panel.time[row]);
    return new TrainingError(`expected ${expected} of ${this.#of} from ${origin} of ${id}, got ${got}`, {
      hint,
    });
  }

  get #of(): string {
    return `${this.#argument.name} in fold ${this.#rows.fold}`;
  }
}

/** Whether two answers give intervals and probabilities, or both do not. */
function isAlike(one: ProgramAnswer, other: ProgramAnswer): boolean {
  return (
    (one.quantiles === undefined) === (other.quantiles === undefined) &&
    (one.probabilities === undefined) === (other.probabilities === undefined)
  );
}
