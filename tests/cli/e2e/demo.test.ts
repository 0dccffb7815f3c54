/** `hindcast demo`: the first thing that a newcomer runs. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../helpers/files.ts';
import { hindcast } from '../../helpers/run.ts';

async function newcomer() {
  const cwd = await temporaryFolder();
  const store = path.join(cwd, 'data', 'store.sqlite');
  // Settings of other commands have no influence.
  const settings = { options: { model: 'drift', output: 'results', horizon: 3 } };
  writeFileSync(path.join(cwd, 'hindcast.json'), JSON.stringify(settings));
  const run = (...words: string[]) => hindcast(['demo', ...words], { cwd, env: { HINDCAST_STORE: store } });
  const files = () => readdirSync(cwd).toSorted();
  return { cwd, store, run, files, report: path.join(cwd, 'hindcast-demo.html') };
}

test('demo ends with the answer and a report, in 25 lines, and leaves the store of the user alone', async () => {
  const { run, files, report, store } = await newcomer();
  const { code, stdout } = await run();
  expect(code).toBe(0);
  // Of prices that are a random walk, the truth is that nothing can be learnt.
  expect(stdout).toMatch(/^Neither lstm nor gru is significantly better than naive on\s/);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    '; mlp and rnn found nothing that lasts and forecast no change. model ',
  );
  for (const model of ['naive', 'mlp', 'rnn', 'lstm', 'gru'])
    expect(stdout).toMatch(new RegExp(`^${model} +[\\d.,]+ `, 'm'));
  expect(stdout).toContain('\nCharts in a page: hindcast-demo.html\n');
  const lines = stdout.trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(25);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(files()).toEqual(['hindcast-demo.html', 'hindcast.json']);
  expect(existsSync(store)).toBe(false);
  const page = readFileSync(report, 'utf8');
  expect(page).toContain('</html>');
  // A declaration without its semicolon swallows the next one.
  expect(page).not.toMatch(/#[\da-f]{3,6}--/);
  // By this, the next demo knows a report that it may replace.
  expect(page.slice(0, 1000)).toContain('<meta name="generator" content="hindcast">');
});

test('demo replaces nothing but a report, and says which option names another file', async () => {
  const { cwd, run, report } = await newcomer();
  for (const [name, words] of [
    ['hindcast-demo.html', []],
    ['notes.txt', ['--output', 'notes.txt']],
  ] as const) {
    writeFileSync(path.join(cwd, name), 'mine');
    const { code, stdout, stderr } = await run(...words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(
      `error: \`${name}\` exists and is not a report of hindcast\nhint: name another file with \`--output\``,
    );
    expect(readFileSync(path.join(cwd, name), 'utf8')).toBe('mine');
  }
  expect((await run('--output', '.')).code).toBe(2);
  expect(readFileSync(report, 'utf8')).toBe('mine');
});
