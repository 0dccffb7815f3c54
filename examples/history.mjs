/**
 * Historical simulation as a model of hindcast: the changes of the past are the distribution of the next. Try it:
 *
 *     hindcast backtest BTC.csv --model 'exec:node examples/history.mjs' --level 80,95
 */
import process from 'node:process';
import { createInterface } from 'node:readline';

const values = new Map();
let asked;

/** The quantile of ascending numbers, between two of them where it falls there. */
function quantileOf(sorted, q) {
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  return sorted[below] + (at - below) * ((sorted[below + 1] ?? sorted[below]) - sorted[below]);
}

/** For each step, the last value times a quantile of the changes over as many rows. */
function pathOf(value, q) {
  const last = value.at(-1);
  return Array.from({ length: asked.options.horizon }, (_, k) => {
    const changes = value.slice(k + 1).map((next, i) => next / value[i]);
    return (
      last *
      quantileOf(
        changes.toSorted((a, b) => a - b),
        q,
      )
    );
  });
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line);
  if (message.type === 'options') return void (asked = message);
  for (const [name, rows] of Object.entries(message.rows))
    values.set(name, [...(values.get(name) ?? []), ...rows.value].slice(-500));
  if (message.type !== 'forecast') return undefined;
  const value = values.get(message.series);
  const quantiles = Object.fromEntries(asked.quantiles.map((q) => [q, pathOf(value, q)]));
  return console.log(JSON.stringify({ yhat: pathOf(value, 0.5), quantiles }));
});
