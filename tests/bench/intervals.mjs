/**
 * Coverage and interval score of the default intervals of naive, beside a simple reference: at every origin, quantiles of the
 * absolute errors of all earlier origins of the whole history, each divided by the exponentially weighted volatility at its origin.
 *
 *     node tests/bench/intervals.mjs [--horizon 1,5,20] [--level 80,95] [--interval scaled] FILE…
 *
 * Without files: three simulated GARCH series. A ratio below 1 says that the intervals of hindcast have the lower score. Built first.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ewmaVolatility } from '../../dist/data/ewma.js';
import { quantile } from '../../dist/math/statistics.js';

const PROGRAM = new URL('../../bin/hindcast.js', import.meta.url).pathname;
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    horizon: { type: 'string', default: '1,5,20' },
    level: { type: 'string', default: '80,95' },
    interval: { type: 'string', default: 'scaled' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'hindcast-intervals-'));
const run = (...args) =>
  execFileSync(process.execPath, [PROGRAM, ...args, '--store', join(folder, 'store.db'), '--quiet'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 30,
  });

function simulated() {
  return [1, 2, 3].map((seed) => {
    const file = join(folder, `garch-${seed}.csv`);
    writeFileSync(
      file,
      execFileSync(process.execPath, [
        PROGRAM,
        'simulate',
        'garch',
        '--rows',
        '3000',
        '--seed',
        String(seed),
      ]),
    );
    return file;
  });
}

/** Closing prices of a CSV file with a header. */
function closes(file) {
  const [header, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const column = header.toLowerCase().split(',').indexOf('close');
  return Float64Array.from(lines, (line) => Number(line.split(',')[column]));
}

/** Mean interval score and coverage of the reference over `count` origins, the last of which is `last`, at steps 1..horizon. */
function reference(prices, level, horizon, count) {
  const volatility = ewmaVolatility(prices).change;
  const last = prices.length - 1 - horizon;
  let [score, covered] = [0, 0];
  for (let step = 1; step <= horizon; step++)
    for (let origin = last - count + 1; origin <= last; origin++) {
      const known = Float64Array.from(
        { length: origin - step - 29 },
        (_, i) => Math.abs(prices[30 + i + step] - prices[30 + i]) / volatility[30 + i],
      ).toSorted();
      const half = quantile(known, level / 100) * volatility[origin];
      const beyond = Math.max(Math.abs(prices[origin + step] - prices[origin]) - half, 0);
      score += 2 * half + (2 / (1 - level / 100)) * beyond;
      if (beyond === 0) covered++;
    }
  return { score: score / (count * horizon), covered: covered / (count * horizon) };
}

const files = positionals.length > 0 ? positionals : simulated();
const series = files.map(closes);
process.stdout.write(
  '| steps | level | covers | by series | reference covers | score / reference |\n| --- | --- | --- | --- | --- | --- |\n',
);
for (const horizon of flags.horizon.split(',').map(Number)) {
  const options = ['--model', 'naive', '--horizon', String(horizon), '--step-size', '1', '--refit', '0'];
  const asked = ['--level', flags.level, '--interval', flags.interval];
  const results = files.map((file) => JSON.parse(run('backtest', file, ...options, ...asked, '--json')));
  flags.level.split(',').forEach((level, l) => {
    const own = results.map((result) => result.models[0].intervals[l]);
    const simple = series.map((prices, s) => reference(prices, Number(level), horizon, own[s].n / horizon));
    const mean = (numbers) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    const percent = (share) => (100 * share).toFixed(1);
    const coverage = own.map((one) => one.coverage);
    const cells = [
      horizon,
      level,
      percent(mean(coverage)),
      `${percent(Math.min(...coverage))} to ${percent(Math.max(...coverage))}`,
      percent(mean(simple.map((one) => one.covered))),
      mean(own.map((one, s) => one.score / simple[s].score)).toFixed(3),
    ];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  });
}
rmSync(folder, { recursive: true });
