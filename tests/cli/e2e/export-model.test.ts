/** A saved network as a file that another runtime opens. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InferenceSession, Tensor, env as runtime } from 'onnxruntime-web';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dailyCsv } from '../../helpers/files.ts';
import { walk } from '../../helpers/panels.ts';
import { hindcast } from '../../helpers/run.ts';

runtime.wasm.numThreads = 1;

const prices = [walk(120, 3), walk(120, 4)];
const folder = mkdtempSync(path.join(tmpdir(), 'hindcast-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const run = (args: string, env: Readonly<Record<string, string>> = {}) =>
  hindcast(args.split(' '), { cwd: folder, env });

beforeAll(async () => {
  await writeFile(path.join(folder, 'A.csv'), dailyCsv(prices[0]));
  await writeFile(path.join(folder, 'B.csv'), dailyCsv(prices[1]));
  // Not shrunk: of walks, every network would forecast what naive does.
  const fit = '--epochs 5 --hidden 4,3 --input-size 8 --horizon 2 --members 2 --shrink none --quiet';
  for (const args of [
    `forecast A.csv --model gru,ses ${fit} --save one.safetensors`,
    `forecast A.csv B.csv --model gru,mlp ${fit} --save several.safetensors`,
    `forecast A.csv B.csv --model gru --local ${fit} --save local.safetensors`,
    `forecast A.csv --model ses --quiet --save none.safetensors`,
  ]) {
    const { code, stderr } = await run(args);
    if (code !== 0) throw new Error(stderr);
  }
});

/** Outputs of the graph for the last window. */
async function evaluated(file: string, values: readonly number[]): Promise<readonly number[]> {
  const session = await InferenceSession.create(await readFile(path.join(folder, file)));
  const window = new Tensor('float64', Float64Array.from(values.slice(-9)), [1, 9]);
  const { forecast } = await session.run({ window });
  await session.release();
  return [...(forecast.data as Float64Array)];
}

/** Forecasts of `forecast` for a series. */
async function forecasted(args: string, id: string, model: string): Promise<readonly number[]> {
  const { stdout } = await run(`${args} --json`);
  const { forecasts } = JSON.parse(stdout) as { forecasts: { id: string; yhat: Record<string, number> }[] };
  return forecasts.filter((one) => one.id === id).map(({ yhat }) => yhat[model]);
}

describe('export-model', () => {
  test('writes a graph that forecasts the same as `forecast`, from raw prices', async () => {
    // Settings apply to fits only.
    const env = { HINDCAST_MODEL: 'mlp,gru' };
    const { code, stdout, stderr } = await run('export-model one.safetensors --onnx one.onnx', env);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.replaceAll(/ +/g, ' ')).toBe(
      'one.onnx: gru, mean of 2 members, for `A`\n' +
        'array shape contains\n' +
        'window (N, 9) the last values of the series, oldest first\n' +
        'forecast (N, 2) forecasts by step, in the unit of the window\n',
    );
    const expected = await forecasted('forecast A.csv --weights one.safetensors', 'A', 'gru');
    const got = await evaluated('one.onnx', prices[0]);
    // 32-bit rounding of a change of a few percent.
    got.forEach((value, k) => expect(Math.abs(value / expected[k] - 1)).toBeLessThan(1e-7));
    expect(expected[0]).not.toBe(prices[0].at(-1));
  });

  test('takes a series with its own scaler, a network and a member by name', async () => {
    const base = 'export-model several.safetensors --model mlp --series B --json';
    const mean = await run(`${base} --onnx mean.onnx`);
    expect(JSON.parse(mean.stdout)).toMatchObject({
      type: 'export-model',
      file: 'mean.onnx',
      model: 'mlp',
      members: 2,
      series: 'B',
      inputs: [{ name: 'window', shape: ['N', 9] }],
      outputs: [{ name: 'forecast', shape: ['N', 2] }],
    });
    const expected = await forecasted('forecast A.csv B.csv --weights several.safetensors', 'B', 'mlp');
    const got = await evaluated('mean.onnx', prices[1]);
    got.forEach((value, k) => expect(Math.abs(value / expected[k] - 1)).toBeLessThan(1e-7));
    const members: (readonly number[])[] = [];
    for (const member of [0, 1]) {
      await run(`${base} --member ${member} --onnx member.onnx`);
      members.push(await evaluated('member.onnx', prices[1]));
    }
    expect(members[0]).not.toEqual(members[1]);
    got.forEach((value, k) => expect(value).toBeCloseTo((members[0][k] + members[1][k]) / 2, 10));
  });

  test('writes the network of one series of a local model', async () => {
    const expected = await forecasted('forecast A.csv B.csv --weights local.safetensors', 'B', 'gru');
    const { code, stderr } = await run('export-model local.safetensors --series B --onnx local.onnx');
    expect([code, stderr]).toEqual([0, '']);
    const got = await evaluated('local.onnx', prices[1]);
    got.forEach((value, k) => expect(Math.abs(value / expected[k] - 1)).toBeLessThan(1e-7));
    expect(expected).not.toEqual(
      await forecasted('forecast A.csv B.csv --weights several.safetensors', 'B', 'gru'),
    );
  });

  test('writes the same bytes for the same models', async () => {
    await run('export-model one.safetensors --onnx first.onnx');
    await run('export-model one.safetensors --onnx second.onnx');
    const [first, second] = await Promise.all(
      ['first', 'second'].map((name) => readFile(path.join(folder, `${name}.onnx`))),
    );
    expect(first.equals(second)).toBe(true);
  });

  test.each([
    ['one.safetensors', 2, 'missing required option `--onnx`'],
    ['none.safetensors --onnx x.onnx', 2, 'expected a network in `none.safetensors`, got naive, ses'],
    ['none.safetensors --onnx x.onnx --model ses', 2, 'ses is not a network, and has no ONNX graph'],
    ['several.safetensors --onnx x.onnx --series A', 2, 'expected `--model`, as `several.safetensors` has 2'],
    ['several.safetensors --onnx x.onnx --model gru', 2, 'expected `--series`, as the models in'],
    ['one.safetensors --onnx x.onnx --model gur', 2, 'no model `gur` in `one.safetensors`'],
    ['one.safetensors --onnx x.onnx --series B', 2, 'no series `B` in `one.safetensors`'],
    ['one.safetensors --onnx x.onnx --member 2', 2, 'expected `--member` to be a whole number from 0 to 1'],
    ['one.safetensors --onnx one.safetensors', 2, 'expected `--onnx` to be another file than the source'],
    ['one.safetensors --onnx no/x.onnx', 2, 'no/x.onnx`: its folder does not exist (ENOENT)'],
    ['no.safetensors --onnx x.onnx', 10, 'no file no.safetensors'],
    ['A.csv --onnx x.onnx', 12, 'in A.csv, got a length of'],
  ])('refuses %s', async (args, exit, error) => {
    const { code, stdout, stderr } = await run(`export-model ${args}`);
    expect([code, stdout]).toEqual([exit, '']);
    expect(stderr).toContain(error);
    expect(stderr).toMatch(/^hint: /m);
  });
});
