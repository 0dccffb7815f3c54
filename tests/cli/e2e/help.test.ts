/** Help, and the commands that list things. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../helpers/commands.ts';
import { ROOT, hindcast, hostOf } from '../../helpers/run.ts';
import { commands } from '../../../src/cli/commands/index.ts';
import { createProgram } from '../../../src/cli/program.ts';

test('every command is among those tested here', async () => {
  const { stdout } = await hindcast(['--help']);
  const listed = stdout.slice(stdout.indexOf('\nCommands:'), stdout.indexOf('\nExit codes:'));
  expect(Array.from(listed.matchAll(/^ {2}([\w-]+) /gm), ([, name]) => name)).toEqual(COMMANDS);
});

describe.each([[], ...COMMANDS.map((name) => [name])])('help of %j', (...command) => {
  test('has an example first and the exit codes last', async () => {
    const { code, stdout, stderr } = await hindcast([...command, '--help', '--all']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^Example:\n {2}\\$ hindcast ${command.join('')}`));
    const codes = stdout.slice(stdout.indexOf('\nExit codes:\n') + 1).trimEnd();
    expect(codes).toMatch(/^Exit codes:\n(?: {2}\d+ +\S.*\n?)+$/);
    expect(codes).toMatch(/^ {2}0 .*\n {2}1 .*\n {2}2 /m);
    if (command.length > 0) expect(stdout).toContain('  --json ');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });
});

describe.each(COMMANDS)('the short help of %s', (command) => {
  test('has less than 60 lines, and says how to see the options that it leaves out', async () => {
    const [{ stdout: short }, all, turned] = await Promise.all([
      hindcast([command, '--help']),
      hindcast([command, '--help', '--all']),
      hindcast([command, '--all', '-h']),
    ]);
    expect(turned).toEqual(all);
    const options = (text: string) => new Set(text.match(/(?<=^ {2}(?:-., )?)--[\w-]+/gm));
    const every = await createProgram(commands).optionsOf(hostOf(), command);
    expect(options(all.stdout)).toEqual(new Set([...every.map(({ long }) => long), '--help']));
    expect(short.split('\n').length).toBeLessThan(60);
    expect(short).toMatch(/^Example:/);
    expect(short).toMatch(/\nExit codes:\n/);
    if (options(short).size === options(all.stdout).size) expect(short).toBe(all.stdout);
    else expect(short).toContain(`print this help; with --all, all ${every.length} options`);
  });
});

test('the short help of backtest has the common options in groups', async () => {
  const { stdout } = await hindcast(['backtest', '--help']);
  for (const text of ['\nModels:\n  --model ', '--horizon', '--test', '--level', '--deadline', '--fail-on'])
    expect(stdout).toContain(text);
  for (const text of ['--aci-gamma', '--debug', '--date-format', '--weight-decay'])
    expect(stdout).not.toContain(text);
});

test('--version prints the version of package.json', async () => {
  const { version } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as {
    version: string;
  };
  expect(await hindcast(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
});

describe.each(['models', 'metrics', 'recipes'])('%s', (command) => {
  test('prints a table, and the same names with --json', async () => {
    const [text, json] = await Promise.all([hindcast([command]), hindcast([command, '--json'])]);
    expect([text.code, text.stderr, json.code, json.stderr]).toEqual([0, '', 0, '']);
    const object = JSON.parse(json.stdout) as Record<string, readonly { readonly name: string }[]>;
    expect(object).toMatchObject({ schema: 1, type: command });
    const names = object[command].map(({ name }) => name);
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) expect(text.stdout).toMatch(new RegExp(`^${name} `, 'm'));
  });
});

describe('plan', () => {
  const args =
    'plan fixtures/garch-simulated-1d.csv --model mlp --horizon 7 --refit 5 --train-size 500'.split(' ');

  test('prints the folds of the backtest, and a cost', async () => {
    const [plan, result] = await Promise.all([
      hindcast([...args, '--json']),
      hindcast(['backtest', ...args.slice(1), '--epochs', '1', '--quiet', '--json']),
    ]);
    expect([plan.code, plan.stderr]).toEqual([0, '']);
    const planned = JSON.parse(plan.stdout) as Record<string, object> & {
      folds: { list: { fold: number; cutoff: string; trainingRows: number }[] };
    };
    const done = JSON.parse(result.stdout) as Record<string, object> & {
      models: { byFolds: { fold: number; cutoff: string }[] }[];
    };
    expect(planned.data).toEqual(done.data);
    expect(planned.folds).toMatchObject(done.folds);
    expect(planned.folds.list.map(({ fold, cutoff }) => [fold, cutoff])).toEqual(
      done.models[0].byFolds.map(({ fold, cutoff }) => [fold, cutoff]),
    );
    expect(planned.folds.list.map(({ trainingRows }) => trainingRows)).toEqual(
      planned.folds.list.map(() => 500),
    );
    expect(planned.cost).toMatchObject({ seconds: expect.any(Number) as number });
  });

  test('prints a table', async () => {
    const { code, stdout } = await hindcast(args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ *fold +first row +cutoff +training rows +origins +first origin +last origin$/m);
    expect(stdout).toMatch(/^About .* in total with \d+ threads?[;.]/m);
  });
});

describe('forecast', () => {
  const args =
    'forecast fixtures/ar-simulated-1d.csv --model mlp --horizon 3 --input-size 5 --epochs 2'.split(' ');

  test('prints the rows after the last one, with naive', async () => {
    const { code, stdout } = await hindcast(args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ar-simulated-1d closed at [\d.,]+ on 2020-09-26; mlp\s+expects\s[\d.,]+\s/);
    expect(stdout).toMatch(/^when +model +forecast +change$/m);
    expect(Array.from(stdout.matchAll(/^2020-\S+(?= +mlp)/gm), ([date]) => date)).toEqual([
      '2020-09-27',
      '2020-09-28',
      '2020-09-29',
    ]);
  });

  test('has the same in JSON', async () => {
    const { code, stdout } = await hindcast([...args, '--json']);
    expect(code).toBe(0);
    const { forecasts } = JSON.parse(stdout) as {
      forecasts: {
        step: number;
        last: number;
        yhat: Record<string, number>;
        change: Record<string, number>;
      }[];
    };
    expect(forecasts.map(({ step }) => step)).toEqual([1, 2, 3]);
    for (const { last, yhat, change } of forecasts) {
      expect(Object.keys(yhat)).toEqual(['naive', 'mlp']);
      expect(yhat.naive).toBe(last);
      expect(change).toEqual({ naive: 0, mlp: yhat.mlp / last - 1 });
      expect(yhat.mlp).toBeGreaterThan(0);
    }
  });
});

describe('simulate', () => {
  test('writes the fixtures with the commands in fixtures/README.md, byte for byte', async () => {
    const page = await readFile(path.join(ROOT, 'fixtures/README.md'), 'utf8');
    const made = Array.from(page.matchAll(/^\| `([\w-]+\.csv)` \| .*`hindcast (simulate .*?)`/gm));
    expect(made.length).toBe(2);
    for (const [, name, command] of made) {
      const { code, stdout, stderr } = await hindcast(command.split(' '));
      expect([code, stderr]).toEqual([0, expect.stringMatching(/^truth: /)]);
      expect([name, stdout]).toEqual([name, await readFile(path.join(ROOT, 'fixtures', name), 'utf8')]);
    }
  });

  test('feeds backtest through a pipe', async () => {
    const { stdout } = await hindcast('simulate sine --rows 200 --quiet'.split(' '));
    const { code } = await hindcast(['backtest', '-', '--model', 'drift'], { stdin: stdout });
    expect(code).toBe(0);
  });

  test('has the candles and the known properties in JSON', async () => {
    const { stdout } = await hindcast('simulate regime --rows 3 --seed 5 --json'.split(' '));
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 1,
      type: 'simulate',
      process: 'regime',
      rows: 3,
      seed: 5,
      time: ['2018-01-01', '2018-01-02', '2018-01-03'],
    });
  });
});
