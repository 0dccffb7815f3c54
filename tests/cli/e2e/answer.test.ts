/** What `backtest`, `show`, `score FILE` and `compare` print first, and what they say to do next. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../../src/store/store.ts';
import { dailyCsv, temporaryFolder } from '../../helpers/files.ts';
import { walk } from '../../helpers/panels.ts';
import { hindcast } from '../../helpers/run.ts';

const RUN = 'backtest A.csv --model linear,drift --input-size 5 --test 40 --refit 0'.split(' ');

/** A folder with prices and a store of its own, and the program in it. */
async function newBench() {
  const folder = await temporaryFolder();
  for (const [i, name] of ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I'].entries())
    await writeFile(path.join(folder, `${name}.csv`), dailyCsv(walk(200, i + 1)));
  const store = path.join(folder, 'store.sqlite');
  return {
    folder,
    store,
    run: (args: readonly string[], env: Record<string, string> = {}) =>
      hindcast(args, { cwd: folder, env: { HINDCAST_STORE: store, ...env } }),
  };
}

/** The commands that the last lines name. */
const nextOf = (stdout: string): readonly string[] =>
  Array.from(
    stdout.matchAll(/^(?:All scores and tests|Charts in a page): (.*)$/gm),
    ([, command]) => command,
  );

describe('a backtest', () => {
  test('answers in its first sentence, in fewer than 25 lines, with commands that run', async () => {
    const { run } = await newBench();
    const { code, stdout } = await run(RUN);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^(?:Neither|linear|drift) .* naive on A, one day\s+ahead[.;]/);
    expect(stdout.trimEnd().split('\n').length).toBeLessThan(25);
    expect(nextOf(stdout)).toEqual([
      'hindcast show last --details',
      'hindcast report last --output report.html',
    ]);
    for (const command of nextOf(stdout)) expect((await run(command.split(' ').slice(1))).code).toBe(0);
  });

  test('of nine series, seven steps and three models is as short', async () => {
    const { run } = await newBench();
    const sources = Array.from('ABCDEFGHI', (name) => `${name}.csv`);
    const args = ['backtest', ...sources, '--horizon', '7', '--model', 'linear,drift,ses'];
    const { stdout } = await run([...args, '--test', '40', '--refit', '0', '--input-size', '5']);
    expect(stdout.replaceAll('\n', ' ')).toMatch(/ on 9 series, 1 to 7 days ahead/);
    expect(stdout.trimEnd().split('\n').length).toBeLessThan(25);
    expect(stdout).toMatch(/^against naive +step 1 +step 7 +best series +worst series$/m);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('names the store that `--store` names, and only that', async () => {
    const { run, folder } = await newBench();
    const { stdout } = await run([...RUN, '--store', path.join(folder, 'my store.sqlite')]);
    expect(nextOf(stdout)[0]).toBe(
      `hindcast show last --details --store '${path.join(folder, 'my store.sqlite')}'`,
    );
  });

  test('names nothing that was not kept', async () => {
    const { run, folder } = await newBench();
    await mkdir(path.join(folder, 'taken'));
    const { stdout } = await run(RUN, { HINDCAST_STORE: path.join(folder, 'taken') });
    expect(stdout).toContain('naive on A, one day');
    expect(nextOf(stdout)).toEqual(['add --details']);
  });

  test('that is partial is named by its digits', async () => {
    const { run } = await newBench();
    const args =
      'backtest A.csv --model mlp,linear --input-size 5 --test 40 --refit 0 --learning-rate 1e30'.split(' ');
    const { code, stdout } = await run([...args, '--clip', '0', '--optimizer', 'sgd']);
    expect(code).toBe(3);
    expect(stdout.replaceAll('\n', ' ')).toContain('mlp has no scores: 1 fit failed or was not reached.');
    expect(nextOf(stdout)[0]).toMatch(/^hindcast show [0-9a-f]{8} --details$/);
    expect((await run(nextOf(stdout)[0].split(' ').slice(1))).code).toBe(0);
  });

  test('with --quiet ends with the table', async () => {
    const { run } = await newBench();
    const { stdout } = await run([...RUN, '--quiet']);
    expect(nextOf(stdout)).toEqual([]);
    expect(stdout).toContain('naive on A');
  });
});

describe('every form', () => {
  const forms = [RUN, ['show', 'last'], ['score', 'last'], ['compare', 'last', 'last']];

  test.each(forms.flatMap((form) => [form, [...form, '--details']]))(
    'fits 60 columns and cuts nothing: %s',
    async (...words) => {
      const { run } = await newBench();
      await run(RUN);
      const wide = await run(words, { COLUMNS: '200' });
      const narrow = await run(words, { COLUMNS: '60' });
      expect(narrow.code).toBe(0);
      const known = new Set(wide.stdout.split(/\s+/));
      for (const line of narrow.stdout.split('\n')) {
        // A digest, a path or a command cannot be broken.
        const isLong =
          line
            .trim()
            .split(/\s+/)
            .some((word) => word.length > 45) || /^(?:All|Charts) /.test(line);
        if (!isLong) expect(line.length).toBeLessThanOrEqual(60);
      }
      // Times of fits differ from run to run.
      for (const word of narrow.stdout.replaceAll(/[\d.]+ s$/gm, '').split(/\s+/))
        expect(known).toContain(word);
    },
  );

  test.each(forms.flatMap((form) => [form, [...form, '--details']]))(
    'is ASCII where the locale has no UTF-8: %s',
    async (...words) => {
      const { run } = await newBench();
      await run(RUN);
      const { stdout, stderr } = await run(words, { LC_ALL: 'C' });
      // oxlint-disable-next-line no-control-regex -- ASCII and line ends
      expect(stdout + stderr).toMatch(/^[\n\u0020-\u007E]*$/);
    },
  );

  test('as JSON is the same in every locale and width', async () => {
    const { run } = await newBench();
    await run(RUN);
    const [utf8, plain] = [
      await run(['show', 'last', '--json'], { COLUMNS: '200' }),
      await run(['show', 'last', '--json'], { LC_ALL: 'C', COLUMNS: '60' }),
    ];
    expect(plain.stdout).toBe(utf8.stdout);
  });
});

test('a run that an earlier version kept is answered from what it has', async () => {
  const { run, store } = await newBench();
  // Earlier versions did not shrink, and no model forecast the same as naive.
  await run([...RUN, '--shrink', 'none']);
  const { runs, close } = openStore(store);
  const [record] = runs.list();
  const json = runs.json(record.run) as { models: Record<string, unknown>[] } & Record<string, unknown>;
  const texts = {
    'run.json': JSON.stringify({
      ...json,
      answer: undefined,
      timeframe: undefined,
      models: json.models.map((model) => ({ ...model, word: undefined, ties: undefined, leak: undefined })),
    }),
    'forecasts.csv': runs.text(record.run, 'forecasts.csv'),
    'scores.csv': runs.text(record.run, 'scores.csv'),
    'report.txt': `an old report ${'of many words '.repeat(9)}`,
  };
  runs.keep({ ...record, at: record.at + 1 }, texts);
  close();
  const { code, stdout } = await run(['show', 'last']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/naive on A, one step\s+ahead/);
  expect(stdout).toMatch(/^linear .* (?:no difference|worse|better)$/m);
  const details = await run(['show', 'last', '--details']);
  expect(details.stdout).toContain('an old report');
  for (const line of details.stdout.split('\n').slice(-3)) expect(line.length).toBeLessThanOrEqual(80);
});
