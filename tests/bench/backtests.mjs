/** Whole backtests of the command line on a simulated series, with one worker and with two. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure, ratios } from './measure.mjs';
import { checksum, figure, table } from './table.mjs';

const program = fileURLToPath(new URL('../../bin/hindcast.js', import.meta.url));

/** Early stopping is off, so that every fit is the same work. */
const backtestsOf = ({ rows, epochs }) => {
  const common = ['--test', '96', '--epochs', String(epochs), '--validation', '0'];
  return [
    {
      title: `lstm 32, ${rows} rows, 8 fits of ${epochs} epochs`,
      rows,
      args: ['--model', 'lstm', '--refit', '12', ...common],
    },
    {
      title: `lstm 32 and gru 32, ${rows} rows, one fit each of 4 members, ${epochs} epochs`,
      rows,
      args: ['--model', 'lstm,gru', '--refit', '0', '--members', '4', ...common],
    },
  ];
};

export async function backtests({ quick, ...settings }) {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-bench-'));
  try {
    const runs = backtestsOf(quick ? { rows: 220, epochs: 2 } : { rows: 700, epochs: 20 });
    const cases = runs.flatMap(({ title, rows, args }, index) => {
      const file = join(folder, `simulated-${index}.csv`);
      writeFileSync(file, hindcast(['simulate', 'garch', '--rows', String(rows), '--seed', '1']));
      const store = ['--store', join(folder, 'store.sqlite')];
      return [1, 2].map((jobs) => backtestCase(title, ['backtest', file, ...args, ...store], jobs));
    });
    const results = await measure(cases, settings);
    const rows = runs.map(({ title }, index) => {
      const [one, two] = results.slice(2 * index);
      const [{ seen: first }, { seen: second }] = cases.slice(2 * index);
      if (first() !== second())
        throw new Error(`expected the same scores of ${title} at any --jobs, got ${first()} and ${second()}`);
      const seconds = ({ rates }) => rates.map((rate) => 1 / rate);
      return [
        title,
        figure(seconds(one), 2),
        figure(seconds(two), 2),
        figure(ratios(two.rates, one.rates), 2),
        checksum(first()),
      ];
    });
    return `${table(['backtest', 's, --jobs 1', 's, --jobs 2', 'times as fast', 'check'], rows)}

Check: sum of the models' RMSE, the same at both.`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function backtestCase(name, args, jobs) {
  let sum = NaN;
  const run = () => {
    const { models } = JSON.parse(
      hindcast([...args, '--fresh', '--jobs', String(jobs), '--json', '--quiet']),
    );
    sum = models.reduce((total, { scores }) => total + scores.rmse, 0);
    return sum;
  };
  return { name: `${name}, ${jobs} jobs`, work: 1, run, once: true, seen: () => sum };
}

/** What the program prints. */
function hindcast(args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`hindcast ${args.join(' ')} ended with exit code ${status}: ${stderr}`);
  return stdout;
}
