/**
 * Same identity, same bytes: run again, on any number of threads, and on Node 20, 22 and 24, each of which
 * has to come to the digests recorded here.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSafetensors, writeSafetensors } from '../src/data/safetensors.ts';
import { temporaryFolder } from './helpers/files.ts';
import { hindcast } from './helpers/run.ts';

const MODELS = 'drift,seasonal-naive,linear,mlp,rnn,lstm,gru,tcn';
const SMALL =
  'backtest fixtures/garch-simulated-1d.csv --train-size 200 --test 40 --refit 20 --horizon 2 --input-size 9 --epochs 3 --seasonality 7';

/**
 * Every model, and between the two runs most of what a network can be made of; with the sha256 of forecasts.csv.
 * Where a change moves these digests it moves numbers: see `NUMBERS_VERSION` and CHANGELOG.
 */
const RUNS = [
  {
    options:
      '--hidden 9,4 --dropout .1 --l1 .0001 --l2 .001 --members 2 --patience 1 --dense 5 --validation .1 --shrink none',
    forecasts: 'e8e4ad2e048c2499198ced499bd7f3dc08fb1bf493c6948f383fbda40b9d8b44',
  },
  {
    options:
      '--hidden 11 --target price --scaler min-max --activation swish --optimizer rmsprop --gru reset-after --schedule cosine --loss huber --clip .5 --warm --batch-size 50 --validation .1 --shrink none',
    forecasts: '48b2ded65f2ac9e4df59e41f9233b60f3e8ea6c785d7978ef84d5f300e467ed8',
  },
  // Forecasts that are shrunk, of volatility: of prices that are a random walk they are all those of naive.
  {
    options: '--target volatility --hidden 9 --members 2',
    forecasts: 'd8137a3148bd751d184ba6684b6569dbc82936c3bb9aa74d97309d38fa8a837b',
  },
];

/** The files of a run, in which no time of day and no duration may stand. */
async function filesOf(options: string) {
  const folder = await temporaryFolder();
  const args = `${SMALL} --model ${MODELS} ${options} --quiet --json`.split(' ');
  const { code, stdout, stderr } = await hindcast([...args, '--output', folder]);
  expect([code, stderr]).toEqual([0, '']);
  const [forecasts, scores] = await Promise.all(
    ['forecasts.csv', 'scores.csv'].map((name) => readFile(path.join(folder, name), 'utf8')),
  );
  return { run: (JSON.parse(stdout) as { run: string }).run, forecasts, scores };
}

const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');

describe.each(RUNS)('$options', ({ options, forecasts }) => {
  test('writes the same bytes again, on one thread and on two, and those recorded', async () => {
    const first = await filesOf(`${options} --jobs 1`);
    const second = await filesOf(`${options} --jobs 2`);
    const third = await filesOf(`${options} --jobs 2`);
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    expect(sha256(first.forecasts)).toBe(forecasts);
  });
});

/** Statistical models with a season, of prices and of volatility. */
const SEASONAL = [
  {
    options: '--model ses,holt,damped,ets,theta,ar --seasonality 7',
    forecasts: '89c4b7e938b2ef1cf8d8565c9efda19360fb13fb39f2e3c1ae1c37cc438ce814',
  },
  {
    options: '--model ses,ets,theta,ewma,har --har leverage --seasonality 30 --target volatility',
    forecasts: 'b558fffaa37f4c3f9e688847b8812a739c6d4114aba46486553eccbad3ef20db',
  },
  {
    options: '--model arima --seasonality 7',
    forecasts: 'eed13dcbbdf00876dcb3fc31176441724cbd02cea044e1587ec71fb8288ff0dc',
  },
];

test.each(SEASONAL)(
  'statistical models write the bytes recorded: $options',
  async ({ options, forecasts }) => {
    const folder = await temporaryFolder();
    const run = `backtest fixtures/garch-simulated-1d.csv --train-size 400 --test 40 --refit 20 --horizon 3 --quiet ${options}`;
    const { code } = await hindcast([...run.split(' '), '--output', folder]);
    expect(code).toBe(0);
    expect(sha256(await readFile(path.join(folder, 'forecasts.csv'), 'utf8'))).toBe(forecasts);
  },
);

/** sha256 of the arrays of a file of saved models: its texts hold versions, and every option that is added. */
const SAVED = 'cc47ed4d977eb46ef22bdea058288f890f4b90f33244f4124c59d2c27930a6a4';

test('saves models as the same bytes again, on one thread and on two, and those recorded', async () => {
  const folder = await temporaryFolder();
  const files: Uint8Array[] = [];
  for (const jobs of ['1', '2']) {
    const file = path.join(folder, `${jobs}.safetensors`);
    const args = `forecast fixtures/garch-simulated-1d.csv --train-size 200 --model ${MODELS},ses,theta,ar --input-size 9 --epochs 3 --hidden 9,4 --members 2 --validation .1 --shrink none --quiet`;
    const { code, stderr } = await hindcast([...args.split(' '), '--jobs', jobs, '--save', file]);
    expect([code, stderr]).toEqual([0, '']);
    files.push(await readFile(file));
  }
  const [first, second] = files;
  expect(second).toEqual(first);
  const { tensors } = readSafetensors(first, 'first');
  expect(sha256(writeSafetensors({ metadata: {}, tensors }))).toBe(SAVED);
});

test('another seed has other forecasts of networks, the same of the rest, and another identity', async () => {
  const [one, two] = [await filesOf('--seed 1 --shrink none'), await filesOf('--seed 2 --shrink none')];
  expect(two.run).not.toBe(one.run);
  const column = (text: string, name: string) => {
    const [header, ...rows] = text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    expect(header).toContain(name);
    return rows.map((row) => Number(row[header.indexOf(name)]));
  };
  for (const model of ['naive', 'drift', 'seasonal-naive', 'linear']) {
    expect(column(two.forecasts, model)).toEqual(column(one.forecasts, model));
  }
  for (const model of ['mlp', 'rnn', 'lstm', 'gru', 'tcn']) {
    expect(column(two.forecasts, model)).not.toEqual(column(one.forecasts, model));
  }
});
