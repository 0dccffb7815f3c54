/**
 * The encoding by the target and a scaler of each series, fitted on the fold's training rows: a row is the same in every
 * window. Changes are divided by the square root of the step, so that every step of the horizon has about the same weight.
 */

import type { Panel } from '../../data/panel.ts';
import type { Tensor } from '../../data/safetensors.ts';
import { fitScaler, scaled } from '../../data/scaler.ts';
import type { Scaler } from '../../data/scaler.ts';
import type { Target } from '../../data/targets.ts';
import { deseasonalizationOf } from '../deseasonalization/index.ts';
import type { TrainingRows } from '../model.ts';
import type { StateReader } from '../state.ts';
import { labelOf } from './encoding.ts';
import type { Encoding, EncodingParts } from './encoding.ts';
import { inputColumn } from './shared-columns.ts';

export function fitRowEncoding(panel: Panel, rows: TrainingRows, parts: EncodingParts): Encoding {
  const { options, target, seasons } = parts;
  const { extraRows: before, isDifference } = deseasonalizationOf(options);
  const observed = seasons.on({
    ...panel,
    series: panel.series.map((series) => ({ ...series, values: series.observed })),
  });
  const scalers = panel.series.map((_, s): Scaler => {
    const first = rows.start + before(options) + target.extraRows;
    const inputs = inputColumn(target, observed.values(s)).subarray(first, rows.cutoff + 1);
    const known = inputs.filter((input) => !Number.isNaN(input));
    const rounding = roundingOf(target, panel.series[s].observed.subarray(rows.start, rows.cutoff + 1));
    return fitScaler(options.scaler, known, !target.isChange && !isDifference, rounding);
  });
  return encodingOn(panel, scalers, parts);
}

/** By what inputs are off if prices of this mean size are rounded, and so are their levels. */
function roundingOf({ level }: Target, prices: Float64Array): number {
  let [mean, count] = [0, 0];
  for (const price of prices) if (!Number.isNaN(price)) mean += (Math.abs(price) - mean) / ++count;
  const off =
    Math.abs(level(mean * (1 + Number.EPSILON)) - level(mean)) + Number.EPSILON * Math.abs(level(mean));
  return Number.isFinite(off) ? off : 0;
}

/** From its arrays in a state; the reader keeps the others. */
export function restoreRowEncoding(panel: Panel, state: StateReader, parts: EncodingParts): Encoding {
  const count = panel.series.length;
  const center = state.f64('scaler.center', [count]);
  const scale = state.f64('scaler.scale', [count]);
  const scalers = panel.series.map((_, s): Scaler => ({ center: center[s], scale: scale[s] }));
  return encodingOn(panel, scalers, parts);
}

function encodingOn(panel: Panel, scalers: readonly Scaler[], parts: EncodingParts): Encoding {
  const { options, target, seasons, features } = parts;
  const seasonless = seasons.on(panel);
  const columns: Float64Array[] = [];
  const inputsOf = (series: number): Float64Array =>
    (columns[series] ??= inputColumn(target, seasonless.values(series)));
  const growth = Float64Array.from({ length: options.horizon + 1 }, (_, step) =>
    target.isChange ? Math.sqrt(step) : 1,
  );
  const isZeroUnchanged = target.isChange || deseasonalizationOf(options).isDifference;
  const unchanged: Encoding['unchanged'] = (series, origin, step) => {
    if (isZeroUnchanged) return 0;
    const last = seasonless.values(series)[origin];
    return scaled(scalers[series], target.encode(last, last)) / growth[step];
  };
  return {
    width: 1 + features.width,
    write(out, at, series, row) {
      out[at] = scaled(scalers[series], inputsOf(series)[row]);
      if (features.width > 0) features.write(out, at + 1, series, row);
    },
    target(series, origin, step) {
      const ahead = seasonless.ahead(series, origin, step);
      return scaled(scalers[series], target.encode(ahead, seasonless.values(series)[origin])) / growth[step];
    },
    targetsOfInputs: target.stepBefore && { before: target.stepBefore, growth },
    unchanged,
    label: labelOf(panel, options.flat),
    decode(series, origin, step, value) {
      const { center, scale } = scalers[series];
      const last = seasonless.values(series)[origin];
      // The way there and back would round, and tests would compare the forecast with naive's by that.
      const isUnchanged = !isZeroUnchanged && scale > 0 && value === unchanged(series, origin, step);
      const decoded = isUnchanged ? last : target.decode(value * (scale * growth[step]) + center, last);
      return seasonless.price(series, origin, step, decoded);
    },
    on: (other) => encodingOn(other, scalers, { ...parts, features: features.on(other) }),
    state() {
      const columnOf = (name: keyof Scaler): Tensor => ({
        name: `scaler.${name}`,
        shape: [scalers.length],
        values: Float64Array.from(scalers, (scaler) => scaler[name]),
      });
      return [columnOf('center'), columnOf('scale'), ...seasons.state(), ...features.state()];
    },
  };
}
