/** What the README, docs/ and the help promise: every command line in them runs, every option is written down. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCsv } from '../src/data/csv/read-candles.ts';
import { toOhlcv } from '../src/data/ohlcv.ts';
import type { Market } from '../src/data/market.ts';
import type { Store } from '../src/store/store.ts';
import { openStore } from '../src/store/store.ts';
import { startExchange } from './exchange/exchange.mjs';
import { temporaryFolder } from './helpers/files.ts';
import { COMMANDS } from './helpers/commands.ts';
import { DAY } from './helpers/panels.ts';
import type { Finished } from './helpers/run.ts';
import { PROGRAM, ROOT, hindcast, run } from './helpers/run.ts';
import { zipOf } from './helpers/zip.ts';

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const pages = [
  'README.md',
  ...readdirSync(path.join(ROOT, 'docs')).flatMap((name) => (name.endsWith('.md') ? `docs/${name}` : [])),
];
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** Every line of every block of a kind, with the page it stands on. */
const linesOf = (kind: string) =>
  pages.flatMap((page) =>
    Array.from(read(page).matchAll(new RegExp(`^\`\`\`${kind}\\n([^]*?)^\`\`\`$`, 'gm')), ([, block]) =>
      block.trimEnd().split('\n'),
    )
      .flat()
      .map((line) => ({ page, line })),
  );
const lines = linesOf('sh');
/** Of crontabs: five fields, then a command. */
const jobs = linesOf('crontab').map(({ page, line }) => {
  const [, command] = /^(?:[\d*/,-]+ ){5}(\S.*)$/.exec(line) ?? [];
  return { page, line, command };
});
const ours = lines.filter(({ line }) => !line.startsWith('npm '));

/** Exchanges are asked on this machine. */
let exchange: Awaited<ReturnType<typeof startExchange>>;
/** The files and stores that lines start from, each in a folder that is copied. */
const made = mkdtempSync(path.join(tmpdir(), 'hindcast-'));
const [plain, withRun] = ['plain', 'with-run'].map((name) => path.join(made, name));
afterAll(() => rmSync(made, { recursive: true, force: true }));
beforeAll(async () => {
  exchange = await startExchange({ now: Date.now });
  await writeFiles(plain);
  await runHindcast('forecast BTCUSD.csv --model gru --epochs 1 --save gru.safetensors', plain);
  await copyFolder(plain, withRun);
  await runHindcast('backtest BTCUSD.csv --model linear --input-size 10 --test 20', withRun);
});
afterAll(() => exchange.close());

/**
 * Copies a folder with its store: the one file, which is complete when the store is closed. SQLite removes those beside it at any moment after that,
 * when the statements are collected.
 */
async function copyFolder(from: string, to: string): Promise<void> {
  const isBeside = (file: string) => file.startsWith(path.join(from, `${STORE}-`));
  await cp(from, to, { recursive: true, verbatimSymlinks: true, filter: (file) => !isBeside(file) });
}

async function runHindcast(line: string, cwd: string): Promise<void> {
  const env = { HINDCAST_STORE: path.join(cwd, STORE) };
  const { code, stderr } = await hindcast(line.split(' '), { cwd, env });
  if (code !== 0) throw new Error(stderr);
}

const STORE = 'store.sqlite';

/** What makes a command quick; what a line says itself comes later, and counts. */
const QUICK: Readonly<Record<string, readonly string[]>> = {
  backtest: ['--epochs', '1', '--refit', '0'],
  forecast: ['--epochs', '1'],
};
const QUICK_JOBS = { HINDCAST_EPOCHS: '1', HINDCAST_REFIT: '0', HINDCAST_TEST: '20' };

/** `hindcast` for `sh`, as quick. */
const SHIM = `#!/bin/sh
case "$1" in
  ${Object.entries(QUICK)
    .map(([command, options]) => `${command}) shift; set -- ${command} ${options.join(' ')} "$@" ;;`)
    .join('\n  ')}
esac
exec "${process.execPath}" "${PROGRAM}" "$@"
`;

/** The lines of a file of prices. */
async function prices(): Promise<string[]> {
  const text = await readFile(path.join(ROOT, 'fixtures/garch-simulated-1d.csv'), 'utf8');
  return text.split('\n').slice(0, 151);
}

/** A file of trades as Binance publishes it: about three a minute, for 200 minutes. */
const trades = (): string =>
  Array.from({ length: 600 }, (_, i) => {
    const price = (42_000 + 50 * Math.sin(i / 7) + (i % 5)).toFixed(2);
    return `${i + 1},${price},0.01,${(0.01 * Number(price)).toFixed(4)},${Date.UTC(2024, 0, 1) + 20_000 * i + ((i * i) % 9973)},true,true`;
  }).join('\n');

/** Those that docs/cron.md shows. */
const [, SETTINGS] = /^```json\n([^]*?)^```$/m.exec(read('docs/cron.md'))!;

/** The files that the pages name, a store with markets, and a `hindcast` for `sh`. */
async function writeFiles(folder: string): Promise<void> {
  const rows = await prices();
  for (const name of ['.', 'bin', 'run-1', 'run-2'])
    await mkdir(path.join(folder, name), { recursive: true });
  for (const name of ['fixtures', 'examples']) await symlink(path.join(ROOT, name), path.join(folder, name));
  const files: Readonly<Record<string, string | Uint8Array>> = {
    'BTCUSD.csv': rows.join('\n'),
    'prices.csv': spreadsheet(rows.slice(1)),
    'events.csv': withEvents(rows, 7),
    'forecasts.csv': forecastTable(rows.slice(100), 1),
    'run-1/forecasts.csv': forecastTable(rows.slice(100), 1),
    'run-2/forecasts.csv': forecastTable(rows.slice(100), 2),
    'dump.csv.gz': gzipSync(rows.join('\n')),
    'BTCUSDT-trades-2024-01.csv': trades(),
    'BTCUSDT-trades-2024-01.zip': zipOf({ 'BTCUSDT-trades-2024-01.csv': trades() }),
    'hindcast.json': SETTINGS,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
  await writeFile(path.join(folder, 'bin/hindcast'), SHIM, { mode: 0o755 });
  storeMarket(path.join(folder, STORE), rows.join('\n'));
}

/** Runs a line in a folder with the files that the pages name: here, or with `sh` where it is more than commands. */
async function runLine(line: string): Promise<Pick<Finished, 'code' | 'stdout' | 'stderr'>> {
  const cwd = await temporaryFolder();
  const from = /\blast\b|hindcast report\b/.test(line) ? withRun : plain;
  await copyFolder(from, cwd);
  const env = { HINDCAST_STORE: path.join(cwd, STORE), HINDCAST_BASE_URL: exchange.url };
  const written = line.replaceAll('node bin/hindcast.js', 'hindcast');
  if (/[|<>;$*?`\\]/.test(written.replaceAll(QUOTED, ''))) {
    const PATH = `${path.join(cwd, 'bin')}${path.delimiter}${process.env.PATH}`;
    return run('sh', ['-c', written], { cwd, env: { ...env, PATH } });
  }
  let [stdout, stderr] = ['', ''];
  for (const command of written.split(' && ')) {
    const [program, name, ...words] = wordsOf(command);
    expect(program).toBe('hindcast');
    const args = [name, ...(QUICK[name] ?? []), ...words];
    const finished = await hindcast(args, { cwd, env: name === 'run' ? { ...env, ...QUICK_JOBS } : env });
    stdout += finished.stdout;
    stderr += finished.stderr;
    if (finished.code !== 0) return { code: finished.code, stdout, stderr };
  }
  return { code: 0, stdout, stderr };
}

const QUOTED = /'([^']*)'|"([^"]*)"/g;

/** The words of a command as `sh` takes them. */
const wordsOf = (command: string): string[] =>
  Array.from(
    command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g),
    ([, single, double, bare]) => single ?? double ?? bare,
  );

/** Forecasts of one step that know half of what comes, and of every second change a little more. */
function forecastTable(rows: readonly string[], seed: number): string {
  const forecasts = rows.slice(1).map((row, i) => {
    const [[from, , , , last], [ds, , , , y]] = [rows[i].split(','), row.split(',')];
    const share = i % (seed + 1) === 0 ? 0.6 : 0.5;
    const yhat = Number(last) + share * (Number(y) - Number(last));
    return `BTCUSD,${ds},${from},${from},1,${y},${last},${yhat}`;
  });
  return `unique_id,ds,cutoff,origin,step,y,naive,gru\n${forecasts.join('\n')}\n`;
}

/** A store with the markets that the pages bring up to date. */
function storeMarket(file: string, csv: string): void {
  const store = openStore(file);
  const [candles] = readCsv(csv, 'BTCUSD.csv').candles;
  for (const symbol of ['BTC/USDT', 'ETH/USDT', 'BTC/USDT:USDT']) {
    const market = { exchange: 'binance', symbol, timeframe: '1d' };
    store.write(market, toOhlcv(candles), { at: Date.now() });
    if (symbol.includes(':')) storeFunding(store, market, candles.time);
  }
  store.close();
}

/** A funding rate for each day. */
function storeFunding(store: Store, market: Market, time: Float64Array): void {
  const points = { time, value: time.map((ms) => 1e-4 * Math.sin(ms)) };
  const span = { from: time[0], to: time[time.length - 1] + 86_400_001 };
  store.writeColumn(market, 'funding', points, span, { at: Date.now() });
}

/** The same prices with events every ten days, which are known for some days after the last price. */
function withEvents([header, ...rows]: readonly string[], after: number): string {
  const last = Date.parse(rows[rows.length - 1].split(',')[0]);
  const later = Array.from({ length: after }, (_, k) =>
    new Date(last + (k + 1) * DAY).toISOString().slice(0, 10),
  );
  const empty = ','.repeat(header.split(',').length - 1);
  const all = [...rows, ...later.map((date) => date + empty)];
  return `${header},event\n${all.map((row, i) => `${row},${Number(i % 10 === 0)}`).join('\n')}\n`;
}

/** The same prices under `Date`, day first, and `Adj Close`. */
function spreadsheet(rows: readonly string[]): string {
  const cells = rows.map((row) => {
    const [date, , , , close] = row.split(',');
    return `${date.split('-').toReversed().join('/')},0,${close}`;
  });
  return `Date,Close,Adj Close\n${cells.join('\n')}\n`;
}

describe('a command line', () => {
  test('in a page is one that runs here, or leads the README', () => {
    const others = lines.filter(
      ({ line }) => !/^(?:node bin\/hindcast\.js|hindcast|zcat .* \| hindcast) /.test(line),
    );
    expect(others).toEqual([
      { page: 'README.md', line: 'npm ci && npm start' },
      { page: 'README.md', line: 'npm ci && npm test' },
    ]);
    expect(lines.slice(0, 2)).toEqual(others);
    expect(ours.length).toBeGreaterThan(8);
  });

  test.each(ours)('of $page runs: $line', async ({ line }) => {
    const { code, stdout, stderr } = await runLine(line);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('error:')]);
    // What goes into a file or the store leaves a line, and so does a list of one job.
    const leavesLine = /hindcast(?:\.js)? (?:import |fetch |report |export .*--output |run$)/.test(line);
    expect((stdout + stderr).length).toBeGreaterThan(leavesLine ? 20 : 100);
  });

  test.each(jobs)('for cron of $page runs: $line', async ({ command }) => {
    const { code, stdout, stderr } = await runLine(command);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('error:')]);
    expect(stdout === '').toBe(/ run .* --quiet/.test(command));
  });

  test('that the README starts with is in package.json; `npm start` is `demo`, whose output the README has', () => {
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'test', 'build']));
    const [build, start, ...rest] = scripts.start.split(' && ');
    expect([build, start, rest]).toEqual(['npm run --silent build', 'node bin/hindcast.js demo', []]);
    expect(outputs.map(({ line }) => line)).toContain('npm ci && npm start');
  });
});

/** Each block of output in a page, with the command above it. */
const outputs = pages.flatMap((page) => {
  const parts = Array.from(read(page).matchAll(/^```(sh|text)\n([^]*?)^```$/gm), ([, kind, text]) => ({
    kind,
    text,
  }));
  return parts.flatMap(({ kind, text }, i) => {
    if (kind !== 'text') return [];
    const command = parts.slice(0, i).findLast((part) => part.kind === 'sh')!.text;
    return [{ page, line: command.trimEnd().split('\n').at(-1)!, text }];
  });
});

describe('output', () => {
  test.each(outputs)('in $page is what is printed by: $line', async ({ line, text }) => {
    const start = scripts.start.split(' && ').at(-1)!;
    const words = line
      .replace('npm ci && npm start', start)
      .replace(/^(?:node bin\/)?hindcast(?:\.js)? /, '');
    // `npm start` writes a report into the current folder.
    const { code, stdout } = await hindcast(words.split(' '), { ...(words === 'demo' && { cwd: made }) });
    expect(code).toBe(0);
    // Times of fits differ from run to run, and so do the widths of their column.
    const flat = (printed: string) => printed.replaceAll(/[\d.]+ s$/gm, '… s').replaceAll(/\s+/g, ' ');
    for (const part of text.split(/^…$/m)) expect(flat(stdout)).toContain(flat(part).trim());
  });

  test('is in the README and in docs/verdict.md', () => {
    expect(outputs.map(({ page }) => page)).toEqual(expect.arrayContaining(['README.md', 'docs/verdict.md']));
  });
});

/** That of `worker` runs until it is stopped: `tests/cli/e2e/queue.test.ts` does. */
const ENDING = COMMANDS.filter((command) => command !== 'worker');

describe.each(['', ...ENDING])('help of %j', (command) => {
  test('has examples that run', async () => {
    const { stdout } = await hindcast([command, '--help'].filter((word) => word !== ''));
    const examples = Array.from(stdout.split('\nUsage:')[0].matchAll(/^ {2}\$ (.*)$/gm), ([, line]) => line);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const { code, stderr } = await runLine(example);
      expect([example, code, stderr]).toEqual([example, 0, expect.not.stringContaining('error:')]);
    }
  });
});

describe('docs/cli.md', () => {
  const page = read('docs/cli.md');
  const helps = Promise.all(['', ...COMMANDS].map((command) => helpOf(command)));

  test('names every option of every command, and none that is not there', async () => {
    const real = (await helps).flatMap((help) => [...help.keys()]);
    const written = Array.from(page.matchAll(/--[a-z][\w-]*/g), ([option]) => option);
    expect([...new Set(written)].toSorted()).toEqual(
      [...new Set(real)].filter((one) => one !== '--version').toSorted(),
    );
  });

  test('has the defaults that the help has', async () => {
    const all = new Map((await helps).flatMap((help) => [...help]));
    /** Where the page has words for what the help cannot say as shortly, or the other way round. */
    const words = new Set([
      '--step-size',
      '--train-size',
      '--time-column',
      '--date-format',
      '--ridge',
      '--jobs',
      '--timeframe',
      '--naive',
    ]);
    const rows = Array.from(page.matchAll(/^\| (`--.*?) \| .* \| (.*?) ?\|$/gm));
    expect(rows.length).toBeGreaterThan(30);
    for (const [, names, written] of rows) {
      for (const [option] of names.matchAll(/--[\w-]+/g)) {
        if (!words.has(option)) expect([option, written]).toEqual([option, all.get(option) ?? '']);
      }
    }
  });

  test('names every command, and every exit code of the help', async () => {
    for (const command of COMMANDS) expect(page).toMatch(new RegExp(`^\\| .*\`${command}[ \`]`, 'm'));
    const { stdout } = await hindcast(['--help']);
    const codes = Array.from(
      stdout.split('\nExit codes:\n')[1].matchAll(/^ {2}(\d+) /gm),
      ([, code]) => code,
    );
    for (const code of codes) expect(page).toMatch(new RegExp(`^\\| ${code}[ ,]`, 'm'));
    const written = page
      .slice(page.indexOf('## Exit codes'), page.indexOf('## JSON'))
      .matchAll(/^\| (\d+)/gm);
    expect(Array.from(written, ([, code]) => code)).toEqual(codes);
  });
});

describe('the picture of a report', () => {
  test('is small, and the README shows it', () => {
    expect(read('README.md')).toContain('](docs/report.png)');
    expect(statSync(path.join(ROOT, 'docs/report.png')).size).toBeLessThan(150_000);
  });
});

describe('a page', () => {
  test.each(pages)('%s links to what is there, and names only commands that are', (page) => {
    const text = read(page);
    const links = Array.from(text.matchAll(/\]\((?!https?:)([^)#]+)/g), ([, link]) => link);
    const isThere = (link: string) => existsSync(path.join(ROOT, path.dirname(page), link));
    expect(links.filter((link) => !isThere(link))).toEqual([]);
    for (const [, command] of text.matchAll(/`hindcast ([a-z-]+)/g)) expect(COMMANDS).toContain(command);
  });
});

/** The long options of a command with their defaults, as its help says them. */
async function helpOf(command: string): Promise<ReadonlyMap<string, string | undefined>> {
  const { stdout } = await hindcast([command, '--help', '--all'].filter((word) => word !== ''));
  const entries = stdout.split(/^ {2}(?:-\w, )?(?=--)/m).slice(1);
  return new Map(
    entries.map((entry) => {
      const text = entry.replaceAll(/\s+/g, ' ');
      return [text.split(' ')[0], /\(default: "?(.*?)"?\)/.exec(text)?.[1]] as const;
    }),
  );
}
