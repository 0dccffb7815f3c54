/**
 * A model that is a program, for tests of what happens in the middle of a fit: it repeats the last value, but not before the file `open` is in
 * its folder, except for the first fits.
 *
 *     node held.mjs folder=DIR [free=N] [deadly=ROWS]
 *
 * It notes in the file `log` of its folder when a fit begins (`begin ROWS PID`) and ends (`end ROWS PID`); ROWS, of its training, names the
 * fit. The fit of `deadly` rows kills the process that has started it.
 */

import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';

const words = Object.fromEntries(process.argv.slice(2).map((word) => word.split('=')));
const log = path.join(words.folder, 'log');
const note = (what) => appendFileSync(log, `${what} ${rows} ${process.pid}\n`);
const isOpen = () => existsSync(path.join(words.folder, 'open'));
const isFree = () =>
  isOpen() || (readFileSync(log, 'utf8').match(/^end /gm) ?? []).length < Number(words.free ?? 0);
const messages = [];
const last = new Map();
let rows;
let horizon;

const input = createInterface({ input: process.stdin });
input.on('line', (line) => messages.push(JSON.parse(line)));
const timer = setInterval(takeAll, 5);
input.on('close', () => {
  clearInterval(timer);
  // With a question left, whoever has asked is gone.
  if (rows !== undefined && messages.length === 0) note('end');
});

function takeAll() {
  while (messages.length > 0 && (messages[0].type !== 'forecast' || isFree())) take(messages.shift());
}

function take({ type, options, rows: sent = {} }) {
  if (type === 'options') ({ horizon } = options);
  if (type === 'fit') begin(Object.values(sent)[0].value.length);
  for (const [name, { value }] of Object.entries(sent)) last.set(name, value.at(-1) ?? last.get(name));
  if (type === 'forecast') answer();
}

function begin(count) {
  rows = count;
  note('begin');
  if (rows !== Number(words.deadly)) return;
  process.kill(process.ppid, 'SIGKILL');
  throw new Error('deadly');
}

function answer() {
  const [value] = last.values();
  process.stdout.write(`${JSON.stringify({ yhat: Array.from({ length: horizon }, () => value) })}\n`);
}
