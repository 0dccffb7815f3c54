/**
 * `--local`: a model that is otherwise one for all series, fitted to each series separately. A fit is one fit per series, on a
 * panel of that series alone, with a seed of its own; features may still read the other series. So nothing in a model knows
 * of it.
 */

import { classNames } from '../data/classes.ts';
import type { Panel } from '../data/panel.ts';
import type { Tensor } from '../data/safetensors.ts';
import { trainingWindowFinder } from '../data/windows.ts';
import { DataError } from '../errors.ts';
import { Random } from '../math/random.ts';
import { meanCurve } from './learning-curve.ts';
import type { FitContext, Forecaster, Interval, Model, ModelOptions, Origins } from './model.ts';
import type { FitState } from './state.ts';

/** Forecasters by series; `undefined` for a series without a training window, which is never forecast. */
type BySeries = readonly (Forecaster | undefined)[];

/** The same model, which fits each series separately if the options say `local`. */
export function withLocal(model: Model): Model {
  return {
    ...model,
    async fit(panel, rows, options, context = {}) {
      if (!options.local) return model.fit(panel, rows, options, context);
      const lookback = model.lookback(options);
      const isFitted = panel.series.map((series) =>
        trainingWindowFinder(series, lookback, options.horizon)(rows),
      );
      // The error of a model without training windows says what to do.
      if (!isFitted.includes(true)) return model.fit(panel, rows, options, context);
      const bySeries: (Forecaster | undefined)[] = [];
      for (const s of panel.series.keys()) {
        await context.yieldToSignals?.();
        const ofSeries = contextOf(context, s, panel.series.length, options);
        bySeries.push(
          isFitted[s]
            ? await model.fit(only(panel, s), rows, optionsOf(panel, s, options), ofSeries)
            : undefined,
        );
      }
      return joined(bySeries, options);
    },
    restore(panel, { state, cutoff }, options) {
      if (!options.local) return model.restore(panel, { state, cutoff }, options);
      const states = statesBySeries(model.name, state, panel.series.length);
      const bySeries = states.map((ofSeries, s) =>
        ofSeries.length === 0
          ? undefined
          : model.restore(only(panel, s), { state: ofSeries, cutoff }, optionsOf(panel, s, options)),
      );
      return joined(bySeries, options);
    },
  };
}

/** The panel of one of its series; features may read the others. */
function only(panel: Panel, s: number): Panel {
  return { ...panel, series: [panel.series[s]], readable: panel.readable ?? panel.series };
}

/** The options of the fit of one series: its seed depends on its name, not on its place among the others. */
function optionsOf({ series }: Panel, s: number, options: ModelOptions): ModelOptions {
  return { ...options, seed: Random.from(options.seed, 'local', series[s].id).uint32() };
}

function contextOf(
  { start, onEpoch, ...others }: FitContext,
  s: number,
  count: number,
  { epochs }: ModelOptions,
): FitContext {
  const own = start && partOf(start, s, count);
  return {
    ...others,
    start: own && !Number.isNaN(own[0]) ? own : undefined,
    onEpoch:
      onEpoch && (({ epoch, loss }) => onEpoch({ epoch: s * epochs + epoch, epochs: count * epochs, loss })),
  };
}

const partOf = (weights: Float32Array, s: number, count: number): Float32Array =>
  weights.subarray((s * weights.length) / count, ((s + 1) * weights.length) / count);

/** One forecaster of all series. */
function joined(bySeries: BySeries, options: ModelOptions): Forecaster {
  const fitted = bySeries.filter((one) => one !== undefined);
  const [{ weights, epochs, intervals, probabilities }] = fitted;
  const curves = fitted.flatMap(({ curve }) => curve ?? []);
  const { horizon, level } = options;
  return {
    parameters: fitted.reduce((sum, { parameters }) => sum + parameters, 0),
    ...(epochs !== undefined && { epochs: Math.max(...fitted.map((one) => one.epochs!)) }),
    ...(curves.length > 0 && { curve: meanCurve(curves) }),
    ...(weights && { weights: joinedWeights(bySeries, weights.length) }),
    state: () =>
      bySeries.flatMap((one, s) =>
        (one?.state() ?? []).map((tensor): Tensor => ({ ...tensor, name: `${PREFIX}${s}.${tensor.name}` })),
      ),
    forecast: (panel, origins) =>
      joinedColumns(bySeries, panel, origins, horizon, 1, (one, ...of) => [one.forecast(...of)])[0],
    ...(intervals && {
      intervals(panel, origins) {
        const columns = joinedColumns(bySeries, panel, origins, horizon, 2 * level.length, (one, ...of) =>
          one.intervals!(...of).flatMap(({ lo, hi }) => [lo, hi]),
        );
        return level.map((each, l): Interval => ({
          level: each,
          lo: columns[2 * l],
          hi: columns[2 * l + 1],
        }));
      },
    }),
    ...(probabilities && {
      probabilities: (panel, origins) =>
        joinedColumns(bySeries, panel, origins, horizon, classNames.length, (one, ...of) =>
          one.probabilities!(...of),
        ),
    }),
  };
}

/** The weights of every series one after the other, `NaN` for a series without a fit. */
function joinedWeights(bySeries: BySeries, length: number): Float32Array {
  const out = new Float32Array(bySeries.length * length).fill(NaN);
  bySeries.forEach((one, s) => {
    if (one !== undefined) out.set(one.weights!, s * length);
  });
  return out;
}

/**
 * Columns of numbers by origin and step, from those of every series.
 * @param columnsOf - the columns of one series, for its panel and its origins
 */
function joinedColumns(
  bySeries: BySeries,
  panel: Panel,
  { series, row }: Origins,
  horizon: number,
  count: number,
  columnsOf: (one: Forecaster, panel: Panel, origins: Origins) => readonly Float64Array[],
): Float64Array[] {
  const out = Array.from({ length: count }, () => new Float64Array(row.length * horizon).fill(NaN));
  const places = bySeries.map((): number[] => []);
  series.forEach((s, i) => places[s].push(i));
  bySeries.forEach((one, s) => {
    if (one === undefined || places[s].length === 0) return;
    const origins = {
      series: new Int32Array(places[s].length),
      row: Int32Array.from(places[s], (i) => row[i]),
    };
    columnsOf(one, only(panel, s), origins).forEach((column, c) =>
      places[s].forEach((i, own) =>
        out[c].set(column.subarray(own * horizon, (own + 1) * horizon), i * horizon),
      ),
    );
  });
  return out;
}

const PREFIX = 'series.';

/**
 * The states of every series, empty for one that was not fitted.
 * @throws DataError for an array of another series
 */
export function statesBySeries(model: string, state: FitState, count: number): readonly FitState[] {
  const states = Array.from({ length: count }, (): Tensor[] => []);
  for (const tensor of state) {
    const [, s = '', name = ''] = /^series\.(0|[1-9]\d*)\.(.+)$/s.exec(tensor.name) ?? [];
    const own = s === '' ? undefined : states.at(Number(s));
    if (own === undefined || Number(s) >= count)
      throw new DataError(
        `expected only arrays of its ${count} series in the saved local ${model}, got \`${tensor.name.slice(0, 80)}\``,
        { hint: 'the weights do not belong to these options: save them again' },
      );
    own.push({ ...tensor, name });
  }
  if (states.every((own) => own.length === 0))
    throw new DataError(`expected arrays of at least one series in the saved local ${model}, got none`, {
      hint: 'the weights do not belong to these options: save them again',
    });
  return states;
}
