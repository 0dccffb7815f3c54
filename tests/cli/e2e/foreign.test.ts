/** Models that are programs, on the command line: who may start them, how they fail, and what cannot be done with them. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { dailyCsv, temporaryFolder } from '../../helpers/files.ts';
import { walk } from '../../helpers/panels.ts';
import { ended } from '../../helpers/processes.ts';
import { ROOT, hindcast, hindcastProcess } from '../../helpers/run.ts';
import { shellWord } from '../../../src/text/shell.ts';

const PROGRAM = path.join(ROOT, 'tests/helpers/program.mjs');
const spec = (...args: readonly string[]): string =>
  `exec:${[process.execPath, PROGRAM, ...args].map(shellWord).join(' ')}`;
const SMALL = ['--horizon', '2', '--test', '10', '--refit', '0', '--input-size', '8', '--jobs', '1'];

/** A folder with prices and its own home, a file that programs note their start in, and a function that runs commands there. */
async function bench({ settings, own }: { readonly settings?: object; readonly own?: object } = {}) {
  const home = await temporaryFolder();
  const folder = path.join(home, 'work');
  const config = path.join(home, 'config');
  await mkdir(folder);
  await mkdir(path.join(config, 'hindcast'), { recursive: true });
  await writeFile(path.join(folder, 'A.csv'), dailyCsv(walk(60, 3)));
  if (settings) await writeFile(path.join(folder, 'hindcast.json'), JSON.stringify(settings));
  if (own) await writeFile(path.join(config, 'hindcast', 'hindcast.json'), JSON.stringify(own));
  const env = {
    XDG_CONFIG_HOME: config,
    XDG_DATA_HOME: path.join(home, 'data'),
    HINDCAST_STORE: path.join(home, 'store.sqlite'),
  };
  const starts = path.join(folder, 'starts');
  return {
    folder,
    env,
    starts,
    hasStarted: () => existsSync(starts),
    run: (...args: readonly string[]) => hindcast(args, { cwd: folder, env }),
  };
}

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('a program as a model', () => {
  test('is judged beside the others; its run shows the command that made it, and starts nothing when it is verified', async () => {
    const { run, starts } = await bench();
    const { code, stdout, stderr } = await run(
      'backtest',
      'A.csv',
      '--model',
      `theta,${spec('naive', `noted=${starts}`)}`,
      '--as',
      'mine',
      ...SMALL,
    );
    expect([code, stderr.includes('error')]).toEqual([0, false]);
    expect(stdout).toMatch(/^mine .* 0\.0 %/m);
    const before = await readFile(starts, 'utf8');
    const verified = await run('verify', 'last');
    expect(verified.code).toBe(2);
    expect(verified.stderr).toContain('`verify` starts no program');
    expect(verified.stderr).toContain(`--model 'theta,exec:`);
    expect(verified.stderr).toContain('--as mine');
    expect(await readFile(starts, 'utf8')).toBe(before);
    const shown = await run('show', 'last', '--details');
    expect([shown.code, shown.stdout.includes('mine')]).toEqual([0, true]);
    const report = await run('report', 'last', '--output', 'report.html');
    expect(report.code).toBe(0);
  });

  test('is tuned beside the others: the command, the job and the run of each name its own model', async () => {
    const { folder, run } = await bench();
    const models = ['--model', `linear,${spec('naive')}`, '--as', 'mine'];
    const search = ['--search', 'input-size=5|8', '--budget', '24', '--include-open'];
    const tuned = await run(
      'tune',
      'A.csv',
      ...models,
      ...search,
      ...SMALL,
      '--save',
      'hindcast.json',
      '--json',
    );
    expect([tuned.code, tuned.stderr]).toEqual([0, expect.not.stringContaining('error')]);
    const { models: chosen } = JSON.parse(tuned.stdout) as { models: readonly { command: string }[] };
    expect(chosen[0].command).toContain('--include-open --model linear --');
    expect(chosen[0].command).not.toContain('--as');
    expect(chosen[1].command).toMatch(/--include-open --model 'exec:.*' --as mine --/);
    const text = await readFile(path.join(folder, 'hindcast.json'), 'utf8');
    const { jobs } = JSON.parse(text) as { jobs: Record<string, { options: object }> };
    expect(jobs['tuned-linear'].options).toMatchObject({ 'include-open': true, model: 'linear' });
    expect(jobs['tuned-linear'].options).not.toHaveProperty('as');
    expect(jobs['tuned-mine'].options).toMatchObject({ model: spec('naive'), as: 'mine' });
    const { runs } = JSON.parse((await run('runs', '--json')).stdout) as {
      runs: readonly { run: string; models: readonly { model: string }[] }[];
    };
    const ofLinear = runs.find((one) => one.models.some(({ model }) => model === 'linear'))!.run;
    expect((await run('verify', ofLinear.slice(7, 19), '--jobs', '1')).code).toBe(0);
    for (const job of ['tuned-linear', 'tuned-mine'])
      expect((await run('run', job, '--only', 'backtest', '--allow-exec')).code).toBe(0);
  });

  test('that fails leaves the others complete, with its words escaped and exit code 3', async () => {
    const { run } = await bench();
    const failed = await run(
      'backtest',
      'A.csv',
      '--model',
      `drift,${spec('crash')}`,
      '--as',
      'mine',
      ...SMALL,
    );
    expect(failed.code).toBe(3);
    expect(failed.stdout).toMatch(/^drift /m);
    expect(flat(failed.stderr)).toContain(
      '1 fit failed, so mine has no scores: fold 0 of mine: expected an answer with 2 values',
    );
    const { stderr } = await run('backtest', 'A.csv', '--model', spec('stderr'), '--as', 'mine', ...SMALL);
    expect(stderr).toContain(String.raw`mine, fold 0: fitting \u001b[31mred`);
    const quiet = await run(
      'backtest',
      'A.csv',
      '--model',
      spec('stderr'),
      '--as',
      'mine',
      ...SMALL,
      '--fresh',
      '--quiet',
    );
    expect(quiet.stderr).not.toContain('fitting');
  });

  test('forecasts the next rows, is recorded, and is scored by its name', async () => {
    const { run } = await bench();
    const { code, stdout } = await run(
      'forecast',
      'A.csv',
      '--model',
      spec('naive'),
      '--as',
      'mine',
      '--horizon',
      '2',
      '--input-size',
      '8',
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      record: expect.stringMatching(/^sha256:/),
      options: { models: ['mine'] },
    });
    for (const flag of [['--save', 'x.safetensors'], ['--reuse']]) {
      const saved = await run('forecast', 'A.csv', '--model', spec('naive'), '--as', 'mine', ...flag);
      expect(saved.code).toBe(2);
      expect(saved.stderr).toContain(
        `\`${flag[0]}\` is for models that hindcast fits itself, and mine is \`exec:`,
      );
    }
    const plan = await run('plan', 'A.csv', '--model', spec('naive'), '--as', 'mine', ...SMALL);
    expect([plan.code, plan.stdout.includes('mine')]).toEqual([0, true]);
  });

  test.each([
    [
      ['--model', spec('naive'), '--as', 'a,b'],
      'expected `--as` to have one name for each model such as `exec:COMMAND` (1), got 2',
    ],
    [
      ['--model', 'gru', '--as', 'a'],
      'expected `--as` to have one name for each model such as `exec:COMMAND` (0), got 1',
    ],
    [['--model', spec('naive'), '--as', 'naive'], 'expected another name for the model'],
    [['--model', `${spec('naive')},${spec('crash')}`], '`program` is taken'],
    [['--model', spec('naive'), '--as', 'a-lo-80'], 'expected a model with a name, got `a-lo-80`'],
    [['--model', 'exec:no-such-program'], 'found none that is called `no-such-program`'],
    [['--model', `exec:node 'x`], "expected a second ' in"],
    [['--model', spec('naive'), '--exec-files', 'absent'], 'cannot read `absent`: ENOENT'],
    [['--model', spec('naive'), '--exec-timeout', '5'], 'expected `--exec-timeout` to be a time'],
  ])('is rejected with %j', async (args, message) => {
    const { run } = await bench();
    const { code, stderr } = await run('backtest', 'A.csv', ...args, ...SMALL);
    expect([code, flat(stderr)]).toEqual([2, expect.stringContaining(message)]);
  });

  test('ends with hindcast, even if it ignores signals and the end of its input', async () => {
    const { folder, env, starts } = await bench();
    const args = ['backtest', 'A.csv', '--model', spec('stuck', `noted=${starts}`), '--as', 'mine', ...SMALL];
    const finished = await hindcastProcess([...args, '--jobs', '2', '--refit', '2'], {
      cwd: folder,
      env,
      signals: [{ after: 'stuck on', send: 'SIGTERM' }],
    });
    expect(finished.code).toBe(143);
    for (const pid of (await readFile(starts, 'utf8')).trim().split('\n').map(Number)) await ended(pid);
  });
});

describe('a `hindcast.json`', () => {
  const naming = (starts: string) => ({ model: ['drift', spec('naive', `noted=${starts}`)], as: 'mine' });

  test('that lies in a folder starts no program, unless it is allowed', async () => {
    const { folder, starts, hasStarted, run } = await bench();
    const file = path.join(folder, 'hindcast.json');
    await writeFile(file, JSON.stringify({ options: naming(starts) }));
    for (const command of ['backtest', 'plan', 'forecast']) {
      const { code, stderr } = await run(command, 'A.csv');
      expect([code, hasStarted()]).toEqual([2, false]);
      expect(flat(stderr)).toContain(
        `\`${file}\` asks for a model that is a program (\`exec:\`), and nobody has allowed it`,
      );
      expect(stderr).toContain('--allow-exec');
    }
    await writeFile(file, JSON.stringify({ options: { ...naming(starts), 'allow-exec': true } }));
    const itself = await run('backtest', 'A.csv', ...SMALL);
    expect([itself.code, hasStarted()]).toEqual([2, false]);
    expect(flat(itself.stderr)).toContain(
      'expected `allow-exec` on the command line or in your own settings',
    );
    await writeFile(file, JSON.stringify({ options: naming(starts) }));
    expect((await run('backtest', 'A.csv', ...SMALL, '--model', 'drift', '--allow-exec')).code).toBe(2); // --as is left
    const allowed = await run('backtest', 'A.csv', ...SMALL, '--allow-exec');
    expect([allowed.code, hasStarted()]).toEqual([0, true]);
  });

  test('starts none by a job either, unless the whole job is allowed', async () => {
    const { folder, starts, hasStarted, run } = await bench();
    const options = { ...naming(starts), horizon: 2, test: 10, refit: 0, 'input-size': 8, jobs: 1 };
    const job = { sources: ['A.csv'], steps: ['backtest'], options };
    await writeFile(path.join(folder, 'hindcast.json'), JSON.stringify({ jobs: { a: job } }));
    const refused = await run('run', 'a');
    expect([refused.code, hasStarted()]).toEqual([2, false]);
    expect(flat(refused.stderr)).toContain('asks for a model that is a program');
    expect(refused.stderr).toContain('job a of');
    const allowed = await run('run', 'a', '--allow-exec');
    expect([allowed.code, hasStarted()]).toEqual([0, true]);
  });

  test('of the user themselves may name programs, and so may the environment', async () => {
    const { run } = await bench({ own: { options: { model: ['drift', spec('naive')], as: 'mine' } } });
    expect((await run('backtest', 'A.csv', ...SMALL)).code).toBe(0);
    const { folder, env } = await bench();
    const set = { ...env, HINDCAST_MODEL: spec('naive'), HINDCAST_AS: 'mine' };
    expect((await hindcast(['backtest', 'A.csv', ...SMALL], { cwd: folder, env: set })).code).toBe(0);
  });
});
