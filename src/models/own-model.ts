/**
 * A model that somebody else has written, completed and guarded. It may leave out what it does not need. An error that it throws is
 * a failed fit that names it.
 */

import { HindcastError, DataError, TrainingError, UsageError } from '../errors.ts';
import { escapeControl, isPrintable } from '../text/escape.ts';
import { windowLookback } from './encoding.ts';
import type {
  FitContext,
  Forecaster,
  Interval,
  Model,
  ModelOptions,
  Origins,
  TrainingRows,
} from './model.ts';
import type { Panel } from '../data/panel.ts';
import { withTakenOptions } from './taken-options.ts';

/** What a fit of an `OwnModel` gives back. */
export interface OwnForecaster extends Partial<Omit<Forecaster, 'forecast' | 'intervals' | 'probabilities'>> {
  /**
   * The forecasts of steps 1..horizon from each origin, in the unit of the series: the steps of the first origin, then those of the
   * second, and so on. Nothing after an origin may influence its forecasts.
   */
  forecast(panel: Panel, origins: Origins): ArrayLike<number>;
  /** Bounds for each level of the options; absent if intervals are to be computed from the model's earlier errors. */
  intervals?(
    panel: Panel,
    origins: Origins,
  ): readonly { readonly level: number; readonly lo: ArrayLike<number>; readonly hi: ArrayLike<number> }[];
  /** Probabilities of down, flat and up, for target direction: one list for each class. */
  probabilities?(panel: Panel, origins: Origins): readonly ArrayLike<number>[];
}

/** A model of one's own: a name and a way to fit it. Everything else has a default. */
export interface OwnModel extends Partial<Omit<Model, 'name' | 'fit'>> {
  /** Its name in results. */
  readonly name: string;
  /** Learns from `rows` of the panel and nothing after them. */
  fit(
    panel: Panel,
    rows: TrainingRows,
    options: ModelOptions,
    context: FitContext,
  ): OwnForecaster | Promise<OwnForecaster>;
}

/** Names of columns in tables of forecasts: those of bounds and probabilities. */
const LIKE_COLUMN = /-(?:lo|hi)-[\d.]+$|-p-(?:down|flat|up)$/;

/**
 * The model with everything that a backtest asks of one.
 * @throws UsageError for anything that is no model, and for a name that no table can have
 */
export function completeModel(own: OwnModel): Model {
  checkOwnModel(own);
  const { name } = own;
  const complete: Model = {
    ...own,
    summary: own.summary ?? 'a model of your own',
    family: own.family ?? 'statistical',
    quantities: own.quantities ?? ['price'],
    isSeeded: own.isSeeded ?? false,
    lookback: (options) => lookbackOf(own, options),
    estimate: (options, series) => own.estimate?.(options, series) ?? { parameters: 0, operations: 0 },
    async fit(panel, rows, options, context = {}) {
      const { stopping, isStop } = watched(context);
      try {
        return completeForecaster(name, await own.fit(panel, rows, options, stopping), isStop);
      } catch (error) {
        throw isStop(error) ? error : asFailure(name, 'fit', error);
      }
    },
    restore(panel, saved, options) {
      if (own.restore === undefined) throw notSaved(name);
      return own.restore(panel, saved, options);
    },
  };
  return withTakenOptions(complete);
}

function checkOwnModel(own: unknown): asserts own is OwnModel {
  const hint = 'a model is an object with a `name` and a function `fit`';
  if (typeof own !== 'object' || own === null)
    throw new UsageError(`expected a model, got \`${escapeControl(String(own))}\``, { hint });
  const { name, fit } = own as Readonly<Record<keyof OwnModel, unknown>>;
  const isName =
    typeof name === 'string' &&
    name !== '' &&
    name.trim() === name &&
    isPrintable(name) &&
    !name.includes(',');
  if (!isName || LIKE_COLUMN.test(name))
    throw new UsageError(`expected a model with a name, got \`${escapeControl(String(name))}\``, {
      hint: 'a name is printable text without a comma that does not end like a column of bounds, such as `-lo-80`',
    });
  if (typeof fit !== 'function')
    throw new UsageError(`expected \`${name}\` to have a function \`fit\``, { hint });
  checkFields(name, own as OwnModel);
}

/** What a model may have besides a name and `fit`. */
function checkFields(name: string, own: OwnModel): void {
  const fields: Readonly<Record<string, unknown>> = { ...own };
  const wrong = ['lookback', 'estimate', 'restore'].find(
    (each) => fields[each] !== undefined && typeof fields[each] !== 'function',
  );
  if (wrong !== undefined)
    throw new UsageError(
      `expected \`${wrong}\` of \`${name}\` to be a function, got ${typeof fields[wrong]}`,
      {
        hint: wrong === 'lookback' ? 'for example `lookback: () => 3`' : 'leave it out for the default',
      },
    );
  const { quantities } = fields;
  if (quantities !== undefined && !Array.isArray(quantities))
    throw new UsageError(`expected \`quantities\` of \`${name}\` to be a list, got ${typeof quantities}`, {
      hint: "for example `quantities: ['price']`",
    });
  const { source } = own;
  if (source !== undefined && !isModule(source?.module))
    throw new UsageError(`expected \`source\` of \`${name}\` to name a module by its URL`, {
      hint: 'for example `source: { module: import.meta.url }` in the module itself',
    });
}

const isModule = (module: unknown): boolean => typeof module === 'string' && URL.canParse(module);

/** @throws UsageError if the model says no number of rows, or throws */
function lookbackOf(own: OwnModel, options: ModelOptions): number {
  let rows: unknown;
  try {
    rows = own.lookback?.(options) ?? windowLookback(options);
  } catch (error) {
    throw asFailure(own.name, 'give its lookback', error);
  }
  if (Number.isInteger(rows) && (rows as number) >= 0) return rows as number;
  throw new UsageError(
    `expected \`lookback\` of ${own.name} to be a number of rows, got ${escapeControl(String(rows))}`,
    {
      hint: 'it is how many rows a forecast reads: a whole number',
    },
  );
}

/** The context, and whether an error is that of a signal that stops the fit. */
function watched(context: FitContext): {
  readonly stopping: FitContext;
  readonly isStop: (error: unknown) => boolean;
} {
  const { yieldToSignals } = context;
  if (yieldToSignals === undefined) return { stopping: context, isStop: () => false };
  const stops = new Set<unknown>();
  const watch = async (): Promise<void> => {
    try {
      await yieldToSignals();
    } catch (error) {
      stops.add(error);
      throw error;
    }
  };
  return { stopping: { ...context, yieldToSignals: watch }, isStop: (error) => stops.has(error) };
}

function completeForecaster(
  name: string,
  own: OwnForecaster,
  isStop: (error: unknown) => boolean,
): Forecaster {
  if (typeof own?.forecast !== 'function')
    throw new TrainingError(`expected \`fit\` of ${name} to return a forecaster, got ${typeof own}`, {
      hint: 'a forecaster is an object with a function `forecast(panel, origins)`',
    });
  const guarded = <T>(make: () => T): T => {
    try {
      return make();
    } catch (error) {
      throw asFailure(name, 'forecast', error);
    }
  };
  return {
    parameters: own.parameters ?? 0,
    ...(own.epochs !== undefined && { epochs: own.epochs }),
    ...(own.curve && { curve: own.curve }),
    ...(own.weights && { weights: own.weights }),
    state() {
      if (own.state === undefined) throw notSaved(name);
      return own.state();
    },
    ...(own.prepare && {
      async prepare(panel, origins) {
        try {
          await own.prepare!(panel, origins);
        } catch (error) {
          throw isStop(error) ? error : asFailure(name, 'forecast', error);
        }
      },
    }),
    forecast: (panel, origins) => guarded(() => numbersOf(name, 'forecast', own.forecast(panel, origins))),
    ...(own.intervals && {
      intervals: (panel, origins) =>
        guarded(() =>
          own.intervals!(panel, origins).map(({ level, lo, hi }): Interval => ({
            level,
            lo: numbersOf(name, 'intervals', lo),
            hi: numbersOf(name, 'intervals', hi),
          })),
        ),
    }),
    ...(own.probabilities && {
      probabilities: (panel, origins) =>
        guarded(() =>
          own.probabilities!(panel, origins).map((column) => numbersOf(name, 'probabilities', column)),
        ),
    }),
  };
}

/** @throws TrainingError for anything but a list of numbers */
function numbersOf(name: string, of: string, values: ArrayLike<number>): Float64Array {
  if (values instanceof Float64Array) return values.slice();
  const list: unknown = values;
  const isList = Array.isArray(list) || ArrayBuffer.isView(list);
  const column: readonly unknown[] = isList ? Array.from(values) : [];
  const wrong = column.findIndex((value) => typeof value !== 'number');
  if (isList && wrong < 0) return Float64Array.from(values);
  const got = isList ? `${kindOf(column[wrong])} at ${wrong}` : kindOf(list);
  throw new TrainingError(`expected \`${of}\` of ${name} to return a list of numbers, got ${got}`, {
    hint: 'return an array, or a typed array; only `fit` may be asynchronous',
  });
}

function kindOf(value: unknown): string {
  if (value instanceof Promise) return 'a promise';
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}

function asFailure(name: string, what: string, error: unknown): HindcastError {
  if (error instanceof HindcastError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new TrainingError(`${name} failed to ${what}: ${escapeControl(message)}`, {
    hint: 'the error is in the code of the model; `checkModel` shows what hindcast asks of one',
    cause: error,
  });
}

const notSaved = (name: string): DataError =>
  new DataError(`${name} cannot be saved`, {
    hint: 'a model that can has `state` in its forecaster and `restore`',
  });
