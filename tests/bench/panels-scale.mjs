/**
 * What a large panel costs besides its fits, and a day of minute candles of 100 coins from `import` to `report`: the whole program,
 * seconds of CPU and peak memory. Models are cheap where the fits are not what is measured.
 *
 *     node tests/bench/run.mjs --only panels-scale
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Random } from '../../dist/math/random.js';
import { spread } from './measure.mjs';
import { figure, number, table } from './table.mjs';

const program = fileURLToPath(new URL('../../bin/hindcast.js', import.meta.url));
/** Writes what the process used when it ends. */
const USAGE = `data:text/javascript,${encodeURIComponent(
  "import { writeFileSync } from 'node:fs'; process.on('exit', () => writeFileSync(process.env.BENCH_USAGE, JSON.stringify(process.resourceUsage())));",
)}`;

/**
 * What the same commands took before a table of forecasts was evaluated in typed columns, as a multiple: both measured in one run on one
 * machine (2026-11-27, Node 20.20.2, 2 busy cores).
 */
const BEFORE = {
  '250 series of 1,000 rows, all but the fits': { cpu: 1.3, mb: 0.9 },
  '1,000 series of 1,000 rows, all but the fits': { cpu: 1.5, mb: 0.9 },
  '7 series of 17,000 rows, 96 steps, 1,500 origins, all but the fits': { cpu: 2.1, mb: 2.7 },
};

const DAY = 86_400_000;
const START = Date.UTC(2024, 0, 1);

/** Walks with a season of `period` rows; `rows` rows each, `ms` apart. */
function seriesCsv(series, rows, ms, period) {
  const random = new Random(7);
  const lines = ['unique_id,ds,y'];
  for (let s = 0; s < series; s++) {
    let level = 0;
    for (let t = 0; t < rows; t++) {
      level += 0.01 * random.normal();
      const value = 100 * (1 + 0.02 * Math.sin((2 * Math.PI * t) / period)) * Math.exp(level);
      lines.push(`S${s},${new Date(START + t * ms).toISOString()},${value.toFixed(4)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** One file for each coin, as exchanges publish them. */
function coinCsv(coin, rows) {
  const random = new Random(100 + coin);
  const lines = ['time,open,high,low,close,volume'];
  let close = 10 * (1 + coin);
  for (let t = 0; t < rows; t++) {
    const open = close;
    close *= 1 + 0.0005 * random.normal();
    const [high, low] = [Math.max(open, close) * 1.0002, Math.min(open, close) * 0.9998];
    const volume = 10 + 5 * Math.abs(random.normal());
    lines.push(
      `${new Date(START + t * 60_000).toISOString()},${[open, high, low, close, volume].map((value) => value.toFixed(5)).join(',')}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** A case is one or more commands, whose CPU is added up; peak memory is that of the largest. */
function casesOf(folder, quick) {
  const write = (file, text) => {
    writeFileSync(join(folder, file), text);
    return file;
  };
  const cheap = ['--model', 'drift,seasonal-naive', '--level', '80', '--jobs', '1'];
  const sizes = quick ? [4, 8] : [250, 500, 1000, 2000];
  const [rows, horizon, origins] = quick ? [300, 6, 60] : [17_000, 96, 1500];
  const [coins, minutes] = quick ? [2, 200] : [100, 1440];
  const markets = Array.from({ length: coins }, (_, c) => `kraken:C${c}/USDT:1m`);
  const fitted = ['--model', 'linear,mlp', '--jobs', '2', ...(quick ? ['--epochs', '1'] : [])];
  return [
    ...sizes.map((series) => ({
      name: `${number(series)} series of 1,000 rows, all but the fits`,
      series,
      commands: [
        ['backtest', write(`panel-${series}.csv`, seriesCsv(series, quick ? 200 : 1000, DAY, 7)), ...cheap],
      ],
    })),
    {
      name: `7 series of ${number(rows)} rows, ${horizon} steps, ${number(origins)} origins, all but the fits`,
      series: 7,
      commands: [
        [
          'backtest',
          write('long.csv', seriesCsv(7, rows, 3_600_000, 24)),
          ...['--model', 'drift', '--horizon', `${horizon}`, '--step-size', '1', '--test', `${origins}`],
          ...['--refit', '0', '--jobs', '1'],
        ],
      ],
    },
    {
      name: `a day of minutes of ${coins} coins: import, linear and mlp, report`,
      series: coins,
      commands: [
        ...markets.map((market, c) => ['import', write(`C${c}.csv`, coinCsv(c, minutes)), '--as', market]),
        ['backtest', ...markets, ...fitted],
        ['report', 'last', '--output', 'report.html'],
      ],
    },
  ];
}

/** Seconds of CPU and peak megabytes of one command, with all of its threads. */
function usageOf(folder, args) {
  const usage = join(folder, 'usage.json');
  const { status, stderr } = spawnSync(process.execPath, ['--import', USAGE, program, ...args, '--quiet'], {
    cwd: folder,
    env: { ...process.env, HINDCAST_STORE: join(folder, 'store.db'), BENCH_USAGE: usage },
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (status !== 0) throw new Error(`hindcast ${args.join(' ')}: ${stderr}`);
  const { userCPUTime, maxRSS } = JSON.parse(readFileSync(usage, 'utf8'));
  return { cpu: userCPUTime / 1e6, mb: maxRSS / 1000 };
}

export function panelsScale({ quick, rounds }) {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-bench-'));
  try {
    const cases = casesOf(folder, quick);
    const used = cases.map(() => ({ cpu: [], mb: [], seconds: [] }));
    for (let round = 0; round < rounds; round++)
      cases.forEach(({ commands }, i) => {
        // Every round fits anew.
        rmSync(join(folder, 'store.db'), { force: true });
        const start = performance.now();
        const each = commands.map((args) => usageOf(folder, args));
        used[i].seconds.push((performance.now() - start) / 1000);
        used[i].cpu.push(each.reduce((sum, { cpu }) => sum + cpu, 0));
        used[i].mb.push(Math.max(...each.map(({ mb }) => mb)));
      });
    const lines = cases.map(({ name, series }, i) => {
      const { cpu, mb, seconds } = used[i];
      const before = BEFORE[name];
      return [
        name,
        figure(cpu, 1),
        number((1000 * spread(cpu).median) / series, 1),
        figure(seconds, 1),
        figure(mb),
        before === undefined ? '' : `${number(before.cpu, 1)} and ${number(before.mb, 1)}`,
      ];
    });
    const head = ['panel', 'CPU s', 'ms per series', 'seconds', 'peak MB', 'before: times the CPU and MB'];
    return table(head, lines);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
