/**
 * Fits of ridge regressions on a simulated series. Beside them, the same fits by sums over windows, which a target whose inputs say nothing
 * of it still takes, and how many times as fast a fit was than that of the release before, measured once.
 */

import { targets } from '../../dist/data/targets.js';
import { Random } from '../../dist/math/random.js';
import { modelNamed } from '../../dist/models/index.js';
import { defaults } from '../../dist/options/flags.js';
import { measure, ratios } from './measure.mjs';
import { singlePanel } from './simulations.mjs';
import { checksum, figure, table } from './table.mjs';

/** By horizon: the time of a fit of 10,000 rows in the release before, over that of now (user CPU, medians of three, one run). */
const BEFORE = { 1: 10.9, 24: 13.9 };

export async function regressions({ quick, ...settings }) {
  const [rows, inputSize] = quick ? [400, 24] : [10_000, 168];
  const panel = singlePanel(walk(rows), 1);
  const horizons = Object.keys(BEFORE).map(Number);
  const cases = horizons.flatMap((horizon) => [
    fitCase(panel, { inputSize, horizon }),
    fitCase(panel, { inputSize, horizon, target: { ...targets['log-return'], stepBefore: undefined } }),
  ]);
  const results = await measure(cases, settings);
  const lines = horizons.map((horizon, h) => {
    const [own, direct] = results.slice(2 * h);
    const milliseconds = ({ rates }) =>
      figure(
        rates.map((rate) => 1000 / rate),
        1,
      );
    return [
      `linear, ${inputSize} lags, ${rows} rows, horizon ${horizon}`,
      milliseconds(own),
      milliseconds(direct),
      figure(ratios(own.rates, direct.rates), 1),
      quick ? '' : `${BEFORE[horizon]}`,
      checksum(own.check()),
    ];
  });
  return `${table(['fit', 'ms', 'ms by windows', 'times as fast', 'as the release before', 'check'], lines)}

Check: the last forecast, from the price of 100.`;
}

function walk(rows) {
  const random = new Random(1);
  let [change, price] = [0, 100];
  return Float64Array.from({ length: rows }, () => {
    change = 0.2 * change + 0.01 * random.normal();
    return (price *= Math.exp(change));
  });
}

function fitCase(panel, given) {
  const options = { ...defaults, shrink: 'none', ...given };
  const last = panel.time.length - 1;
  const origins = { series: Int32Array.of(0), row: Int32Array.of(last) };
  let forecast = NaN;
  const run = async () => {
    const fit = await modelNamed('linear').fit(panel, { fold: 0, start: 0, cutoff: last }, options);
    forecast = fit.forecast(panel, origins).at(-1) / panel.series[0].values[last];
    return forecast;
  };
  return { name: `linear, horizon ${options.horizon}`, work: 1, run, check: () => 100 * forecast };
}
