/** `--target direction`, from candles to the report, to files and back. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileWith, readTable, temporaryFolder } from '../../helpers/files.ts';
import { hindcast } from '../../helpers/run.ts';

const FIXTURE = 'fixtures/ar-simulated-1d.csv';
const ASKED =
  '--target direction --model logistic,perceptron,mlp --input-size 10 --test 100 --horizon 2 --epochs 5 --quiet'.split(
    ' ',
  );

interface Report {
  readonly options: Readonly<Record<string, unknown>>;
  readonly models: readonly {
    readonly model: string;
    readonly scores: Readonly<Record<string, number | null>>;
    readonly calibration: readonly {
      readonly class: string;
      readonly bins: readonly { readonly n: number }[];
    }[];
    readonly tests: Readonly<Record<string, readonly { readonly p: number | null }[]>>;
  }[];
  readonly warnings: readonly string[];
}

let folder: string;
let report: Report;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hindcast-'));
  const { stdout } = await hindcast(['backtest', FIXTURE, ...ASKED, '--json', '--output', folder]);
  report = JSON.parse(stdout) as Report;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const scoresOf = (name: string, { models }: Report = report) =>
  models.find(({ model }) => model === name)!.scores;

describe('backtest --target direction', () => {
  test('has frequencies as the benchmark, and scores of classes instead of errors', () => {
    expect(report.options).toMatchObject({ target: 'direction', flat: 0.001, loss: 'cross-entropy' });
    expect(report.models.map(({ model }) => model).toSorted()).toEqual([
      'frequencies',
      'logistic',
      'mlp',
      'perceptron',
    ]);
    expect(Object.keys(scoresOf('logistic')).toSorted()).toEqual(
      ['accuracy', 'brier', 'direction', 'ece', 'logLoss', 'n', 'skill'].toSorted(),
    );
    expect(scoresOf('frequencies').skill).toBe(0);
    // The series is an AR(1), which can be forecast.
    expect(scoresOf('logistic').skill).toBeGreaterThan(0);
    expect(report.warnings.filter((warning) => !warning.includes('perceptron'))).toEqual([]);
  });

  test('has null if a model gives no probabilities, and a warning that says why', () => {
    expect(scoresOf('perceptron')).toMatchObject({ brier: null, logLoss: null, ece: null, skill: null });
    expect(scoresOf('perceptron').accuracy).toBeGreaterThan(0);
    expect(report.warnings.filter((warning) => warning.includes('perceptron'))).toEqual([
      'perceptron gives no probabilities, so skill, brier, logLoss and ece are undefined for it',
    ]);
  });

  test('has a calibration of every class whose bins contain every forecast', () => {
    for (const { model, calibration, scores } of report.models) {
      if (model === 'perceptron') expect(calibration).toEqual([]);
      else expect(calibration.map((one) => one.class)).toEqual(['down', 'flat', 'up']);
      for (const { bins } of calibration) expect(bins.reduce((sum, { n }) => sum + n, 0)).toBe(scores.n);
    }
  });

  test('writes classes and their probabilities, which score reads back to the same scores', async () => {
    const rows = await readTable(path.join(folder, 'forecasts.csv'));
    expect(Object.keys(rows[0])).toEqual(
      'unique_id,ds,cutoff,origin,step,y,frequencies,logistic,perceptron,mlp,frequencies-p-down,frequencies-p-flat,frequencies-p-up,logistic-p-down,logistic-p-flat,logistic-p-up,mlp-p-down,mlp-p-flat,mlp-p-up'.split(
        ',',
      ),
    );
    for (const row of rows) {
      expect(['-1', '0', '1']).toContain(row.mlp);
      expect(Number(row['mlp-p-down']) + Number(row['mlp-p-flat']) + Number(row['mlp-p-up'])).toBeCloseTo(
        1,
        12,
      );
    }
    const { code, stdout } = await hindcast(['score', folder, '--json', '--quiet']);
    expect(code).toBe(0);
    const scored = JSON.parse(stdout) as Report;
    for (const { model, calibration, tests } of report.models) {
      expect(scoresOf(model, scored)).toEqual(scoresOf(model));
      const one = scored.models.find((other) => other.model === model)!;
      expect([one.calibration, one.tests.dm, one.tests.pt]).toEqual([calibration, tests.dm, tests.pt]);
    }
    const scores = await readFile(path.join(folder, 'scores.csv'), 'utf8');
    expect(scores).toMatch(/^mlp,pooled,,brier,0\.\d+$/m);
    expect(scores).toMatch(/^mlp,calibration,up-0\.[3-7],share,/m);
    expect(scores).not.toMatch(/,(?:rmse|u2|mae),/);
  });

  test('prints the benchmark, the tests and the share of correct forecasts', async () => {
    const { stdout } = await hindcast(['backtest', FIXTURE, ...ASKED, '--details'], {
      env: { COLUMNS: '200' },
    });
    expect(stdout).toContain('target direction (flat within 0.1 %)');
    expect(stdout).toMatch(/^model +accuracy +Brier +skill +log loss +calibration error +direction/m);
    expect(stdout).toMatch(/^p against frequencies +Diebold-Mariano/m);
    expect(stdout).toMatch(/^calibration of up +forecast +n +mean +occurred/m);
    expect(stdout).toMatch(/^By step: Brier \(accuracy\)/m);
    expect(stdout).toMatch(/^- perceptron gives no probabilities, so only its misses can be compared\.\s/m);
    expect(stdout).toMatch(
      /^On Brier score, [^]*? (?:beats?|is significantly|are significantly|has a|have a)\s/m,
    );
    expect(stdout).not.toContain('naive');
    expect(stdout).not.toContain('RMSE');
  });

  test('is stored and shown with the same bytes, at any number of --jobs', async () => {
    const store = path.join(await temporaryFolder(), 'store.sqlite');
    const run = (...more: string[]) =>
      hindcast(['backtest', FIXTURE, ...ASKED, '--json', '--store', store, ...more]).then(({ stdout }) =>
        stdout.replaceAll(/"seconds": [\d.e-]+/g, ''),
      );
    const first = await run('--jobs', '1');
    expect(await run('--jobs', '2')).toBe(first);
    expect(await run('--jobs', '2', '--fresh')).toBe(first);
  });

  test('is compared with itself by compare, which finds no difference', async () => {
    const { code, stdout } = await hindcast(['compare', folder, folder]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^On 100 common forecasts of direction, the first and the second \([^)]*\)\sare the same\./,
    );
  });

  test('is compared with other probabilities by Brier score, in every form', async () => {
    const few = ASKED.map((word, i) => (ASKED[i - 1] === '--input-size' ? '2' : word));
    const other = await temporaryFolder();
    await hindcast(['backtest', FIXTURE, ...few, '--output', path.join(other, 'few')]);
    const asked = ['compare', folder, path.join(other, 'few')];
    const { code, stdout } = await hindcast([...asked, '--json', '--quiet']);
    expect(code).toBe(0);
    const { pairs, warnings } = JSON.parse(stdout) as {
      readonly pairs: readonly {
        readonly a: string;
        readonly loss: string;
        readonly ratio: number;
        readonly scoresA: Readonly<Record<string, number | null>>;
        readonly scoresB: Readonly<Record<string, number | null>>;
        readonly dm: readonly unknown[];
      }[];
      readonly warnings: readonly string[];
    };
    expect(pairs.map(({ a, loss }) => [a, loss])).toEqual([
      ['logistic', 'brier'],
      ['perceptron', 'misses'],
      ['mlp', 'brier'],
    ]);
    for (const { a, scoresA, scoresB, ratio, dm, loss } of pairs) {
      const direction = (scoresOf(a).direction as unknown as { readonly rate: number }).rate;
      expect(scoresA).toEqual({ ...scoresOf(a), direction });
      expect(dm).toHaveLength(2);
      const lossOf = ({ brier, accuracy }: typeof scoresA) => (loss === 'brier' ? brier! : 1 - accuracy!);
      expect(ratio).toBeCloseTo(lossOf(scoresA) / lossOf(scoresB), 10);
    }
    expect(warnings.filter((warning) => warning.includes('perceptron of the first'))).toHaveLength(1);

    expect((await hindcast(asked)).stdout).toMatch(
      /^first +second +Brier of first +of second +difference +verdict$/m,
    );
    const short = await hindcast(asked, { env: { COLUMNS: '200' } });
    expect(short.stdout).toMatch(/^On 100 common forecasts of direction, /);
    expect(short.stdout).toMatch(
      /^first +second +Brier of first +of second +accuracy of first +of second +log loss of first +of second +difference +verdict/m,
    );
    expect(short.stdout).not.toMatch(/RMSE|naive/);
    const details = await hindcast([...asked, '--details'], { env: { COLUMNS: '200' } });
    expect(details.stdout).toMatch(/^- mlp of the first has a Brier score /m);
    expect(details.stdout).toMatch(/^- perceptron of the first has a share of misses /m);
    const markdown = await hindcast([...asked, '--markdown']);
    expect(markdown.stdout).toContain('| first | second | n | Brier first | Brier second | accuracy first |');
    expect((await hindcast([...asked, '--latex'])).stdout).toContain('log loss second');
  });

  test('is not compared with a table without probabilities, which compare says', async () => {
    const prices = await fileWith('unique_id,ds,cutoff,y,mlp\nA,2024-01-02,2024-01-01,1,1\n');
    const { code, stdout, stderr } = await hindcast(['compare', folder, prices]);
    expect([code, stdout]).toEqual([12, '']);
    expect(stderr).toMatch(
      /^error: expected forecasts of the same kind to compare, got classes in .*forecasts\.csv and no probabilities in .*prices\.csv$/m,
    );
  });

  test('has gates on metrics of classes, and none on other metrics', async () => {
    const gate = (expression: string) => hindcast(['score', folder, '--quiet', '--fail-on', expression]);
    expect((await gate('best:accuracy < 0.99 and frequencies:skill == 0')).code).toBe(4);
    expect((await gate('best:brier > 2 or logistic:logLoss > 40')).code).toBe(0);
    const refused = await gate('u2 > 1');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/expected a metric or test of this run .* got `u2`/);
  });
});

test('forecast --target direction prints the class and the probability of each', async () => {
  const asked = [
    'forecast',
    FIXTURE,
    ...ASKED.filter((_, i, all) => all[i] !== '--test' && all[i - 1] !== '--test'),
  ];
  const { code, stdout } = await hindcast(asked);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^when +model +forecast +down +flat +up$/m);
  expect(stdout).toMatch(/^ +frequencies +(?:up|down) +\d\d\.\d % +\d\.\d % +\d\d\.\d %$/m);
  expect(stdout).toMatch(/^ +perceptron +(?:up|flat|down) +– +– +–$/m);
  expect(stdout).toMatch(/logistic's Brier\sscore was \d+\.\d % (?:below|above) that of\sfrequencies: /);
  const { forecasts } = JSON.parse((await hindcast([...asked, '--json'])).stdout) as {
    forecasts: {
      yhat: Record<string, number>;
      probabilities: Record<string, { down: number; flat: number; up: number }>;
    }[];
  };
  expect(forecasts).toHaveLength(2);
  for (const { yhat, probabilities } of forecasts) {
    expect(Object.keys(probabilities)).toEqual(['frequencies', 'logistic', 'mlp']);
    for (const [model, { down, flat, up }] of Object.entries(probabilities)) {
      expect(down + flat + up).toBeCloseTo(1, 12);
      expect(yhat[model]).toBe([down, flat, up].indexOf(Math.max(down, flat, up)) - 1);
    }
  }
});

test.each([
  [
    ['--model', 'linear,mlp'],
    '`linear` cannot forecast target `direction`',
    'with this target, choose from frequencies, logistic, perceptron, mlp, rnn, lstm, gru, tcn, ensemble',
  ],
  [
    ['--loss', 'mse'],
    'expected `--loss` to be cross-entropy with target `direction`, got `mse`',
    'leave it out to use cross-entropy',
  ],
  [['--level', '80'], 'expected no `--level` with target `direction`, got `80`', undefined],
])('%j is refused with target direction', async (args, error, hint) => {
  const { code, stderr, stdout } = await hindcast(['backtest', FIXTURE, '--target', 'direction', ...args]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(`error: ${error}\n`);
  expect(stderr).toContain(hint === undefined ? 'hint: ' : `hint: ${hint}\n`);
});

test('models and the loss of classes are errors with numeric targets', async () => {
  const refused = async (...args: string[]) => {
    const { code, stderr } = await hindcast(['plan', FIXTURE, ...args]);
    return [code, /^error: (.*)$/m.exec(stderr)?.[1]];
  };
  expect(await refused('--model', 'logistic')).toEqual([2, '`logistic` cannot forecast target `log-return`']);
  expect(await refused('--loss', 'cross-entropy', '--target', 'price')).toEqual([
    2,
    'expected `--loss` to be one of mse, mae, huber, pinball, quantile with target `price`, got `cross-entropy`',
  ]);
});

test('plan and the recipes of the course accept target direction', async () => {
  const { code, stdout } = await hindcast([
    'plan',
    FIXTURE,
    '--target',
    'direction',
    '--recipe',
    'lab-0503',
    '--test',
    '50',
  ]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^lstm +1 /m);
});
