/** Options from the environment and from files: which one counts, and what is refused. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { applySettings, withOrigin } from '../../../src/cli/options/settings.ts';
import { DataError, UsageError } from '../../../src/errors.ts';
import { temporaryFolder } from '../../helpers/files.ts';
import { hindcast } from '../../helpers/run.ts';

interface Given {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Text of `hindcast.json` two folders above the one that the command runs in. */
  readonly above?: string;
  /** Text of the file beside it. */
  readonly beside?: string;
  /** Text of the user's own file. */
  readonly own?: string;
}

/** What a command sees of its options. */
async function apply({ args = [], env = {}, above, beside, own }: Given) {
  const home = await temporaryFolder();
  const folder = path.join(home, 'work', 'project');
  await mkdir(folder, { recursive: true });
  await mkdir(path.join(home, '.config', 'hindcast'), { recursive: true });
  const files = [
    [path.join(home, 'hindcast.json'), above],
    [path.join(folder, 'hindcast.json'), beside],
    [path.join(home, '.config', 'hindcast', 'hindcast.json'), own],
  ] as const;
  for (const [file, text] of files) if (text !== undefined) await writeFile(file, text);
  const program = new Command();
  const command = program
    .command('work')
    .option('--input-size <n>')
    .option('--model <list>')
    .option('--warm')
    .option('--json')
    .exitOverride();
  const other = program.command('other').option('--since <date>');
  command.parse(args, { from: 'user' });
  const all = () => Promise.resolve([...command.options, ...other.options]);
  const origins = await applySettings(all, command, { env, platform: 'linux', home, folder });
  return { values: command.opts(), origins, home };
}

const options = (values: object): string => JSON.stringify({ options: values });

describe('a value', () => {
  test('comes from the flag, else the environment, else the file beside or above, else the own file', async () => {
    const own = options({ 'input-size': 1, model: 'own' });
    const above = options({ 'input-size': 2 });
    const env = { HINDCAST_INPUT_SIZE: '3' };
    const inputSize = async (given: Given) => (await apply(given)).values.inputSize as string;
    expect(await inputSize({ own })).toBe('1');
    expect(await inputSize({ own, above })).toBe('2');
    expect(await inputSize({ own, above, env })).toBe('3');
    expect(await inputSize({ own, above, env, args: ['--input-size', '4'] })).toBe('4');
    expect((await apply({ own, above })).values.model).toBe('own');
  });

  test('of the nearest file hides those above it as a whole', async () => {
    const given = { beside: options({ model: 'gru' }), above: options({ model: 'mlp', 'input-size': 5 }) };
    expect((await apply(given)).values).toEqual({ model: 'gru' });
  });

  test('may be a list, a number or a switch', async () => {
    const beside = options({ model: ['gru', 'mlp'], 'input-size': 30, warm: true });
    expect((await apply({ beside })).values).toEqual({ model: 'gru,mlp', inputSize: '30', warm: true });
    expect((await apply({ beside: options({ warm: false }) })).values).toEqual({});
    expect((await apply({ env: { HINDCAST_WARM: '1' } })).values).toEqual({ warm: true });
  });

  test('of another command is left to that command', async () => {
    expect((await apply({ env: { HINDCAST_SINCE: '2020-01-01' } })).values).toEqual({});
  });

  test('is also read from a file with a byte order mark', async () => {
    expect((await apply({ beside: `\uFEFF${options({ model: 'gru' })}` })).values).toEqual({ model: 'gru' });
  });

  test('has its origin', async () => {
    const { origins, home } = await apply({
      env: { HINDCAST_MODEL: 'gru' },
      own: options({ 'input-size': 9 }),
    });
    expect([...origins]).toEqual([
      ['--input-size', path.join(home, '.config', 'hindcast', 'hindcast.json')],
      ['--model', 'HINDCAST_MODEL'],
    ]);
  });
});

describe('what is refused', () => {
  test.each<[string, Given, RegExp, string]>([
    [
      'an unknown variable',
      { env: { HINDCAST_INPUTSIZE: '3' } },
      /unknown option `HINDCAST_INPUTSIZE` in the env/,
      'HINDCAST_INPUT_SIZE',
    ],
    [
      'an unknown option in a file',
      { beside: options({ inputsize: 3 }) },
      /unknown option `inputsize` in `.*hindcast\.json`/,
      'input-size',
    ],
    [
      'options that are no options',
      { beside: '{"model":"gru"}' },
      /expected `options` and `jobs` in/,
      '"options"',
    ],
    ['a file that is no JSON', { own: '{"options":}' }, /expected JSON in `.*hindcast\.json`/, 'quotes'],
    ['a file that is no object', { beside: '[]' }, /expected an object of options/, '"options"'],
    ['a value that is no value', { beside: options({ model: {} }) }, /expected `model` in/, '--model'],
    ['a switch that is no switch', { env: { HINDCAST_WARM: 'yes' } }, /expected true or false/, 'true'],
    [
      'a key that appears twice',
      { beside: '{"options": {"model": "gru",\n"model": "mlp"}}' },
      /expected JSON in `.*`: expected every key once, got `options.model` in line 1 and again in line 2/,
      'each key once',
    ],
    [
      'a file that is nested too deep',
      { beside: `{"options":${'['.repeat(12_000)}` },
      /at most 100 lists/,
      '',
    ],
    ['a value of lists', { beside: '{"options":{"model":[["gru"]]}}' }, /got a list with a list/, '--model'],
    [
      '`__proto__` as an option',
      { beside: '{"options":{"__proto__":{}}}' },
      /unknown option `__proto__`/,
      '',
    ],
    [
      '`constructor` as an option',
      { beside: options({ constructor: 1 }) },
      /unknown option `constructor`/,
      '',
    ],
    ['`__proto__` beside the options', { beside: '{"__proto__":{}}' }, /got `__proto__`/, ''],
    // `--json` belongs to a command line: errors follow it before any setting is read.
    ['what only a flag can say', { env: { HINDCAST_JSON: '1' } }, /unknown option `HINDCAST_JSON`/, ''],
  ])('%s', async (_, given, message, hint) => {
    const error = await apply(given).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).message).toMatch(message);
    expect((error as UsageError).hint).toContain(hint);
  });
});

test('an error about a file never repeats a value, which may be a secret', async () => {
  const values = [
    '["SECRET",{}]',
    '{"a":"SECRET"}',
    '[["SECRET"]]',
    '["SECRET"',
    'SECRET',
    '"SECRET",',
    '"SECRET\n"',
  ];
  for (const value of values) {
    for (const text of [
      `{"options":{"model":${value}}}`,
      `{"options":${value}}`,
      `{"jobs":${value}}`,
      value,
    ]) {
      const thrown: unknown = await apply({ beside: text }).catch((error: unknown) => error);
      if (!(thrown instanceof UsageError)) continue;
      for (let error: unknown = thrown; error instanceof Error; error = error.cause)
        expect(`${error.stack} ${(error as UsageError).hint}`).not.toContain('SECRET');
    }
  }
  expect.hasAssertions();
});

test('a list is for options that take several values: another option refuses it without repeating it', async () => {
  const refusal = async (value: unknown) =>
    apply({ beside: options({ 'input-size': value }) }).catch((error: unknown) => error);
  for (const value of [['SECRET', 'b'], ['SECRET'], [7]]) {
    const error = await refusal(value);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).message).toMatch(
      /^expected one value for `input-size` in `.*hindcast.json`, got a list$/,
    );
    expect(`${(error as UsageError).stack} ${(error as UsageError).hint}`).not.toContain('SECRET');
  }
  expect((await apply({ beside: options({ model: ['gru', 'linear'] }) })).values.model).toBe('gru,linear');
});

test('each option takes a list in a file as its help says, and a ping URL does not', async () => {
  const folder = await temporaryFolder();
  const run = async (given: object, args: readonly string[]) => {
    await writeFile(path.join(folder, 'hindcast.json'), options(given));
    return hindcast([...args, '--show-options'], { cwd: folder });
  };
  const lists = {
    model: ['naive', 'linear'],
    level: [80, 95],
    hidden: [8, 8],
    ridge: [1, 2],
    dropout: [0, 0],
  };
  expect((await run(lists, ['backtest'])).code).toBe(0);
  const refused = await run({ 'ping-url': ['http://SECRET/', 'http://b/'] }, ['backtest', 'x.csv']);
  expect([refused.code, refused.stdout]).toEqual([2, '']);
  expect(refused.stderr).toContain('expected one value for `ping-url`');
  expect(refused.stderr).not.toContain('SECRET');
});

test('an error about a flag that a setting gave names the setting, and others stay as they are', () => {
  const origins = new Map([['--refit', 'HINDCAST_REFIT']]);
  const about = withOrigin(
    new UsageError('expected `--refit` to be a number, got `x`', { hint: 'try 3' }),
    origins,
  );
  expect(about).toMatchObject({
    message: 'expected `--refit` to be a number, got `x` (`--refit` was set by HINDCAST_REFIT)',
    hint: 'try 3',
  });
  for (const other of [new UsageError('expected `--refits`'), new DataError('`--refit`'), new Error('x')])
    expect(withOrigin(other, origins)).toBe(other);
});

describe('--show-options', () => {
  test('prints every option, its value and where it came from, and runs nothing', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'hindcast.json'), options({ horizon: 7 }));
    const { code, stdout, stderr } = await hindcast(
      'backtest missing.csv --show-options --epochs 3 --recipe lab-0503'.split(' '),
      {
        cwd: folder,
        env: { HINDCAST_REFIT: '5' },
      },
    );
    expect([code, stderr]).toEqual([0, '']);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(rows[0]).toEqual(['option', 'value', 'from']);
    expect(rows).toEqual(
      expect.arrayContaining([
        ['--horizon', '7', expect.stringContaining('hindcast.json')],
        ['--step-size', '7', 'default'],
        ['--refit', '5', 'HINDCAST_REFIT'],
        ['--epochs', '3', '--epochs'],
        ['--hidden', '50,50', 'recipe lab-0503'],
        ['--seed', '1', 'default'],
      ]),
    );
    expect(stdout).not.toContain('--json');
  });

  test('has JSON', async () => {
    const { stdout } = await hindcast(['plan', '--show-options', '--json', '--seed', '4']);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 1,
      type: 'options',
      options: expect.arrayContaining([{ option: '--seed', value: '4', from: '--seed' }]),
    });
  });
});
