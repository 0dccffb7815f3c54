/** Errors: the exit code, an `error:` line with what was expected, a `hint:` line, JSON on request. */
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dailyCsv, fileWith, temporaryFolder } from '../../helpers/files.ts';
import { walk } from '../../helpers/panels.ts';
import { PROGRAM, hindcast, run } from '../../helpers/run.ts';
import { models as registry } from '../../../src/models/index.ts';

const FIXTURE = 'fixtures/ar-simulated-1d.csv';
/** Gradient descent with a step size at which every network diverges. */
const DIVERGING =
  '--model linear,mlp --target price --scaler none --optimizer sgd --learning-rate 1e30 --clip 0 --input-size 5 --test 20'.split(
    ' ',
  );

/** The `error:` and `hint:` lines of a command that printed no results. */
async function refusal(...args: string[]) {
  const { code, stdout, stderr } = await hindcast(args);
  expect(stdout).toBe('');
  return { code, error: line(stderr, 'error'), hint: line(stderr, 'hint') };
}

function line(stderr: string, kind: string): string | undefined {
  return new RegExp(`^${kind}: (.*)$`, 'm').exec(stderr)?.[1];
}

describe('a source where a command is expected', () => {
  test.each([
    [['fixtures/ar-simulated-1d.csv'], 'file', 'hindcast backtest fixtures/ar-simulated-1d.csv'],
    [['no such.csv', '--model', 'gru'], 'file', "hindcast backtest 'no such.csv'"],
    [
      ['binance:BTC/USDT:1d', '--ping-url', 'https://x/secret'],
      'market',
      'hindcast backtest binance:BTC/USDT:1d',
    ],
    [['--quiet', 'a.csv', 'b.csv'], 'file', 'hindcast backtest a.csv b.csv'],
    [['a.csv', 'forecast'], 'file', 'hindcast forecast a.csv'],
  ])('%j is an error that gives the command line', async (args, kind, meant) => {
    const { code, error, hint } = await refusal(...args);
    expect(code).toBe(2);
    expect(error).toMatch(new RegExp(`^expected a command, got the ${kind} `));
    expect(hint).toBe(`did you mean \`${meant}\`?`);
  });

  test('is not seen in a folder or an unknown word', async () => {
    expect(await refusal('docs')).toMatchObject({ code: 2, error: 'unknown command `docs`' });
    expect(await refusal('backtst')).toMatchObject({ code: 2, hint: 'did you mean `backtest`?' });
  });
});

describe('exit codes', () => {
  test('are 2 with help without a command, and 0 for --help', async () => {
    const none = await hindcast([]);
    expect(none.code).toBe(2);
    expect(none.stdout + none.stderr).toContain('Usage: hindcast COMMAND');
    const help = await hindcast(['--help']);
    expect([help.code, help.stderr]).toEqual([0, '']);
    expect(help.stdout).toContain('Usage: hindcast COMMAND');
  });

  test('are 2 for missing and surplus arguments', async () => {
    expect(await refusal('backtest')).toMatchObject({ code: 2, error: 'missing required argument `source`' });
    expect(await refusal('simulate')).toMatchObject({ code: 2 });
    expect(await refusal('models', 'more')).toMatchObject({ code: 2 });
    expect(await refusal('backtest', FIXTURE, FIXTURE)).toMatchObject({
      code: 2,
      error: `source \`${FIXTURE}\` is named twice`,
    });
    expect(await refusal('backtest', FIXTURE, '--horizon')).toMatchObject({ code: 2 });
    expect(await refusal('backtest', FIXTURE, '--output', '')).toMatchObject({ code: 2 });
  });

  test('are 3 if a fit diverges, and the other fits are kept', async () => {
    const folder = await temporaryFolder();
    const { code, stdout, stderr } = await hindcast([
      'backtest',
      FIXTURE,
      ...DIVERGING,
      '--output',
      folder,
      '--details',
    ]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^naive +\d/m);
    expect(stdout).toMatch(/^linear +\d/m);
    expect(stdout).not.toMatch(/^mlp +\d/m);
    expect(stdout).toMatch(/- mlp, fold 0: the loss of mlp is no longer a finite number/);
    expect(stdout.replaceAll('\n', ' ')).toContain('mlp has no scores: 10 fits failed or were not reached.');
    expect(line(stderr, 'error')).toMatch(/^10 fits failed, so mlp has no scores: /);
    expect(line(stderr, 'hint')).toContain('`--learning-rate`');
    expect(readdirSync(folder).toSorted()).toEqual(['forecasts.csv', 'run.json', 'scores.csv']);
  });

  test('are 3 for a forecast with a failed model', async () => {
    const args = DIVERGING.slice(0, -2);
    const { code, stdout } = await hindcast(['forecast', FIXTURE, ...args]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^2020-09-27 /m);
  });

  test('are 10 for a missing file and for a folder', async () => {
    expect(await refusal('backtest', 'no-such.csv')).toMatchObject({
      code: 10,
      error: 'no file no-such.csv',
    });
    expect(await refusal('backtest', 'fixtures')).toMatchObject({ code: 10 });
    expect(await refusal('plan', FIXTURE, 'no-such.csv')).toMatchObject({ code: 10 });
  });

  test('are 12 for unreadable rows and for too few', async () => {
    const bad = await fileWith('date,close\n2024-01-01,10\n2024-01-02,0x10\n', 'bad.csv');
    const { code, error, hint } = await refusal('backtest', bad);
    expect(code).toBe(12);
    expect(error).toContain('0x10');
    expect(error).toMatch(/line 3/);
    expect(hint).toBeDefined();
    const short = await fileWith(dailyCsv(walk(62, 1)));
    expect(await refusal('backtest', short)).toMatchObject({
      code: 12,
      error: expect.stringMatching(/^expected at least \d+ rows /),
    });
    expect(await refusal('forecast', short, '--input-size', '70')).toMatchObject({ code: 12 });
    const zero = await fileWith(dailyCsv([...walk(90, 1), 0]));
    expect(await refusal('backtest', zero, '--input-size', '5')).toMatchObject({
      code: 12,
      hint: expect.stringContaining('--target diff'),
    });
  });
});

test.skipIf(!existsSync('/dev/full'))('a full disk behind standard output is 28', async () => {
  const { code, stderr } = await run('sh', [
    '-c',
    '"$0" "$1" simulate ar > /dev/full',
    process.execPath,
    PROGRAM,
  ]);
  expect(code).toBe(28);
  expect(line(stderr, 'error')).toBe('no space left to write standard output');
});

describe('--json', () => {
  const last = (stderr: string) => JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '') as unknown;

  test('ends standard error with the error as an object', async () => {
    const missing = await hindcast(['backtest', 'no-such.csv', '--json']);
    expect([missing.code, missing.stdout]).toEqual([10, '']);
    expect(last(missing.stderr)).toEqual({
      type: 'error',
      code: 'not-found',
      exit: 10,
      message: 'no file no-such.csv',
      hint: expect.any(String) as string,
    });
    const unknown = await hindcast(['backtest', FIXTURE, '--json', '--modle', 'mlp']);
    expect(last(unknown.stderr)).toMatchObject({ code: 'usage', exit: 2, hint: 'did you mean `--model`?' });
    const bad = await hindcast(['models', '--json', '--jobs', '3']);
    expect(last(bad.stderr)).toMatchObject({ code: 'usage', exit: 2 });
  });

  test('keeps the results of a partial run', async () => {
    const { code, stdout, stderr } = await hindcast(['backtest', FIXTURE, ...DIVERGING, '--json']);
    expect(code).toBe(3);
    const { models, failures } = JSON.parse(stdout) as Record<string, { model: string }[]>;
    expect(models.map(({ model }) => model).toSorted()).toEqual(['linear', 'naive']);
    expect(failures.length).toBe(10);
    expect(Object.keys(failures[0])).toEqual(['model', 'fold', 'message', 'hint']);
    expect(last(stderr)).toMatchObject({ type: 'error', code: 'partial', exit: 3 });
  });
});

describe('--debug', () => {
  test('prints the stack, and only then', async () => {
    const { stderr } = await hindcast(['backtest', 'no-such.csv']);
    expect(stderr).not.toMatch(/^ +at /m);
    const debug = await hindcast(['backtest', 'no-such.csv', '--debug']);
    expect(debug.stderr).toMatch(/^NotFoundError: no file no-such.csv\n +at /);
    expect(debug.code).toBe(10);
  });
});

describe('an unknown name', () => {
  test.concurrent.each([
    [['backtst', FIXTURE], 'unknown command `backtst`', 'did you mean `backtest`?'],
    [
      ['backtest', FIXTURE, '--inputsize', '5'],
      'unknown option `--inputsize`',
      'did you mean `--input-size`?',
    ],
    [['backtest', FIXTURE, '--model', 'lsmt'], 'unknown model `lsmt`', 'did you mean `lstm`?'],
    [['backtest', FIXTURE, '--recipe', 'lab0503'], 'unknown recipe `lab0503`', 'did you mean `lab-0503`?'],
    [
      ['backtest', FIXTURE, '--target', 'logreturn'],
      'expected `--target` to be one of log-return, diff, price, volatility, direction, got `logreturn`',
      'did you mean `log-return`?',
    ],
    [['simulate', 'garsh'], 'unknown process `garsh`', 'did you mean `garch`?'],
    [['forecast', FIXTURE, '--optimizer', 'Adam'], undefined, 'did you mean `adam`?'],
    [['plan', FIXTURE, '--gaps', 'fill'], undefined, 'did you mean `ffill`?'],
  ])('in %j is met with a suggestion', async (args, error, hint) => {
    const refused = await refusal(...args);
    expect([refused.code, refused.hint]).toEqual([2, hint]);
    if (error !== undefined) expect(refused.error).toBe(error);
  });

  test.each(['--ping-urll=https://h/SECRET', '--ping-url=https://h/SECRET', "--x='SECRET'\n=SECRET"])(
    'of the option in %j is shown without the value after it',
    async (flag) => {
      const { code, stderr } = await hindcast(['models', flag, '--json', '--debug']);
      expect([code, stderr]).toEqual([2, expect.stringContaining('unknown option `--')]);
      expect(stderr).not.toContain('SECRET');
    },
  );

  test('without a similar name gets a list of all names', async () => {
    const { hint } = await refusal('backtest', FIXTURE, '--model', 'transformer');
    expect(hint).toBe(`choose from ${registry.map(({ name }) => name).join(', ')}`);
  });

  test('of a parameter of a process gets a list of its parameters', async () => {
    const { code, error, hint } = await refusal('simulate', 'ar', '--set', 'phy=0.5');
    expect(code).toBe(2);
    expect(error).toContain('phy');
    expect(hint).toContain('phi');
    expect(await refusal('simulate', 'ar', '--set', 'phi')).toMatchObject({ code: 2 });
    expect(await refusal('simulate', 'ar', '--set', 'phi=x')).toMatchObject({ code: 2 });
  });

  test('of a column gets a list of the columns', async () => {
    const { code, error } = await refusal('backtest', FIXTURE, '--column', 'closing');
    expect(code).toBe(12);
    expect(error).toMatch(/`closing`, got the columns .*`high`, `low`, `close`/);
  });
});

/** An invalid value for each numeric option; `parse.test.ts` has all kinds. */
const REFUSED: Readonly<Record<string, string>> = {
  '--horizon': '0',
  '--flat': '-0.001',
  '--input-size': 'sixty',
  '--seasonality': '0x10',
  '--test': '2024-02-30',
  '--step-size': '-1',
  '--refit': 'never',
  '--train-size': '1e3',
  '--tune': 'long',
  '--gap': '0.5',
  '--har': 'wavelets',
  '--features': 'return',
  '--with-series': 'A,,B',
  '--balance': 'columns',
  '--half-life': '0',
  '--known-ahead': 'holiday,,weekday',
  '--static': 'sector:',
  '--embed': '-1',
  '--hidden': '50,',
  '--dense': '0',
  '--cells': 'transformer',
  '--segment': '0',
  '--dropout': '1',
  '--l1': 'Infinity',
  '--l2': '0.1,0.1',
  '--epochs': '1e9',
  '--batch-size': '32.0',
  '--learning-rate': '0',
  '--schedule': 'step:0:0.5',
  '--clip': '1e400',
  '--level': '80,100',
  '--aci-gamma': '0',
  '--weight-decay': '-0.01',
  '--validation': '10%',
  '--patience': '',
  '--members': '2.5',
  '--ridge': '-1',
  '--seed': '4294967296',
  '--jobs': '1025',
  '--queue-timeout': 'soon',
  '--timeframe': '1 hour',
  '--deadline': '10',
  '--decimal-mark': 'comma',
  '--as': 'mine,,yours',
  '--exec-files': 'a.py,,b.py',
  '--exec-timeout': '5 fortnights',
  '--cost': '10',
  '--min-edge': '20 pips',
  '--confident': '100',
};

describe('an option with a number', () => {
  test('is among those tested here', async () => {
    const { stdout } = await hindcast(['backtest', '--help', '--all']);
    const withValues = Array.from(stdout.matchAll(/^ +(--[\w-]+) <(\w+)>/gm));
    const words = new Set(['name', 'policy', 'format', 'form', 'dir', 'file', 'expr', 'url']);
    const numeric = withValues.filter(([, , value]) => !words.has(value)).map(([, option]) => option);
    expect(numeric.filter((option) => option !== '--model').toSorted()).toEqual(
      Object.keys(REFUSED).toSorted(),
    );
  });

  test.concurrent.each(Object.entries(REFUSED))(
    '%s refuses %j, saying what it expected and what came',
    async (option, value) => {
      const { code, error, hint } = await refusal('backtest', FIXTURE, `${option}=${value}`);
      expect(code).toBe(2);
      expect(error).toMatch(/^expected `--[^`]+` to (?:be|have) .*, got /);
      expect(error).toContain(`\`${option}`);
      expect(hint).toBeDefined();
    },
  );

  test('of simulate is checked in the same way', async () => {
    expect(await refusal('simulate', 'ar', '--rows', '1')).toMatchObject({
      code: 2,
      error: expect.stringMatching(/^expected `--rows` to be a whole number from 2 to \d+, got `1`$/),
    });
    expect(await refusal('simulate', 'ar', '--seed', '-1')).toMatchObject({ code: 2 });
  });
});

test('an impossible combination is an error before data is read', async () => {
  const file = await fileWith('not a table');
  expect(await refusal('backtest', file, '--hidden', '8,8,8', '--dropout', '.1,.2')).toEqual({
    code: 2,
    error: 'expected `--dropout` to have 1 value, or 3 for the layers of `--hidden`, got 2',
    hint: '`--dropout 0.1` is the same for every layer',
  });
});
