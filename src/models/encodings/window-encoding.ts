/**
 * The encoding of windows that are normalised by their own rows. c and s are the centre and the spread of a window, u_o is the
 * level at its origin, and a and b are scales of each series that keep inputs and targets near one:
 *
 *     inputs (u - c) / (s a)      target k rows after the origin (u_{o+k} - u_o) / (s b √k)
 *
 * Targets are relative to the origin whatever the centre is, so that outputs of zero mean no change. a and b are fitted by the
 * scaler on training windows: the losses of series then have comparable weights. s has a floor, so that a quiet window does not
 * make its targets huge. It is a tenth of the deviation from row to row in the training rows.
 */

import { normalizationOf } from '../../data/normalization/index.ts';
import type { Panel } from '../../data/panel.ts';
import { fitScaler } from '../../data/scaler.ts';
import type { Target } from '../../data/targets.ts';
import { trainingOrigins } from '../../data/windows.ts';
import type { SeasonlessPanel } from '../deseasonalization/deseasonalization.ts';
import type { ModelOptions, TrainingRows } from '../model.ts';
import type { StateReader } from '../state.ts';
import { labelOf } from './encoding.ts';
import type { Encoding, EncodingParts } from './encoding.ts';
import { levelColumn } from './shared-columns.ts';

/** Share of the deviation from row to row that a spread has at least. */
const FLOOR = 0.1;
/** Most windows of a series that its scales are fitted on, evenly spaced. */
const MOST_WINDOWS = 256;

/** What was learnt of every series. */
interface Scales {
  readonly floor: Float64Array;
  readonly input: Float64Array;
  readonly target: Float64Array;
}

const scaleNames = ['floor', 'input', 'target'] as const;

export function fitWindowEncoding(panel: Panel, rows: TrainingRows, parts: EncodingParts): Encoding {
  const count = panel.series.length;
  const scales: Scales = {
    floor: new Float64Array(count),
    input: new Float64Array(count).fill(1),
    target: new Float64Array(count).fill(1),
  };
  const levels = levelsOn(parts.seasons.on(panel), parts.target);
  for (let s = 0; s < count; s++) scales.floor[s] = FLOOR * deviationOfChanges(levels(s), rows);
  // With scales of 1, the encoding says what they are fitted on.
  const raw = encodingOn(panel, scales, parts);
  const fitted = panel.series.map((series, s) => {
    const origins = spaced(trainingOrigins(series, rows, parts.lookback, parts.options.horizon));
    return fitScales(raw, s, origins, parts.options);
  });
  return encodingOn(
    panel,
    {
      floor: scales.floor,
      input: Float64Array.from(fitted, ({ input }) => input),
      target: Float64Array.from(fitted, ({ target }) => target),
    },
    parts,
  );
}

/** From its arrays in a state; the reader keeps the others. */
export function restoreWindowEncoding(panel: Panel, state: StateReader, parts: EncodingParts): Encoding {
  const [floor, input, target] = scaleNames.map((name) => state.f64(`window.${name}`, [panel.series.length]));
  return encodingOn(panel, { floor, input, target }, parts);
}

function fitScales(
  encoding: Encoding,
  series: number,
  origins: readonly number[],
  { inputSize: L, horizon, scaler }: ModelOptions,
): { readonly input: number; readonly target: number } {
  const inputs = new Float64Array(origins.length * L);
  const ahead = new Float64Array(origins.length * horizon);
  origins.forEach((origin, i) => {
    encoding.writeWindow!(inputs, i * L, 1, series, origin);
    for (let step = 1; step <= horizon; step++)
      ahead[i * horizon + step - 1] = encoding.target(series, origin, step);
  });
  return {
    input: fitScaler(scaler, inputs, false).scale,
    target: fitScaler(scaler, ahead, false).scale,
  };
}

function spaced(origins: Int32Array): readonly number[] {
  const count = Math.min(origins.length, MOST_WINDOWS);
  return Array.from({ length: count }, (_, i) => origins[Math.floor(((i + 0.5) * origins.length) / count)]);
}

/** From row to row; 0 without two neighbours. */
function deviationOfChanges(levels: Float64Array, { start, cutoff }: TrainingRows): number {
  let [squares, n] = [0, 0];
  for (let row = start + 1; row <= cutoff; row++) {
    const change = levels[row] - levels[row - 1];
    if (Number.isNaN(change)) continue;
    squares += change * change;
    n++;
  }
  return n === 0 ? 0 : Math.sqrt(squares / n);
}

/** By series: the levels of its values without their season, by row. */
function levelsOn(seasonless: SeasonlessPanel, target: Target): (series: number) => Float64Array {
  const columns: Float64Array[] = [];
  return (series) => (columns[series] ??= levelColumn(target, seasonless.values(series)));
}

function encodingOn(panel: Panel, scales: Scales, parts: EncodingParts): Encoding {
  const { options, target, seasons, features } = parts;
  const { inputSize: L, horizon } = options;
  const seasonless = seasons.on(panel);
  const levels = levelsOn(seasonless, target);
  const statistics = statisticsOn(panel, levels, scales.floor, options);
  // Prices walk; volatilities return to their mean.
  const growth = Float64Array.from({ length: horizon + 1 }, (_, step) =>
    target.quantity.isPrice ? Math.sqrt(step) : 1,
  );
  const targetScale = (series: number, origin: number, step: number): number =>
    statistics.spread(series, origin) * scales.target[series] * growth[step];
  return {
    width: 1 + features.width,
    write(out, at, series, row) {
      out[at] = 0;
      if (features.width > 0) features.write(out, at + 1, series, row);
    },
    writeWindow(out, at, stride, series, origin) {
      const column = levels(series);
      const center = statistics.center(series, origin);
      const scale = statistics.spread(series, origin) * scales.input[series];
      const first = origin - L + 1;
      for (let l = 0; l < L; l++)
        out[at + l * stride] = scale === 0 ? 0 : (column[first + l] - center) / scale;
    },
    target(series, origin, step) {
      const scale = targetScale(series, origin, step);
      if (scale === 0) return 0;
      return (target.level(seasonless.ahead(series, origin, step)) - levels(series)[origin]) / scale;
    },
    unchanged: () => 0,
    label: labelOf(panel, options.flat),
    decode(series, origin, step, value) {
      // exp(log(price)) would round, and tests would compare the forecast with naive's by that.
      if (value === 0) return seasonless.price(series, origin, step, seasonless.values(series)[origin]);
      const change = value * targetScale(series, origin, step);
      return seasonless.price(series, origin, step, target.unlevel(levels(series)[origin] + change));
    },
    on: (other) => encodingOn(other, scales, { ...parts, features: features.on(other) }),
    state: () => [
      ...scaleNames.map((name) => ({
        name: `window.${name}`,
        shape: [scales[name].length],
        values: scales[name].slice(),
      })),
      ...seasons.state(),
      ...features.state(),
    ],
  };
}

interface WindowStatistics {
  center(series: number, origin: number): number;
  spread(series: number, origin: number): number;
}

/** Centre and spread of every window, each computed once. */
function statisticsOn(
  panel: Panel,
  levels: (series: number) => Float64Array,
  floor: Float64Array, // by series
  options: ModelOptions,
): WindowStatistics {
  const { inputSize: L } = options;
  const statistics = normalizationOf(options).statistics!;
  const known: Float64Array[] = []; // by series: centre and spread by row, NaN until computed
  const pair = new Float64Array(2);
  const at = (series: number, origin: number, which: 0 | 1): number => {
    const ofSeries = (known[series] ??= new Float64Array(2 * panel.time.length).fill(NaN));
    if (Number.isNaN(ofSeries[2 * origin])) {
      statistics(pair, levels(series), origin - L + 1, origin);
      ofSeries[2 * origin] = pair[0];
      ofSeries[2 * origin + 1] = Math.sqrt(pair[1] * pair[1] + floor[series] * floor[series]);
    }
    return ofSeries[2 * origin + which];
  };
  return {
    center: (series, origin) => at(series, origin, 0),
    spread: (series, origin) => at(series, origin, 1),
  };
}
