/** `hindcast backtest`, the main job: the table, the JSON of schema 1, the files, and every kind of source. */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaults } from '../../../src/options/flags.ts';
import { dailyCsv, fileWith, readTable, temporaryFolder } from '../../helpers/files.ts';
import { walk } from '../../helpers/panels.ts';
import { hindcast } from '../../helpers/run.ts';

const FIXTURE = 'fixtures/ar-simulated-1d.csv';
/** A fit in milliseconds. */
const QUICK = '--model linear,mlp --input-size 5 --hidden 4 --epochs 2 --test 20 --refit 10 --jobs 1'.split(
  ' ',
);

/** As in a wide terminal. */
const WIDE = { env: { COLUMNS: '200' } };

interface Report {
  readonly [key: string]: unknown;
  readonly data: readonly Record<string, unknown>[];
  readonly folds: Readonly<Record<string, unknown>>;
  readonly models: readonly (Record<string, unknown> & {
    readonly model: string;
    readonly scores: Record<string, number> & { readonly direction: Record<string, number> };
    readonly bySteps: readonly Record<string, number>[];
    readonly byFolds: readonly Record<string, number>[];
    readonly bySeries: readonly Record<string, unknown>[];
  })[];
}

const parse = (text: string) => JSON.parse(text) as Report;

/** The models of a table, in its order. */
function rowsOf(table: string): string[] {
  const lines = table.split('\n');
  const header = lines.findIndex((line) => line.startsWith('model '));
  const end = lines.indexOf('', header);
  return lines.slice(header + 1, end).map((line) => line.split(' ')[0]);
}

describe('with --details, the table', () => {
  test('describes the run, lists every model and naive by RMSE, and ends with which models beat naive', async () => {
    const { code, stdout } = await hindcast(['backtest', FIXTURE, ...QUICK, '--details'], WIDE);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^(?:Neither|linear|mlp|Whether) .* ar-simulated-1d, one day ahead/);
    expect(stdout).toContain(
      `data     ar-simulated-1d (${FIXTURE}), close: 1,000 rows, 2018-01-01 to 2020-09-26`,
    );
    expect(stdout).toContain('20 origins, 1 row apart, 1 step ahead: targets 2020-09-07 to 2020-09-26');
    expect(stdout).toContain('2 folds, refitted every 10 origins');
    expect(stdout).toMatch(/^model +MAE +RMSE +MAPE +MASE +U2 +skill +direction \(95 %\) +bias +time$/m);
    expect(rowsOf(stdout).toSorted()).toEqual(['linear', 'mlp', 'naive']);
    const scores = stdout.split('\n\n').find((section) => section.startsWith('model '))!;
    const rmse = Array.from(scores.matchAll(/^(?:linear|mlp|naive) +\S+ +([\d.,]+)/gm), ([, text]) =>
      Number(text),
    );
    expect(rmse.length).toBe(3);
    expect(stdout).toMatch(/^p against naive +Diebold-Mariano +Clark-West .*\n(?:linear|mlp) +[\d<]/m);
    expect(rmse).toEqual(rmse.toSorted((a, b) => a - b));
    expect(stdout).toContain('\n- linear ');
    expect(stdout).toContain('\n- mlp ');
    expect(stdout.trimEnd().split('\n\n').at(-1)).toMatch(/beats? naive|naive/);
  });

  test('has steps and series if there are several', async () => {
    const other = await fileWith(dailyCsv(walk(100, 3)), 'OTHER.csv');
    const args = [other, await fileWith(dailyCsv(walk(100, 4)), 'ANOTHER.csv'), ...QUICK, '--horizon', '2'];
    const { stdout } = await hindcast(['backtest', ...args, '--details'], WIDE);
    expect(stdout).toMatch(/By step: U2.*\nstep +n +/);
    expect(stdout).toMatch(/By series: RMSE \(U2\)\nseries +n +[^]*\nOTHER +20 +[^]*\nANOTHER +20 +/);
  });

  test('has one line if naive is the only model, and says that there is nothing to compare', async () => {
    const { code, stdout } = await hindcast(['backtest', FIXTURE, '--model', 'naive', '--details']);
    expect(code).toBe(0);
    expect(rowsOf(stdout)).toEqual(['naive']);
    expect(stdout).toContain('There is nothing to compare with naive.');
  });
});

describe('the JSON', () => {
  test('has the names of schema 1', async () => {
    const { code, stdout } = await hindcast(['backtest', FIXTURE, ...QUICK, '--json']);
    expect(code).toBe(0);
    const report = parse(stdout);
    expect(report).toMatchObject({ schema: 1, type: 'backtest', seed: 1 });
    expect(Object.keys(report)).toEqual(
      expect.arrayContaining([
        ...['schema', 'type', 'run', 'version', 'seed', 'data', 'options', 'folds', 'models'],
        ...['answer', 'timeframe', 'failures', 'warnings'],
      ]),
    );
    expect(report.run).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(Object.keys(report.data[0])).toEqual(
      expect.arrayContaining(['id', 'rows', 'from', 'to', 'digest']),
    );
    expect(report.data[0]).toMatchObject({
      id: 'ar-simulated-1d',
      rows: 1000,
      from: '2018-01-01',
      to: '2020-09-26',
    });
    expect(report.folds).toMatchObject({
      count: 2,
      origins: 20,
      refit: 10,
      window: 'expanding',
      firstTarget: '2020-09-07',
      lastTarget: '2020-09-26',
    });
    expect(report.models.map(({ model }) => model).toSorted()).toEqual(['linear', 'mlp', 'naive']);
    const all = ['n', 'mae', 'rmse', 'bias', 'mape', 'smape', 'mase', 'rmsse', 'u2', 'skill'];
    for (const model of report.models) {
      expect(Object.keys(model)).toEqual(
        expect.arrayContaining([
          ...['model', 'word', 'parameters', 'seconds', 'fits', 'epochs', 'scores', 'bySteps', 'byFolds'],
          ...['meanOfFolds', 'bySeries', 'spread', 'verdict'],
        ]),
      );
      expect(Object.keys(model.scores)).toEqual(expect.arrayContaining([...all, 'direction']));
      expect(Object.keys(model.scores.direction)).toEqual(
        expect.arrayContaining(['hits', 'n', 'rate', 'lo', 'hi', 'alwaysUp', 'ties']),
      );
      expect(Object.keys(model.bySteps[0])).toEqual(expect.arrayContaining(['step', ...all]));
      expect(Object.keys(model.byFolds[0])).toEqual(expect.arrayContaining(['fold', 'cutoff', ...all]));
      expect(Object.keys(model.bySeries[0])).toEqual(expect.arrayContaining(['id', ...all]));
      expect(model.bySteps.length).toBe(1);
      expect(model.byFolds.map(({ n }) => n)).toEqual([10, 10]);
      expect(model.scores.n).toBe(20);
    }
    const mlp = report.models.find(({ model }) => model === 'mlp');
    expect(mlp).toMatchObject({ parameters: 29, fits: 2, epochs: [2, 2] }); // 5x4 + 4 and 4 + 1
  });

  test('contains every option, resolved', async () => {
    const { stdout } = await hindcast(['backtest', FIXTURE, ...QUICK, '--json']);
    expect(parse(stdout).options).toEqual({
      ...defaults,
      ...{ models: ['linear', 'mlp'], inputSize: 5, hidden: [4], epochs: 2, test: '20', refit: 10 },
      stepSize: 1,
    });
  });

  test('writes what is undefined as `null` with a reason, and never `NaN`', async () => {
    const constant = await fileWith(dailyCsv(Array.from({ length: 40 }, () => 5)));
    const args = [constant, '--model', 'drift', '--input-size', '3', '--test', '10', '--json'];
    const { code, stdout } = await hindcast(['backtest', ...args]);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/NaN|Infinity/);
    const { models, warnings } = parse(stdout);
    expect(models[0].scores).toMatchObject({ mae: 0, mase: null, u2: null });
    expect(warnings).toEqual(expect.arrayContaining([expect.stringMatching(/^mase has undefined values/)]));
  });

  test('is the only text on standard output; progress goes to standard error unless --quiet', async () => {
    const loud = await hindcast(['backtest', FIXTURE, ...QUICK, '--json']);
    expect(() => parse(loud.stdout)).not.toThrow();
    expect(loud.stderr).toMatch(/^6\/6 fits · /m);
    const quiet = await hindcast(['backtest', FIXTURE, ...QUICK, '--json', '--quiet']);
    expect(quiet.stderr).toBe('');
    expect({ ...parse(quiet.stdout), models: [] }).toEqual({ ...parse(loud.stdout), models: [] });
  });
});

describe('--output', () => {
  test('writes files from which the table can be recomputed', async () => {
    const folder = path.join(await temporaryFolder(), 'made', 'on the way');
    const args = ['backtest', FIXTURE, ...QUICK, '--horizon', '3', '--json', '--output', folder];
    const { code, stdout } = await hindcast(args);
    expect(code).toBe(0);
    expect((await readdir(folder)).toSorted()).toEqual(['forecasts.csv', 'run.json', 'scores.csv']);
    expect(await readFile(path.join(folder, 'run.json'), 'utf8')).toBe(stdout);

    const rows = await readTable(path.join(folder, 'forecasts.csv'));
    expect(Object.keys(rows[0])).toEqual([
      'unique_id',
      'ds',
      'cutoff',
      'origin',
      'step',
      'y',
      'naive',
      'linear',
      'mlp',
    ]);
    const truth = new Map((await readTable(FIXTURE)).map(({ date, close }) => [date, close]));
    for (const { ds, origin, y, naive, step } of rows) {
      expect(y).toBe(truth.get(ds));
      expect(naive).toBe(truth.get(origin));
      expect((Date.parse(ds) - Date.parse(origin)) / 86_400_000).toBe(Number(step));
    }
    const { models } = parse(stdout);
    const scores = await readTable(path.join(folder, 'scores.csv'));
    const scoreOf = (model: string, metric: string) =>
      Number(
        scores.find((row) => row.model === model && row.scope === 'pooled' && row.metric === metric)?.value,
      );
    for (const model of models) {
      const errors = rows.map((row) => Number(row[model.model]) - Number(row.y));
      const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      const mae = mean(errors.map(Math.abs));
      const rmse = Math.sqrt(mean(errors.map((error) => error ** 2)));
      expect(model.scores.n).toBe(errors.length);
      // Sums in another order differ in the last bits.
      expect([model.scores.mae, model.scores.rmse, model.scores.bias]).toBeAllClose(
        [mae, rmse, mean(errors)],
        { rtol: 1e-12, atol: 1e-12 },
      );
      expect(scoreOf(model.model, 'mae')).toBe(model.scores.mae);
      expect(scoreOf(model.model, 'rmse')).toBe(model.scores.rmse);
    }
  });

  test('writes forecasts that hindcast itself reads as a panel', async () => {
    const folder = await temporaryFolder();
    const files = await Promise.all([3, 4].map((seed) => fileWith(dailyCsv(walk(80, seed)), `S${seed}.csv`)));
    await hindcast(['backtest', ...files, ...QUICK, '--output', folder]);
    const { code, stdout } = await hindcast(
      'backtest forecasts.csv --column mlp --time-column ds --model naive --input-size 3 --json'.split(' '),
      { cwd: folder },
    );
    expect(code).toBe(0);
    expect(parse(stdout).data).toMatchObject([
      { id: 'S3', rows: 20 },
      { id: 'S4', rows: 20 },
    ]);
  });

  test('never replaces the source', async () => {
    const source = await fileWith(dailyCsv(walk(80, 1)), 'forecasts.csv');
    const args = ['backtest', source, '--model', 'naive', '--output', path.dirname(source)];
    const { code, stdout, stderr } = await hindcast(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: expected `--output` to be a folder without the source, /);
    expect(await readFile(source, 'utf8')).toBe(dailyCsv(walk(80, 1)));
  });

  test('replaces older results; a folder that cannot be written is an error before any fit', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'run.json'), 'old');
    await hindcast(['backtest', FIXTURE, '--model', 'naive', '--output', folder]);
    expect(parse(await readFile(path.join(folder, 'run.json'), 'utf8')).type).toBe('backtest');
    const place = path.join(folder, 'run.json', 'below a file');
    const { code, stdout, stderr } = await hindcast(['backtest', FIXTURE, '--output', place]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: cannot write /);
    expect(stderr).not.toContain('fits');
  });
});

describe('sources', () => {
  const args = [...QUICK, '--json', '--quiet'];
  const [a, b] = [walk(80, 1), walk(80, 2).map((price) => price * 10)];

  test('make the same panel as several files, as one file with `unique_id`, or with one from standard input', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'A.csv'), dailyCsv(a));
    await writeFile(path.join(folder, 'B.csv'), dailyCsv(b));
    const long = [
      'unique_id,ds,y',
      ...[a, b].flatMap((prices, s) =>
        dailyCsv(prices)
          .trimEnd()
          .split('\n')
          .slice(1)
          .map((line) => `${'AB'[s]},${line}`),
      ),
    ].join('\n');
    const files = await hindcast(['backtest', 'A.csv', 'B.csv', ...args], { cwd: folder });
    const panel = await hindcast(['backtest', '-', ...args], { stdin: long });
    expect([files.code, panel.code, files.stderr, panel.stderr]).toEqual([0, 0, '', '']);
    const [fromFiles, fromPanel] = [parse(files.stdout), parse(panel.stdout)];
    expect(fromFiles.data.map(({ id }) => id)).toEqual(['A', 'B']);
    expect(fromPanel.data).toEqual(fromFiles.data);
    expect(fromPanel.models.map(({ scores }) => scores)).toEqual(
      fromFiles.models.map(({ scores }) => scores),
    );
    expect(fromFiles.models[0].bySeries.map(({ id, n }) => [id, n])).toEqual([
      ['A', 20],
      ['B', 20],
    ]);
  });

  test('give the same numbers from standard input as from the file', async () => {
    const file = await hindcast(['backtest', await fileWith(dailyCsv(a)), ...args]);
    const piped = await hindcast(['backtest', '-', ...args], { stdin: dailyCsv(a) });
    expect(piped.code).toBe(0);
    expect(parse(piped.stdout).models.map(({ scores }) => scores)).toEqual(
      parse(file.stdout).models.map(({ scores }) => scores),
    );
  });

  test('with a gap are scored around it, with a warning', async () => {
    const holed = dailyCsv(a).split('\n').toSpliced(70, 2).join('\n');
    const { code, stdout, stderr } = await hindcast(['backtest', '-', ...QUICK, '--json'], { stdin: holed });
    expect(code).toBe(0);
    expect(stderr).toContain('warning: ');
    expect(parse(stdout).models[0].scores.n).toBeLessThan(20);
    expect(parse(stdout).warnings).not.toEqual([]);
    const refused = await hindcast(['backtest', '-', ...QUICK, '--gaps', 'error'], { stdin: holed });
    expect([refused.code, refused.stdout]).toEqual([12, '']);
    expect(refused.stderr).toContain('expected a candle at every step');
  });
});
