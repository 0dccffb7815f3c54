/** Stored runs with the built program: what is stored, how it is found, and which requests are errors. */
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../../src/store/store.ts';
import { canMountDisk, runOnSmallDisk } from '../../helpers/disk.ts';
import { temporaryFolder } from '../../helpers/files.ts';
import { ROOT, hindcast, hindcastProcess } from '../../helpers/run.ts';
import { changeRows, damageRows } from '../../helpers/store.ts';

const RUN = 'backtest prices.csv --model linear,ar --test 60 --refit 20 --input-size 10 --quiet'.split(' ');

/** A folder with prices and a store of its own, and the program in it. */
async function newBench() {
  const folder = await temporaryFolder();
  const source = path.join(folder, 'prices.csv');
  await copyFile(path.join(ROOT, 'fixtures/garch-simulated-1d.csv'), source);
  const lines = (await readFile(source, 'utf8')).trimEnd().split('\n');
  const env = { HINDCAST_STORE: path.join(folder, 'store.sqlite') };
  return {
    folder,
    store: env.HINDCAST_STORE,
    run: (...args: readonly string[]) => hindcast(args, { cwd: folder, env }),
    /** The same on another day. */
    runAt: (now: string, ...args: readonly string[]) => hindcast(args, { cwd: folder, env, now }),
    runProcess: (...args: readonly string[]) => hindcastProcess(args, { cwd: folder, env }),
    /** Changes the store in a way that no command does. */
    change: (sql: string) => changeRows(env.HINDCAST_STORE, sql),
    /** The prices of that many days ago. */
    before: (days: number) => writeFile(source, `${lines.slice(0, lines.length - days).join('\n')}\n`),
  };
}

interface ListedRun {
  readonly run: string;
  readonly configuration: string;
  readonly at: string;
  readonly failed: number;
  readonly exit: number;
  readonly models: readonly { readonly model: string; readonly u2: number | null }[];
}

const listed = (stdout: string) => (JSON.parse(stdout) as { runs: ListedRun[] }).runs;
const digits = ({ run }: ListedRun) => run.slice('sha256:'.length);
const errorOf = (stderr: string) => /^error: (.*)$/m.exec(stderr)?.[1];

test('an empty folder has no runs, which is not a failure', async () => {
  const { run, store } = await newBench();
  const { code, stdout } = await run('runs');
  expect([code, stdout]).toEqual([
    0,
    `${store}: no run matches, or none is stored yet; \`hindcast backtest\` stores its runs\n`,
  ]);
  expect(JSON.parse((await run('runs', '--json')).stdout)).toEqual({
    schema: 1,
    type: 'runs',
    store,
    runs: [],
  });
});

test('a backtest is shown as it was printed, and its run.json byte for byte', async () => {
  const { run, folder, store } = await newBench();
  const printed = await run(...RUN);
  const answer = await run('show', 'last');
  expect(answer.stdout.startsWith(printed.stdout)).toBe(true);
  const detailed = await hindcast([...RUN, '--details', '--output', 'out'], {
    cwd: folder,
    env: { HINDCAST_STORE: store, COLUMNS: '80' },
  });
  const shown = await run('show', 'last', '--details');
  expect(shown.stdout.split('\n\n').slice(1).join('\n\n').replaceAll(/\s+/g, ' ')).toBe(
    detailed.stdout.replaceAll(/\s+/g, ' '),
  );
  for (const { stdout } of [answer, shown])
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      `command hindcast backtest ${path.join(folder, 'prices.csv')} --model linear,ar --input-size 10 --test 60`,
    );
  expect((await run('show', 'last', '--json')).stdout).toBe(
    await readFile(path.join(folder, 'out/run.json'), 'utf8'),
  );
  expect((await run('show', 'last', '--details', '--color')).stdout).toContain('\u001b[1m');
  expect(shown.stdout).not.toContain('\u001b');
});

test('the command that `show` prints gives the same run', async () => {
  const { run } = await newBench();
  await run(
    ...RUN,
    '--horizon',
    '3',
    '--level',
    '80',
    '--gaps',
    'ffill',
    '--recipe',
    'lab-0503',
    '--epochs',
    '2',
  );
  const { stdout } = await run('show', 'last');
  const [, command] = /^command {2}hindcast ([^]*?)\n\n?(?=\S|$)/m.exec(stdout) ?? [];
  await run(...command.split(/\s+/), '--quiet');
  expect(listed((await run('runs', '--json')).stdout).length).toBe(1);
});

test('runs of one configuration are one line with U2 over time, or one line each', async () => {
  const { run, before } = await newBench();
  for (const days of [2, 1, 0]) {
    await before(days);
    await run(...RUN);
  }
  await run(...RUN); // the same again
  await run(...RUN, '--horizon', '2');
  const all = listed((await run('runs', '--json')).stdout);
  expect(all.length).toBe(4);
  expect(new Set(all.slice(1).map(({ configuration }) => configuration)).size).toBe(1);
  const lines = (await run('runs')).stdout.split('\n');
  expect(lines[1]).toMatch(new RegExp(`^${digits(all[0]).slice(0, 8)} .* 1 +prices.csv +linear,ar +2 `));
  expect(lines[2]).toMatch(
    new RegExp(`^${digits(all[1]).slice(0, 8)} .* 3 +prices.csv +linear,ar +1 +60 .*[▁-█]{3} `),
  );
  expect((await run('runs', '--all')).stdout.match(/ prices\.csv /g)?.length).toBe(4);
  const one = (await run('runs', '--configuration', digits(all[2]).slice(0, 10))).stdout;
  const times = Array.from(one.matchAll(/^[0-9a-f]{8} .*? (2020-\d\d-\d\d) /gm), ([, time]) => time);
  expect(times).toEqual(times.toSorted());
  expect(times.length).toBe(3);
  const u2 = all.slice(1).map(({ models }) => models.find(({ model }) => model === 'ar')!.u2!);
  expect(one).toMatch(new RegExp(`^ar +3 +${u2[2].toFixed(3)} .*${u2[0].toFixed(3)} +[▁-█]{3}$`, 'm'));
});

test('runs are filtered by model, source and time, and a limit says how many it hides', async () => {
  const { run } = await newBench();
  await run(...RUN);
  await run(...RUN, '--model', 'theta');
  const count = async (...args: string[]) => listed((await run('runs', '--json', ...args)).stdout).length;
  expect(await count('--model', 'theta')).toBe(1);
  expect(await count('--model', 'theta,linear')).toBe(2);
  expect(await count('--model', 'gru')).toBe(0);
  expect(await count('--source', 'PRICES')).toBe(2);
  expect(await count('--source', 'binance')).toBe(0);
  expect(await count('--since', '2020-01-01')).toBe(2);
  expect(await count('--since', '2100-01-01')).toBe(0);
  expect(await count('--limit', '1')).toBe(1);
  expect((await run('runs', '--limit', '1')).stdout).toContain(
    'and 1 more configuration; `--limit` shows them',
  );
});

test('a partial run is stored as partial until the same command completes it', async () => {
  const { run } = await newBench();
  const endless = ['--model', 'gru', '--epochs', '1000000', '--patience', '1000000', '--deadline', '5s'];
  expect((await run(...RUN, ...endless)).code).toBe(3);
  const [partial] = listed((await run('runs', '--json')).stdout);
  expect(partial).toMatchObject({ failed: 3, exit: 3, models: [{ model: 'naive' }] });
  expect((await run('runs')).stdout).toContain('partial: 3 fits missing');
  const shown = (await run('show', 'last')).stdout.replaceAll(/\s+/g, ' ');
  expect(shown).toContain('exit 3; partial, 3 fits missing');
  expect(shown).toContain('gru has no scores: 3 fits failed or were not reached.');
});

describe('a run that cannot be named', () => {
  test('is an error with 2, 10 or 12, and a hint', async () => {
    const { run } = await newBench();
    expect(await run('show', 'last')).toMatchObject({ code: 10 });
    await run(...RUN);
    const none = await run('show', '000000');
    expect([none.code, errorOf(none.stderr)]).toEqual([
      10,
      expect.stringContaining('no run `000000` in the store'),
    ]);
    expect(await run('show', '12345')).toMatchObject({ code: 2 });
    expect(await run('show', 'prices')).toMatchObject({ code: 2 });
    expect(await run('runs', '--configuration', '000000')).toMatchObject({ code: 10 });
  });
});

test('a year of one backtest from cron is one line', async () => {
  const { run, runAt, store } = await newBench();
  await runAt('2026-01-01T06:00:00Z', ...RUN);
  const { runs, close } = openStore(store);
  const [first] = runs.list();
  const texts = { 'run.json': '{}', 'forecasts.csv': '', 'scores.csv': '', 'report.txt': '' };
  for (let day = 1; day < 365; day++) {
    const id = `sha256:${createHash('sha256').update(String(day)).digest('hex')}`;
    const scores = first.scores.map((score) => ({
      ...score,
      u2: score.model === 'naive' ? 1 : 1 - day / 10_000,
    }));
    runs.keep({ ...first, run: id, at: first.at + day * 86_400_000, scores }, texts);
  }
  close();
  const { stdout } = await run('runs');
  expect(stdout).toMatch(/^[0-9a-f]{8} +2026-12-31T06:00:0\dZ +365 .* 0\.964 +█[▁-█]{14}▁ 0\.964-1\.\d{3} /m);
  expect(stdout.match(/prices\.csv/g)?.length).toBe(1);
  const all = (await run('runs', '--all')).stdout;
  expect(all.match(/prices\.csv/g)?.length).toBe(30);
  expect(all).toContain('and 335 more runs; `--limit` shows them');
});

describe('a stored run instead of a file', () => {
  test('is exported byte for byte, compared and scored', async () => {
    const { run, folder } = await newBench();
    await run(...RUN, '--output', 'out');
    expect(await run('export', 'last', '--output', 'again')).toMatchObject({ code: 0, stdout: '' });
    for (const file of ['forecasts.csv', 'scores.csv', 'run.json'])
      expect(await readFile(path.join(folder, 'again', file))).toEqual(
        await readFile(path.join(folder, 'out', file)),
      );
    expect((await run('export', 'last')).stdout).toBe(
      await readFile(path.join(folder, 'out/forecasts.csv'), 'utf8'),
    );
    expect((await run('export', 'last', '--json')).stdout).toBe(
      await readFile(path.join(folder, 'out/run.json'), 'utf8'),
    );
    expect(await run('export', 'last', '--timeframe', '1w')).toMatchObject({ code: 2 });

    const [one] = listed((await run('runs', '--json')).stdout);
    await run(...RUN, '--seed', '2', '--horizon', '1', '--gap', '3');
    const compared = await run('compare', digits(one).slice(0, 8), 'last', '--json');
    expect(compared.code).toBe(0);
    const { sources, n } = JSON.parse(compared.stdout) as { sources: { source: string }[]; n: number };
    expect(sources[0].source).toBe(`run ${digits(one).slice(0, 8)}`);
    expect(n).toBe(60);
    const scored = JSON.parse((await run('score', digits(one), '--json')).stdout) as {
      models: { model: string; scores: { u2: number } }[];
    };
    expect(scored.models.find(({ model }) => model === 'ar')?.scores.u2).toBe(
      one.models.find(({ model }) => model === 'ar')?.u2,
    );
  });

  test('ranks after a file or folder of that name, and is not found without a store', async () => {
    const { run, folder } = await newBench();
    await run(...RUN, '--output', 'abcdef');
    await run(...RUN, '--horizon', '2');
    expect((await run('compare', 'abcdef', 'abcdef')).stdout).toContain('60 common forecasts');
    expect(await run('compare', 'abcdef0', 'abcdef')).toMatchObject({ code: 10 });
    expect(await run('score', 'abcdef0')).toMatchObject({ code: 10 });
    await writeFile(path.join(folder, 'last'), 'no table of forecasts\n');
    expect(await run('score', 'last')).toMatchObject({ code: 12 });
  });

  test('is an error if several begin with its digits', async () => {
    const { run, store } = await newBench();
    await run(...RUN);
    const { runs, close } = openStore(store);
    const [record] = runs.list();
    const texts = { 'run.json': '', 'forecasts.csv': '', 'scores.csv': '', 'report.txt': '' };
    runs.keep({ ...record, run: `${record.run.slice(0, 20)}${'0'.repeat(51)}` }, texts);
    close();
    const prefix = record.run.slice(7, 17);
    const { code, stderr } = await run('compare', prefix, 'last');
    expect([code, errorOf(stderr)]).toEqual([
      2,
      expect.stringContaining(`expected one run, got 2 that begin with \`${prefix}\``),
    ]);
    expect(
      await run('show', `SHA256:${record.run.slice(7).toUpperCase()}`.replace('SHA256', 'sha256')),
    ).toMatchObject({ code: 0 });
  });
});

describe('verify', () => {
  test('computes a run again to the same bits, at any number of threads, after newer candles', async () => {
    const { run, before } = await newBench();
    await before(5);
    await run(...RUN, '--model', 'linear,mlp', '--epochs', '3', '--level', '80');
    await before(0);
    for (const jobs of ['1', '2']) {
      const { code, stdout } = await run('verify', 'last', '--jobs', jobs);
      expect([code, stdout]).toEqual([
        0,
        expect.stringMatching(
          /^run [0-9a-f]{8} is identical: 180 forecasts of 3 models, 9 fits, \d+ bounds of intervals, \d+ scores\n/,
        ),
      ]);
    }
    expect(JSON.parse((await run('verify', 'last', '--json')).stdout)).toMatchObject({
      schema: 1,
      type: 'verify',
      isIdentical: true,
      forecasts: 180,
      differences: [],
    });
  });

  test('finds a changed bit, and names its value, with exit code 1', async () => {
    const { run, store, change } = await newBench();
    await run(...RUN);
    const { runs, close } = openStore(store);
    const text = runs.text(runs.list()[0].run, 'forecasts.csv');
    close();
    // The last value of naive in line 11, one unit in its last place higher.
    const lines = text.split('\n');
    const cells = lines[10].split(',');
    const at = lines[0].split(',').indexOf('naive');
    const bits = new Float64Array([Number(cells[at])]);
    new BigInt64Array(bits.buffer)[0] += 1n;
    const [was, is] = [cells[at], String(bits[0])];
    cells[at] = is;
    lines[10] = cells.join(',');
    const changed = lines.join('\n');
    const hex = deflateSync(changed).toString('hex');
    expect(inflateSync(Buffer.from(hex, 'hex')).toString()).not.toBe(text);
    const digest = createHash('sha256').update(changed).digest('hex');
    change(`UPDATE texts SET content = x'${hex}', digest = 'sha256:${digest}' WHERE name = 'forecasts.csv'`);
    const { code, stdout, stderr } = await run('verify', 'last');
    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`^forecasts.csv +11 +naive +${is} +${was}$`, 'm'));
    expect(errorOf(stderr)).toContain('1 value differs, the first `naive` in line 11 of `forecasts.csv`');
    expect(stderr).not.toMatch(/^ +at /m);
    // Without the right digest, the store is damaged.
    damageRows(
      store,
      `UPDATE texts SET content = x'${deflateSync(text).toString('hex')}' WHERE name = 'forecasts.csv'`,
    );
    expect(await run('verify', 'last')).toMatchObject({ code: 12 });
    expect(await run('doctor', '--no-network')).toMatchObject({ code: 12 });
  });

  test('names the series of a changed file, and exits with 12; with 10 if the file is missing', async () => {
    const { run, folder, before } = await newBench();
    await run(...RUN);
    const source = path.join(folder, 'prices.csv');
    const text = await readFile(source, 'utf8');
    await writeFile(source, text.replace(/^(2019-03-04,.*,)([\d.]+)(,[\d.]*)$/m, '$199.5$3'));
    const changed = await run('verify', 'last');
    expect(changed.code).toBe(12);
    expect(errorOf(changed.stderr)).toMatch(
      /got different data: prices has different values in its 1000 rows$/,
    );
    await before(3);
    expect(errorOf((await run('verify', 'last')).stderr)).toMatch(/prices has 997 rows instead of 1000$/);
    await writeFile(path.join(folder, 'moved.csv'), text);
    await rm(source);
    expect(await run('verify', 'last')).toMatchObject({ code: 10 });
    expect(await run('verify', 'last', 'moved.csv')).toMatchObject({ code: 0 });
  });

  test('names the candle of a stored market that was revised', async () => {
    const { run, folder } = await newBench();
    const source = path.join(folder, 'prices.csv');
    const text = await readFile(source, 'utf8');
    const importing = ['import', 'prices.csv', '--as', 'binance:BTC/USDT:1d'];
    await run(...importing);
    await run('backtest', 'binance:BTC/USDT:1d', ...RUN.slice(2));
    expect(await run('verify', 'last')).toMatchObject({ code: 0 });
    const [line, date, , , , close] = /^(2019-03-04),([\d.]+),([\d.]+),([\d.]+),([\d.]+)/m.exec(text)!;
    await writeFile(
      source,
      text.replace(line, line.replace(new RegExp(`,${close}$`), `,${Number(close) - 1e-9}`)),
    );
    await run(...importing);
    const { code, stderr } = await run('verify', 'last');
    expect(code).toBe(12);
    expect(errorOf(stderr)).toContain(
      `binance:BTC/USDT:1d has a candle revised since, the first at ${date} close ${close}, now `,
    );
  });

  test('reads the data of standard input from there or from a file', async () => {
    const { run, folder, store } = await newBench();
    const text = await readFile(path.join(folder, 'prices.csv'), 'utf8');
    const options = { cwd: folder, env: { HINDCAST_STORE: store }, stdin: text };
    await hindcast(['backtest', '-', ...RUN.slice(2)], options);
    expect(await hindcast(['verify', 'last'], options)).toMatchObject({ code: 0 });
    expect(await run('verify', 'last', 'prices.csv')).toMatchObject({ code: 0 });
  });

  test('rejects a run with other numbers with 2, and compares the values of a partial run', async () => {
    const { run, change } = await newBench();
    const endless = ['--model', 'ar,gru', '--epochs', '1000000', '--patience', '1000000'];
    await run(...RUN, ...endless, '--deadline', '3s', '--jobs', '1');
    // Only the fits that were never reached are missing; they would take hours.
    expect(await run('verify', 'last', '--deadline', '3s')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /identical: \d+ forecasts of 2 models, 6 fits; scores not compared, the run is partial/,
      ),
    });
    change("UPDATE runs SET record = json_set(record, '$.numbers', 1)");
    const { code, stderr } = await run('verify', 'last');
    expect([code, errorOf(stderr)]).toEqual([
      2,
      expect.stringContaining('with numbers 1: this hindcast computes different values'),
    ]);
  });
});

describe('prune', () => {
  test('deletes fits unused for a long time, and runs only if asked', async () => {
    const { run, runAt } = await newBench();
    const trained = [...RUN, '--model', 'mlp', '--epochs', '2'];
    await runAt('2026-01-01T00:00:00Z', ...trained);
    await runAt('2026-01-01T00:00:00Z', ...trained, '--seed', '2');
    await runAt('2026-03-20T00:00:00Z', ...trained); // uses its fits
    const dry = await runAt('2026-05-01T00:00:00Z', 'prune', '--dry-run');
    expect(dry.stdout).toMatch(
      /^would delete 3 fits not used since 2026-01-31, weights of 0 forecasts made before then, and 0 runs; [\d.]+ MB\n/,
    );
    const done = JSON.parse((await runAt('2026-05-01T00:00:00Z', 'prune', '--json')).stdout) as Record<
      string,
      number
    >;
    expect(done).toMatchObject({ type: 'prune', isDry: false, fits: 3, runs: 0 });
    expect((await runAt('2026-05-01T00:00:00Z', 'prune')).stdout).toContain('deleted 0 fits');
    expect(listed((await run('runs', '--json')).stdout).length).toBe(2);
    expect((await runAt('2026-05-01T00:00:00Z', 'prune', '--runs-older-than', '100d')).stdout).toContain(
      'and 1 run;',
    );
    const left = listed((await run('runs', '--json')).stdout);
    expect(left.map(({ at }) => at.slice(0, 10))).toEqual(['2026-03-20']);
    expect((await run('prune', '--keep', '1')).stdout).toContain('and 0 runs;');
    expect((await run('prune', '--keep', '0', '--older-than', '0h')).stdout).toContain('and 1 run;');
    expect(listed((await run('runs', '--json')).stdout)).toEqual([]);
  });

  test('rejects an invalid age, and finds nothing without a store', async () => {
    const { run } = await newBench();
    expect(await run('prune', '--older-than', '90')).toMatchObject({ code: 2 });
    expect(await run('prune', '--keep', '-1')).toMatchObject({ code: 2 });
    expect(await run('prune')).toMatchObject({ code: 0, stdout: expect.stringContaining('deleted 0 fits') });
  });
});

describe('report', () => {
  test('is one page without external files, markup from data or folders, the same twice', async () => {
    const { run, folder, before } = await newBench();
    const name = '<img src=x onerror=alert(1)>.csv';
    await before(1);
    await copyFile(path.join(folder, 'prices.csv'), path.join(folder, name));
    await run('backtest', name, 'prices.csv', ...RUN.slice(2), '--horizon', '2', '--level', '80');
    await run(...RUN);
    const [second, first] = listed((await run('runs', '--json')).stdout).map((one) =>
      digits(one).slice(0, 8),
    );
    expect(await run('report', first, second, '--output', 'r.html')).toMatchObject({ code: 0, stdout: '' });
    const page = await readFile(path.join(folder, 'r.html'), 'utf8');
    expect((await run('report', first, second)).stdout).toBe(page);
    // Without a run, the last one.
    expect((await run('report')).stdout).toBe((await run('report', 'last')).stdout);
    expect(page).not.toContain('<img');
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
    const [[, script], ...others] = [...page.matchAll(/<script[^>]*>(.*?)<\/script>/gis)];
    expect(others).toEqual([]);
    const allowed = createHash('sha256').update(script).digest('base64');
    expect(page).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${allowed}'; `,
    );
    expect(page.replace(script, '').match(/<script/gi)?.length).toBe(1);
    expect(page).not.toMatch(/<link|<iframe|\bon\w+="|https?:|url\(|@import/i);
    expect(page).not.toContain(folder);
    expect(page).toContain(
      '<pre>hindcast backtest &#39;&lt;img src=x onerror=alert(1)&gt;.csv&#39; prices.csv ',
    );
    for (const part of [
      first,
      second,
      '<svg',
      'prefers-color-scheme',
      '@media print',
      'On RMSE, ',
      'Intervals',
      'U2 by step',
      'backtests compared',
    ])
      expect(page).toContain(part);
    // Every element that is opened is closed.
    const open = page.match(/<(?:section|table|figure|ul|dl|svg|div|main)\b/g)?.length;
    expect(page.match(/<\/(?:section|table|figure|ul|dl|svg|div|main)>/g)?.length).toBe(open);
    expect(page).not.toContain('NaN');
    expect(await run('report', first, first)).toMatchObject({ code: 2 });
    // Without a run, the newest.
    expect((await run('report')).stdout).toBe((await run('report', second)).stdout);
  });
});

test('two backtests that end at once are both stored', async () => {
  const { run, runProcess } = await newBench();
  const all = await Promise.all(
    ['1', '2', '3'].map((seed) => runProcess(...RUN, '--seed', seed, '--jobs', '1')),
  );
  expect(all.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(listed((await run('runs', '--json')).stdout).length).toBe(3);
  expect((await run('doctor', '--no-network')).stdout).toMatch(/^ok +store/m);
});

test('if the store cannot take a run, its results are printed first, then an error', async ({ skip }) => {
  skip(!canMountDisk(), 'no file system of 4 MB can be mounted here');
  const { folder } = await newBench();
  const script = `
    cd ${folder}
    step hindcast ${RUN.join(' ')} --model theta
    dd if=/dev/zero of="$DISK/filler" bs=1k 2>/dev/null || true
    step hindcast ${RUN.join(' ')} --model ses
    rm "$DISK/filler"
    step hindcast runs --all`;
  const { stdout, stderr, exits } = await runOnSmallDisk(script, {});
  expect(exits).toEqual([0, 28, 0]);
  expect(stdout).toMatch(/^ses +\d/m);
  expect(stderr).toContain('no space left to write the store');
  expect(stdout.match(/ prices\.csv /g)?.length).toBe(1);
});
