/**
 * Reading files of 1,000,000 minute candles, by the whole program: seconds of CPU and peak memory of its process, and how often the bytes of the
 * file could be read by a plain loop in these seconds. "It was" is issue 20's figure for the same work, on another machine.
 */

import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { figure, number, table } from './table.mjs';

const program = fileURLToPath(new URL('../../bin/hindcast.js', import.meta.url));
const MINUTE = 60_000;
const START = Date.UTC(2022, 0, 1);
/** Prints what a process has used as its last line. */
const COUNT =
  'data:text/javascript,process.on("exit",()=>{const{userCPUTime:u,systemCPUTime:s,maxRSS:m}=process.resourceUsage();' +
  'process.stderr.write("\\n"+JSON.stringify([(u+s)/1e6,m/1024]))})';
const LOOP =
  'let sum=0;for(const byte of require("fs").readFileSync(process.argv[1]))sum+=byte;if(!(sum>0))throw new Error("no bytes")';

export async function reading({ quick, rounds }) {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-bench-'));
  try {
    const rows = quick ? 3000 : 1_000_000;
    const path = (name) => join(folder, name);
    await writeLines(path('candles.csv'), 'time,open,high,low,close,volume', rows, candleLine);
    await writeLines(path('trades.csv'), 'id,price,qty,quote_qty,time,is_buyer_maker', rows, tradeLine);
    writeFileSync(path('candles.csv.gz'), gzipSync(readFileSync(path('candles.csv'))));
    spend([
      program,
      'export',
      path('candles.csv'),
      '--format',
      'parquet',
      '--output',
      path('candles.parquet'),
    ]);
    let count = 0;
    const importOf = (name) => ({
      name: `import ${name}`,
      file: path(name),
      run: () =>
        spend([
          program,
          'import',
          path(name),
          '--as',
          'binance:BTC/USDT:1m',
          '--store',
          path(`${count++}.sqlite`),
        ]),
    });
    const naive = ['--model', 'naive', '--json', '--quiet', '--store'];
    const cases = [
      { ...importOf('candles.csv'), was: '6.3 s, 810 MB' },
      importOf('candles.csv.gz'),
      importOf('candles.parquet'),
      importOf('trades.csv'),
      {
        name: 'backtest candles.csv --model naive',
        file: path('candles.csv'),
        was: '5.9 s, 815 MB',
        run: () => spend([program, 'backtest', path('candles.csv'), ...naive, path('runs.sqlite')]),
      },
      {
        name: 'backtest binance:BTC/USDT:1m --model naive',
        file: path('candles.csv'),
        was: '1.7 s',
        run: () => spend([program, 'backtest', 'binance:BTC/USDT:1m', ...naive, path('0.sqlite')]),
      },
    ];
    const lines = cases.map(({ name, file, was = '', run }) => {
      const used = Array.from({ length: rounds }, () => ({ own: run(), loop: spend(['-e', LOOP, file]) }));
      return [
        name,
        figure(
          used.map(({ own }) => own.seconds),
          2,
        ),
        figure(used.map(({ own }) => own.megabytes)),
        figure(
          used.map(({ own, loop }) => own.seconds / loop.seconds),
          1,
        ),
        was,
      ];
    });
    return table([`reading (${number(rows)} rows)`, 's of CPU', 'MB', 'plain loops', 'it was'], lines);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a process of Node.js with these arguments uses. */
function spend(args) {
  const { status, stderr } = spawnSync(process.execPath, ['--import', COUNT, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`expected ${args[1]} to succeed, got exit code ${status}: ${stderr}`);
  const [seconds, megabytes] = JSON.parse(stderr.slice(stderr.lastIndexOf('\n')));
  return { seconds, megabytes };
}

async function writeLines(file, header, rows, lineOf) {
  const stream = createWriteStream(file);
  let text = `${header}\n`;
  for (let i = 0; i < rows; i++) {
    text += lineOf(i);
    if (text.length < 1 << 20) continue;
    if (!stream.write(text)) await once(stream, 'drain');
    text = '';
  }
  stream.end(text);
  await once(stream, 'finish');
}

/** A price that wanders without a random number, in cents. */
const price = (i) =>
  Math.round(3e6 + 5e5 * Math.sin(i / 9000) + 7e4 * Math.sin(i / 130) + 2e3 * Math.sin(i / 3)) / 100;

function candleLine(i) {
  const [open, close] = [price(i), price(i + 1)];
  const time = new Date(START + i * MINUTE).toISOString().replace('.000', '');
  return `${time},${open},${Math.max(open, close) + 1},${Math.min(open, close) - 1},${close},${(i % 977) / 8}\n`;
}

/** At most a second after one another, several at once. */
function tradeLine(i) {
  const time = START + Math.floor(i / 3) * 700 + ((i * i) % 601);
  return `${i},${price(i)},${((i % 977) + 1) / 8},1.5,${time},${i % 2 === 0}\n`;
}
