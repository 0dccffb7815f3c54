/** Whole backtests with one worker and with two, in pairs, and during how much of them fewer than two threads fitted. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { figure, table } from './table.mjs';

const program = fileURLToPath(new URL('../../bin/hindcast.js', import.meta.url));
const trace = new URL('workers-trace.mjs', import.meta.url).href;

/** Early stopping is off, so that every fit is the same work. */
const networks = (test, refit, epochs) =>
  `--test ${test} --refit ${refit} --epochs ${epochs} --validation 0`.split(' ');
const SHORT = [
  { title: '5 s: lstm, 8 fits', rows: 700, args: ['--model', 'lstm', ...networks(96, 12, 20)] },
  {
    title: '5 s: lstm, gru, mlp, linear, 60 fits',
    rows: 500,
    args: ['--model', 'lstm,gru,mlp,linear', ...networks(60, 4, 8)],
  },
  { title: '5 s: mlp, 300 fits', rows: 700, args: ['--model', 'mlp', ...networks(300, 1, 15)] },
];
const LONG = [
  { title: '60 s: lstm, 64 fits', rows: 1000, args: ['--model', 'lstm', ...networks(128, 2, 20)] },
];
const QUICK = [{ title: 'mlp, 10 fits', rows: 220, args: ['--model', 'mlp', ...networks(20, 2, 2)] }];

export function workers({ rounds, quick }) {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-bench-'));
  try {
    const rows = [...(quick ? QUICK : SHORT), ...(quick ? [] : LONG)].map((one) => {
      const file = join(folder, 'simulated.csv');
      writeFileSync(file, run(['simulate', 'garch', '--rows', String(one.rows), '--seed', '1']).stdout);
      const of = (jobs) => backtest(folder, [file, ...one.args], jobs);
      const pairs = Array.from({ length: rounds }, (_, round) =>
        round % 2 === 0 ? [of(1), of(2)] : [of(2), of(1)].toReversed(),
      );
      return [
        one.title,
        figure(
          pairs.map(([{ end }]) => end / 1000),
          2,
        ),
        figure(
          pairs.map(([, { end }]) => end / 1000),
          2,
        ),
        figure(
          pairs.map(([first, second]) => first.end / second.end),
          2,
        ),
        figure(
          pairs.map(([first, second]) => second.cpu / first.cpu),
          2,
        ),
        figure(
          pairs.map(([, { before }]) => before / 1000),
          2,
        ),
        figure(
          pairs.map(([, { after }]) => after / 1000),
          2,
        ),
        figure(
          pairs.map(([, { between }]) => between / 1000),
          2,
        ),
      ];
    });
    const head = [
      'workers',
      's, --jobs 1',
      's, --jobs 2',
      'times as fast',
      'CPU, times',
      'before',
      'after',
      'one or none',
    ];
    return `${table(head, rows)}

Before, after, one or none: seconds of \`--jobs 2\` before the first fit, after the last, and between them while fewer than two threads fitted.`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One backtest of the command line, in a store of its own. */
function backtest(folder, args, jobs) {
  const file = join(folder, 'trace.json');
  const store = join(folder, 'store.sqlite');
  run(['backtest', ...args, '--jobs', String(jobs), '--fresh', '--json', '--quiet', '--store', store], {
    TRACE_FITS: file,
  });
  for (const part of ['', '-wal', '-shm']) rmSync(`${store}${part}`, { force: true });
  const { fits, end, cpu } = JSON.parse(readFileSync(file, 'utf8'));
  // Fits of a moment run on the calling thread, which leaves no trace.
  if (fits.length === 0) return { end, cpu, before: end, after: 0, between: 0 };
  const first = Math.min(...fits.map(([from]) => from));
  const last = Math.max(...fits.map(([, to]) => to));
  return { end, cpu, before: first, after: end - last, between: last - first - together(fits) };
}

/** Milliseconds during which two or more of these spans overlap. */
function together(spans) {
  const turns = spans.flatMap(([from, to]) => [
    { at: from, change: 1 },
    { at: to, change: -1 },
  ]);
  let [sum, at, count] = [0, 0, 0];
  for (const turn of turns.toSorted((a, b) => a.at - b.at)) {
    if (count >= 2) sum += turn.at - at;
    at = turn.at;
    count += turn.change;
  }
  return sum;
}

function run(args, env = {}) {
  const finished = spawnSync(process.execPath, ['--import', trace, program, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  if (finished.status === 0) return finished;
  throw new Error(`hindcast ${args.join(' ')} ended with exit code ${finished.status}: ${finished.stderr}`);
}
