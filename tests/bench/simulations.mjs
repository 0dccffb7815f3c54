/** What the scripts that simulate series share: candles, panels, errors beside the best forecast, and a table of draws. */

import { buildPanel } from '../../dist/data/panel.js';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const START = Date.UTC(2020, 0, 1);

/** Candles of columns, one of which is `close`. */
export const candlesOf = (id, columns, { stepMs = DAY, start = START } = {}) => ({
  id,
  source: id,
  time: Float64Array.from(columns.close, (_, row) => start + row * stepMs),
  columns,
});

export const panelOf = (candles, options) => buildPanel(candles, 'close', 'error', options).panel;

/** The daily panel of one series, for backtests that need no candles. */
export function singlePanel(values, seed) {
  const rows = values.length;
  const series = { id: 'walk', source: 'walk', values, observed: values, first: 0, last: rows - 1, rows };
  return {
    time: Float64Array.from(values, (_, row) => row * DAY),
    timeframe: { name: '1d', ms: DAY, months: 0 },
    areGapsConfirmed: true,
    series: [{ ...series, digest: String(seed) }],
  };
}

/**
 * RMSE of a model relative to that of the best forecast, of all series and steps.
 * @param simulated - by series, its logarithms, the best forecast from an origin some rows ahead, and a unit, so that noisy series do not
 * decide alone
 */
export function errorOfBest({ table }, model, simulated, logOf = Math.log) {
  let [squares, best] = [0, 0];
  table.yhat.get(model).forEach((yhat, i) => {
    const { logs, best: bestOf, unit } = simulated[table.series[i]];
    const [origin, ahead] = [table.origin[i], table.step[i]];
    const actual = logs[origin + ahead];
    squares += ((logOf(yhat) - actual) / unit) ** 2;
    best += ((bestOf(origin, ahead) - actual) / unit) ** 2;
  });
  return Math.sqrt(squares / best);
}

/** Prints the mean and the worst score of each case and model; `scoresOf` gives those of one draw, by model. */
export async function printDraws(cases, { title, models, draws }, scoresOf) {
  process.stdout.write(
    `| simulation | ${title} | model | mean | worst |\n| --- | --- | --- | ---: | ---: |\n`,
  );
  for (const each of cases) {
    const byModel = models.map(() => []);
    for (let seed = 1; seed <= draws; seed++)
      (await scoresOf(each, seed)).forEach((value, m) => byModel[m].push(value));
    byModel.forEach((values, m) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / draws;
      process.stdout.write(
        `| ${each.simulation} | ${each.label} | ${models[m]} | ${mean.toFixed(4)} | ${Math.max(...values).toFixed(4)} |\n`,
      );
    });
  }
}
