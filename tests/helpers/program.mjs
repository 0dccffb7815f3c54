/** A model that is a program, for tests: repeats the last value, or misbehaves as its first argument says. */
import { appendFileSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';

const [mode = 'naive', noted] = process.argv.slice(2);
// A word that is a file would be part of the identity of the model.
const file = noted?.replace('noted=', '');
const last = new Map();
let asked;
const answers = {
  naive: (yhat) => ({ yhat }),
  quantiles: (yhat) => ({
    yhat,
    quantiles: Object.fromEntries(asked.quantiles.map((q) => [q, yhat.map((value) => value * (0.5 + q))])),
  }),
  crossed: (yhat) => ({
    yhat,
    quantiles: Object.fromEntries(asked.quantiles.map((q) => [q, yhat.map((value) => value * (1.5 - q))])),
  }),
  'some-quantiles': (yhat) => ({ yhat, quantiles: { 0.1: yhat } }),
  up: (yhat) => ({ yhat: yhat.map(() => 'up') }),
  sure: (yhat) => ({
    probabilities: { down: yhat.map(() => 0), flat: yhat.map(() => 0.25), up: yhat.map(() => 0.75) },
  }),
  short: (yhat) => ({ yhat: yhat.slice(1) }),
  text: (yhat) => ({ yhat: yhat.map(String) }),
  'wrong-key': (yhat) => ({ yhat, quantile: {} }),
  'wrong-id': (yhat) => ({ id: 7, yhat }),
  list: (yhat) => yhat,
};

if (file !== undefined) appendFileSync(file, `${process.pid}\n`);
if (mode === 'noise') console.log('Loading the model…');
if (mode === 'stderr') console.error('fitting \u001B[31mred');
if (mode === 'stuck') process.on('SIGTERM', () => {});

createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line);
  if (mode === 'record') appendFileSync(file, `${line}\n`);
  if (message.type === 'options') return void (asked = message);
  for (const [name, { value }] of Object.entries(message.rows)) last.set(name, value.at(-1));
  if (mode === 'acknowledges') console.log('{}');
  if (message.type !== 'forecast') return undefined;
  const yhat = Array.from({ length: asked.options.horizon }, () => last.get(message.series));
  if (mode === 'crash') throw new Error('no such weights');
  if (mode === 'stuck') console.error('stuck on purpose');
  if (mode === 'slow' || mode === 'stuck') return void setInterval(() => {}, 1000);
  if (mode === 'nan') return console.log(`{"yhat": [${yhat.map(() => 'NaN').join()}]}`);
  if (mode === 'flood') return console.log('x'.repeat(2_000_000));
  if (mode === 'talks-after') setTimeout(() => console.log('bye'));
  return console.log(JSON.stringify((answers[mode] ?? answers.naive)(yhat)));
});
