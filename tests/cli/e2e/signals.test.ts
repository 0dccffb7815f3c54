/** SIGINT and SIGTERM: the first signal keeps finished fits, the second ends at once. */
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../helpers/files.ts';
import { hindcast, hindcastProcess } from '../../helpers/run.ts';

/** Naive finishes at once; the lstm takes a second per epoch, and hours for all epochs. */
const ENDLESS =
  'fixtures/garch-simulated-1d.csv --model lstm --hidden 64 --input-size 100 --epochs 1000000000 --patience 1000000000'.split(
    ' ',
  );
const FIRST_FIT = '1/2 fits';

describe.each(['1', '2'])('with --jobs %s', (jobs) => {
  test('the first signal keeps finished fits and exits with 130', async () => {
    const folder = await temporaryFolder();
    const { code, stdout, stderr } = await hindcastProcess(
      ['backtest', ...ENDLESS, '--refit', '0', '--jobs', jobs, '--output', folder],
      {
        signals: [{ after: FIRST_FIT, send: 'SIGINT' }],
      },
    );
    expect(code).toBe(130);
    expect(stdout).toMatch(/^naive +\d/m);
    expect(stdout.replaceAll('\n', ' ')).toContain('lstm has no scores: 1 fit failed or was not reached.');
    expect(stderr).toContain('SIGINT: stopping; send it again to stop at once');
    expect(stderr).toContain('error: interrupted by SIGINT; the results of finished fits are above');
    expect((await readdir(folder)).toSorted()).toEqual(['forecasts.csv', 'run.json', 'scores.csv']);
  });
});

test('a signal ends a fit that is one long computation, with one worker too', async () => {
  const folder = await temporaryFolder();
  const { stdout: series } = await hindcast(['simulate', 'garch', '--rows', '30000', '--seed', '1']);
  await writeFile(path.join(folder, 'long.csv'), series);
  // Ridge regression on so many lags takes minutes, and hears nothing before it has ended.
  const { code, stdout } = await hindcastProcess(
    'backtest long.csv --model linear --input-size 4000 --test 20 --refit 0 --jobs 1 --json --include-open'.split(
      ' ',
    ),
    { cwd: folder, signals: [{ after: FIRST_FIT, send: 'SIGTERM' }] },
  );
  expect(code).toBe(143);
  expect(JSON.parse(stdout)).toMatchObject({ models: [{ model: 'naive' }], failures: [{ model: 'linear' }] });
});

test('SIGTERM exits with 143, also in the JSON', async () => {
  const { code, stdout, stderr } = await hindcastProcess(['backtest', ...ENDLESS, '--refit', '0', '--json'], {
    signals: [{ after: FIRST_FIT, send: 'SIGTERM' }],
  });
  expect(code).toBe(143);
  expect(JSON.parse(stdout)).toMatchObject({ models: [{ model: 'naive' }], failures: [{ model: 'lstm' }] });
  expect(JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
    type: 'error',
    code: 'interrupted',
    exit: 143,
  });
});

test('a forecast is interrupted in the same way', async () => {
  const { code, stdout } = await hindcastProcess(['forecast', ...ENDLESS], {
    signals: [{ after: FIRST_FIT, send: 'SIGINT' }],
  });
  expect(code).toBe(130);
  expect(stdout).toMatch(/^\d{4}-\d\d-\d\d +naive +[\d,.]+ +0\.00 %$/m);
});

test.each(['1', '2'])('the second signal ends the program at once, with --jobs %s', async (jobs) => {
  // Standard output is not read, so the program still has a megabyte to write when the second signal arrives.
  const many = `backtest fixtures/garch-simulated-1d.csv --refit 1 --test 900 --input-size 5 --json --jobs ${jobs}`;
  const models = '--model drift,mlp --epochs 20 --batch-size 8';
  const { code, signal, stdout } = await hindcastProcess(`${many} ${models}`.split(' '), {
    holdsStdout: true,
    signals: [
      { after: 'mlp, fold', send: 'SIGINT' },
      { after: 'send it again to stop at once', send: 'SIGINT' },
    ],
  });
  expect([code, signal]).toEqual([null, 'SIGINT']);
  expect(stdout.trimEnd().at(-1)).not.toBe('}'); // cut off
});

test('a deadline keeps finished fits and exits with 3, saying how to continue', async () => {
  const runFor = (seconds: number) =>
    hindcast(['backtest', ...ENDLESS, '--refit', '0', '--deadline', `${seconds}s`, '--quiet']);
  const isFitted = /^naive +\d/m;
  let [seconds, finished] = [1, await runFor(1)];
  // A second is enough for naive, unless the machine is busy.
  if (!isFitted.test(finished.stdout)) [seconds, finished] = [9, await runFor(9)];
  const { code, stdout, stderr } = finished;
  expect(code).toBe(3);
  expect(stdout).toMatch(isFitted);
  expect(stderr).toContain(`error: stopped after ${seconds}.00 s (\`--deadline\`): 1 fit was not finished`);
  expect(stderr).toContain('hint: finished work is kept; the same command continues from there');
});

test('a deadline that is not reached changes nothing', async () => {
  const { code } = await hindcast(
    'backtest fixtures/garch-simulated-1d.csv --model drift --deadline 1h --quiet'.split(' '),
  );
  expect(code).toBe(0);
});
