/**
 * What `plan` announces against what `backtest` takes, in seconds of CPU of the whole process, for commands of different kinds. The machine may
 * be busy: CPU time hardly notices. The store and the cache are new, so that every epoch is a guess until the last cases, which have earlier
 * runs to learn from.
 *
 *     node tests/bench/run.mjs --only plan
 *
 * Build first.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Random } from '../../dist/math/random.js';
import { number, table } from './table.mjs';

const PROGRAM = fileURLToPath(new URL('../../bin/hindcast.js', import.meta.url));
const HOUR = 3_600_000;

/** By name: arguments after the files; `files` of `days.csv`, `hours.csv` and a panel. */
const CASES = [
  {
    name: 'linear, 168 lags',
    files: ['hours'],
    args: '--model linear --input-size 168 --horizon 24 --refit 100',
  },
  { name: 'theta', files: ['hours'], args: '--model theta --horizon 12 --step-size 6' },
  { name: 'ets', files: ['days'], args: '--model ets --refit 10' },
  { name: 'arima', files: ['days'], args: '--model arima --refit 30' },
  { name: 'garch, har', files: ['candles'], args: '--target volatility --model garch,har --refit 10' },
  { name: 'mlp', files: ['days'], args: '--model mlp --refit 20' },
  { name: 'rnn', files: ['days'], args: '--model rnn --refit 60' },
  {
    name: 'lstm(40) × 2, as in the course',
    files: ['days'],
    args: '--model lstm --hidden 40,40 --input-size 30 --epochs 30 --test 60 --refit 15',
  },
  { name: 'gru, panel', files: ['A', 'B', 'C'], args: '--model gru --hidden 16 --input-size 20 --refit 100' },
  { name: 'tcn', files: ['days'], args: '--model tcn --hidden 16 --input-size 30 --test 60 --refit 30' },
  { name: 'dlinear', files: ['hours'], args: '--model dlinear --input-size 96 --horizon 24 --refit 60' },
  { name: 'logistic, direction', files: ['days'], args: '--target direction --model logistic --refit 30' },
  { name: 'recipe hourly', files: ['hours'], args: '--recipe hourly' },
  { name: 'warm chain', files: ['days'], args: '--model gru --hidden 16 --input-size 20 --warm --refit 60' },
  { name: 'local panel', files: ['A', 'B', 'C'], args: '--model mlp --local --refit 100' },
  { name: 'mlp with intervals', files: ['days'], args: '--model mlp --level 80,95 --refit 60 --seed 2' },
  {
    name: 'kept epochs: lstm',
    files: ['days'],
    args: '--model lstm --hidden 16 --input-size 20 --refit 100',
    again: '--seed 3',
  },
];
const QUICK = new Set(['theta', 'mlp']);

export async function plans({ quick }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'hindcast-plan-'));
  try {
    writeData(folder);
    const rows = CASES.filter(({ name }) => !quick || QUICK.has(name)).map((each) => compared(folder, each));
    return [
      '### Announced and measured CPU time',
      table(['command', 'announced s', 'measured s', 'ratio'], rows),
    ].join('\n\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compared(folder, { name, files, args, again }) {
  const words = [...files.map((file) => `${file}.csv`), ...args.split(' ')];
  if (again !== undefined) {
    run(folder, ['backtest', ...words, '--quiet', '--json']);
    words.push(...again.split(' '));
  }
  const { cost } = JSON.parse(run(folder, ['plan', ...words, '--quiet', '--json']).stdout);
  const announced = cost.models.reduce((sum, { seconds }) => sum + seconds, cost.otherSeconds);
  const measured = run(folder, ['backtest', ...words, '--quiet', '--json']);
  if (process.env.PLAN_DETAILS) {
    const { models } = JSON.parse(measured.stdout);
    for (const { model, seconds, epochs } of models)
      process.stderr.write(
        `${name}: ${model} ${seconds.toFixed(2)} s (wall), planned ${cost.models.find((one) => one.model === model)?.seconds?.toFixed(2)} s, epochs ${epochs.slice(0, 8)}; others planned ${cost.otherSeconds.toFixed(2)}\n`,
      );
  }
  return [name, number(announced, 2), number(measured.seconds, 2), number(announced / measured.seconds, 2)];
}

/** The program with these arguments; its output, and its seconds of CPU on all threads. */
function run(folder, args) {
  const file = path.join(folder, 'seconds');
  const hook = `import{writeFileSync}from'node:fs';process.on('exit',()=>{const{user,system}=process.cpuUsage();writeFileSync(${JSON.stringify(file)},String((user+system)/1e6))})`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(hook)}`, PROGRAM, ...args],
    {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
      env: { PATH: process.env.PATH, XDG_DATA_HOME: folder, XDG_CACHE_HOME: folder, HOME: folder },
    },
  );
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return { stdout, seconds: Number(readFileSync(file, 'utf8')) };
}

/** Simulated prices with a little of what models can learn. */
function writeData(folder) {
  const write = (name, rows, step, seed, withRange = false) => {
    const random = new Random(seed);
    let [price, last] = [100, 0];
    const lines = Array.from({ length: rows }, (_, row) => {
      const scale = 0.01 * (1 + 0.5 * Math.sin(row / 40));
      const within = Array.from({ length: 8 }, () => {
        last = 0.1 * last + (scale / 3) * random.normal();
        return (price *= Math.exp(last));
      });
      const time = new Date(Date.UTC(2016, 0, 1) + row * step).toISOString();
      const close = within.at(-1);
      return withRange
        ? `${time},${within[0]},${Math.max(...within)},${Math.min(...within)},${close}`
        : `${time},${close}`;
    });
    const header = withRange ? 'time,open,high,low,close' : 'time,close';
    writeFileSync(path.join(folder, `${name}.csv`), [header, ...lines, ''].join('\n'));
  };
  write('days', 2000, 24 * HOUR, 1);
  write('candles', 2000, 24 * HOUR, 2, true);
  write('hours', 8000, HOUR, 3);
  for (const [index, name] of ['A', 'B', 'C'].entries()) write(name, 1200, 24 * HOUR, 4 + index);
}
