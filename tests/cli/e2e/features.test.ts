/** `--features` and `--with-series`: further inputs, from the columns of a file and from other series. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Random } from '../../../src/math/random.ts';
import { DAY, START } from '../../helpers/panels.ts';
import { hindcast } from '../../helpers/run.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'hindcast-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A leader, and a follower that repeats its return a row later; both with a column that no model knows. */
function writeFiles(rows: number): void {
  const random = new Random(1);
  let [leader, follower, last] = [100, 100, 0];
  const lines: readonly string[][] = [[], []];
  for (let row = 0; row < rows; row++) {
    const move = 0.02 * random.normal();
    leader *= Math.exp(move);
    follower *= Math.exp(last + 0.01 * random.normal());
    last = move;
    const date = new Date(START + row * DAY).toISOString().slice(0, 10);
    const mood = row % 7 === 0 ? '' : String(random.normal());
    for (const [i, price] of [leader, follower].entries()) lines[i].push(`${date},${price},${mood}`);
  }
  for (const [i, id] of ['leader', 'follower'].entries())
    writeFileSync(path.join(folder, `${id}.csv`), `date,close,Mood\n${lines[i].join('\n')}\n`);
}
writeFiles(300);

const run = (args: string) => hindcast(args.split(' '), { cwd: folder });
const BOTH = 'leader.csv follower.csv --input-size 4';

/** U2 of a model in each series. */
async function u2(model: string, options: string): Promise<Record<string, number>> {
  const given = `backtest ${BOTH} --model ${model} --test 60 --refit 0 --quiet --json ${options}`;
  const { code, stdout, stderr } = await run(given);
  expect([code, stderr.split('\n').filter((line) => !/leak/.test(line))]).toEqual([0, ['']]);
  const { models } = JSON.parse(stdout) as {
    readonly models: readonly {
      readonly model: string;
      readonly bySeries: readonly { readonly id: string; readonly u2: number }[];
    }[];
  };
  const { bySeries } = models.find((each) => each.model === model)!;
  return Object.fromEntries(bySeries.map(({ id, u2: value }) => [id, value]));
}

describe('backtest', () => {
  test('forecasts a series that follows another with the returns of that one', async () => {
    const [alone, together] = await Promise.all([
      u2('linear', '--with-series none'),
      u2('linear', '--with-series leader'),
    ]);
    expect(alone.follower).toBeGreaterThan(0.9);
    expect(together.follower).toBeLessThan(0.6);
    // What it learns of the leader costs the leader's own forecasts little.
    expect(together.leader).toBeLessThan(1.03);
  });

  test('names the features, and models that take none', async () => {
    const { code, stdout, stderr } = await run(
      `plan ${BOTH} --model linear,drift --features return-2,column:MOOD --with-series leader`,
    );
    expect(code).toBe(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'input 4 rows of the price and return-2, column:mood, series:leader, target log-return',
    );
    expect(stderr).toContain(
      'note: features change nothing in drift: models that take them are linear, dlinear, nlinear, logistic, perceptron, mlp, rnn, lstm, gru, tcn',
    );
    expect(stderr).toContain('`column:mood` is unknown in up to 14 % of the rows of a series');
    expect(stderr).not.toContain('columns not read');
  });

  test.each([
    ['--features retrun-7', 'got `retrun-7`', 'for example `return-7`'],
    ['--features volatility-1', 'got `volatility-1`', 'for example `volatility-20`'],
    ['--features xyz', 'to be features such as return-N,', 'N is a number of rows'],
    ['--features hour,hour', '`--features` names `hour` twice', 'name each once'],
    [
      '--features range',
      'expected a column `high` in leader.csv for `--features range`',
      'leave the feature out',
    ],
    ['--features column:funding', 'expected a column `funding` in leader.csv', '`--with funding`'],
    ['--with-series leadr', 'got `leadr`', 'did you mean `leader`?'],
  ])('%s is rejected', async (options, message, hint) => {
    const { code, stdout, stderr } = await run(`plan ${BOTH} ${options}`);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
  });

  test('of one series has no other series to learn from', async () => {
    const { code, stderr } = await run('plan leader.csv --with-series leader');
    expect(code).toBe(2);
    expect(stderr).toContain('`--with-series leader` needs another series');
  });

  test('says what is known in no row, and what never changes', async () => {
    const { stderr } = await run(`plan ${BOTH} --features hour`);
    expect(stderr).toContain(
      'note: the feature `hour` is the same in every row: nothing can be learned from it',
    );
    const text = 'date,close,fee\n2024-01-01,1,\n2024-01-02,2,\n2024-01-03,3,\n';
    writeFileSync(path.join(folder, 'fee.csv'), text);
    const unknown = await run('plan fee.csv --features column:fee');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('expected values of the feature `column:fee`');
  });

  test('rejects columns too large or too small to be scaled, which would say nothing', async () => {
    for (const fee of [1e300, 1e-300]) {
      const rows = [1, 2, 3].map((day) => `2024-01-0${day},${day},${day * fee},${fee}`);
      writeFileSync(path.join(folder, 'far.csv'), `date,close,fee,size\n${rows.join('\n')}\n`);
      const ofRows = await run('plan far.csv --features column:fee');
      expect([ofRows.code, ofRows.stderr]).toEqual([
        12,
        expect.stringContaining('the values of `fee` of far'),
      ]);
      const ofSeries = await run('plan far.csv --static size');
      expect([ofSeries.code, ofSeries.stderr]).toEqual([
        12,
        expect.stringContaining('the values of `size` of far'),
      ]);
    }
  });

  test('says that a window of one row is nothing but its own level', async () => {
    const note = 'the price of a window of one row is always 0 with `--normalize last`';
    const one = await run(`plan ${BOTH} --model linear --normalize last --input-size 1`);
    expect([one.code, one.stderr]).toEqual([0, expect.stringContaining(note)]);
    const two = await run(`plan ${BOTH} --model linear --normalize last --input-size 2`);
    const plain = await run(`plan ${BOTH} --model linear --input-size 1`);
    for (const { stderr } of [two, plain]) expect(stderr).not.toContain('one row');
  });

  test('warns of a forecast from a last row in which a feature is unknown', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => {
      const date = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
      return `${date},${100 + (i % 3)},${i < 39 ? i % 5 : ''}`;
    });
    writeFileSync(path.join(folder, 'late.csv'), `date,close,fee\n${rows.join('\n')}\n`);
    const args = 'forecast late.csv --input-size 3 --no-record --features column:fee,return-2';
    const warning =
      'warning: the feature `column:fee` is unknown in the last row of late: the forecast uses its mean';
    const { code, stderr } = await run(`${args} --model linear`);
    expect([code, stderr]).toEqual([0, expect.stringContaining(warning)]);
    expect(stderr).not.toContain('`return-2`');
    expect((await run(`${args} --model drift`)).stderr).not.toContain('last row');
  });

  test('says what shapes networks if there is none', async () => {
    const options = '--skip --head steps --hidden 3 --cells gru';
    const none = await run(`plan ${BOTH} --model linear,drift ${options}`);
    expect(none.stderr).toContain(
      'note: `--skip`, `--head`, `--cells` change nothing in linear, drift: networks are mlp, rnn, lstm, gru, tcn',
    );
    expect((await run(`plan ${BOTH} --model linear,gru ${options}`)).stderr).not.toContain('`--skip`');
    expect((await run(`plan ${BOTH} --model linear`)).stderr).not.toContain('change nothing in linear');
  });
});

describe('saved models', () => {
  const FIT = '--model mlp,linear --epochs 2 --hidden 4 --features return-3,column:mood --with-series leader';

  test('give the same forecasts, know their features, and take no others', async () => {
    const fitted = await run(`forecast ${BOTH} ${FIT} --save m.safetensors --quiet --json`);
    expect(fitted.code).toBe(0);
    const again = await run('forecast leader.csv follower.csv --weights m.safetensors --json --quiet');
    const [first, second] = [fitted, again].map(
      ({ stdout }) => JSON.parse(stdout) as { readonly forecasts: unknown; readonly options: unknown },
    );
    expect(second.forecasts).toEqual(first.forecasts);
    expect(second.options).toMatchObject({ features: ['return-3', 'column:mood'], withSeries: ['leader'] });
    const other = await run('forecast leader.csv follower.csv --weights m.safetensors --features hour');
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('`--features hour` contradicts `m.safetensors`');
    const exported = await run('export-model m.safetensors --model mlp --series leader --onnx m.onnx');
    expect(exported.code).toBe(0);
    expect(exported.stdout).toContain('(N, 4, 3)');
    expect(exported.stdout).toContain('NaN where unknown: return-3, column:mood, series:leader');
  });
});
