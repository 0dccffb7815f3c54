/** The HTML report of a run of 9 series, 3 models and 20 folds, by the whole program. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure } from './measure.mjs';
import { figure, number, table } from './table.mjs';

const program = fileURLToPath(new URL('../../bin/hindcast.js', import.meta.url));

export async function reports({ quick, ...settings }) {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-bench-'));
  const hindcast = (args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      cwd: folder,
      env: { ...process.env, HINDCAST_STORE: join(folder, 'store.db') },
      encoding: 'utf8',
      maxBuffer: 1e9,
    });
    if (status !== 0) throw new Error(`hindcast ${args.join(' ')}: ${stderr}`);
    return stdout;
  };
  try {
    const count = quick ? 2 : 9;
    const files = Array.from({ length: count }, (_, i) => `coin${i + 1}.csv`);
    files.forEach((file, i) =>
      writeFileSync(
        join(folder, file),
        hindcast(['simulate', 'garch', '--rows', '1000', '--seed', `${i + 1}`, '--quiet']),
      ),
    );
    const common = [
      '--quiet',
      '--level',
      '80,95',
      '--test',
      '200',
      '--refit',
      '10',
      '--model',
      'linear,ar,mlp',
    ];
    const cases = [1, 7].map((horizon) => {
      hindcast([
        'backtest',
        ...files,
        ...common,
        '--epochs',
        '2',
        '--horizon',
        `${horizon}`,
        '--step-size',
        '1',
      ]);
      const [{ run }] = JSON.parse(hindcast(['runs', '--json', '--all'])).runs;
      const file = `report-${horizon}.html`;
      return {
        name: `horizon ${horizon}`,
        work: 1,
        once: true,
        file,
        run: () => {
          hindcast(['report', run, '--output', file]);
          return statSync(join(folder, file)).size;
        },
      };
    });
    const results = await measure(cases, settings);
    const lines = results.map(({ name, rates }, i) => [
      name,
      figure(
        rates.map((rate) => 1 / rate),
        2,
      ),
      number(statSync(join(folder, cases[i].file)).size / 1000, 0),
    ]);
    return table([`report, ${count} series, 3 models, 20 folds`, 'seconds', 'kB'], lines);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
