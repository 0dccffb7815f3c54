/** Variables of the environment and paths that lead nowhere: ordinary errors, at once, and nothing is made in a wrong place. */
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { dailyCsv, temporaryFolder } from '../../helpers/files.ts';
import { complaint } from '../../helpers/fetching.ts';
import { hindcast, hindcastProcess, PROGRAM, run as runProcess } from '../../helpers/run.ts';

const PRICES = Array.from({ length: 100 }, (_, i) => 100 + (i % 5));

async function folderWithPrices() {
  const folder = await temporaryFolder();
  await writeFile(path.join(folder, 'prices.csv'), dailyCsv(PRICES));
  return folder;
}

describe('a variable', () => {
  test('that is empty counts as unset, for every variable', async () => {
    const folder = await folderWithPrices();
    const env = {
      ...{ HOME: '', XDG_DATA_HOME: '', XDG_CONFIG_HOME: '', HINDCAST_STORE: '', HINDCAST_HORIZON: '' },
      ...{ NO_COLOR: '', FORCE_COLOR: '', TERM: '', HTTPS_PROXY: '', https_proxy: '', NO_PROXY: '' },
    };
    // A command that does not open the store, which is the user's own.
    const { code, stdout, stderr } = await hindcastProcess(['models'], { cwd: folder, env });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).not.toContain('\u001b');
    expect(await readdir(folder)).toEqual(['prices.csv']);
  });

  test('HOME that is empty is replaced by the folder that the system has for the user', async () => {
    const host = pathToFileURL(path.join(path.dirname(PROGRAM), '..', 'dist', 'cli', 'host.js'));
    const code = `import { processHost } from '${host.href}'; console.log(processHost().home);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], {
      env: { ...process.env, HOME: '' },
    });
    expect(stdout.trim()).toBe(userInfo().homedir);
  });

  test('HOME that is relative is refused, and no file is created', async () => {
    const folder = await folderWithPrices();
    const env = { HOME: 'home', HINDCAST_STORE: '', XDG_DATA_HOME: '', XDG_CONFIG_HOME: '' };
    const done = await hindcastProcess(['import', 'prices.csv', '--as', 'sim:A/B:1d'], { cwd: folder, env });
    expect([done.code, complaint(done).error]).toEqual([2, expect.stringContaining('HOME')]);
    expect(await readdir(folder)).toEqual(['prices.csv']);
  });

  test('XDG_DATA_HOME or XDG_CONFIG_HOME that is relative is ignored with a warning', async () => {
    const folder = await folderWithPrices();
    await mkdir(path.join(folder, 'mine', 'hindcast'), { recursive: true });
    await writeFile(path.join(folder, 'mine', 'hindcast', 'hindcast.json'), 'not JSON');
    const env = { XDG_DATA_HOME: 'mine', XDG_CONFIG_HOME: 'mine' };
    const { code, stderr } = await hindcast(['models'], { cwd: folder, env });
    expect([code, stderr]).toEqual([
      0,
      'warning: XDG_DATA_HOME is ignored: expected an absolute path, got `mine`\n' +
        'warning: XDG_CONFIG_HOME is ignored: expected an absolute path, got `mine`\n',
    ]);
  });
});

test('a current folder that was deleted is an ordinary error', async () => {
  const folder = await temporaryFolder();
  const script = 'rmdir "$PWD"; exec "$0" "$@"';
  const words = [process.execPath, PROGRAM, 'models', '--json'];
  const done = await runProcess('sh', ['-c', script, ...words], { cwd: folder });
  expect([done.code, done.stdout, complaint(done).error]).toEqual([
    2,
    '',
    'the current folder does not exist any more',
  ]);
});

describe('a `~` or a variable that no shell has expanded', () => {
  test.each(['~/store.sqlite', '~', '$HOME/store.sqlite', '${HOME}/store.sqlite'])(
    'is refused, and nothing is made: %s',
    async (file) => {
      const folder = await folderWithPrices();
      const options = { cwd: folder, env: { HINDCAST_STORE: file } };
      const read = await hindcast(['import', 'prices.csv', '--as', 'sim:A/B:1d'], options);
      expect([read.code, complaint(read).error]).toEqual([2, expect.stringContaining('are not expanded')]);
      const written = await hindcast(['export', 'prices.csv', '--output', file], { cwd: folder });
      expect([written.code, complaint(written).error]).toEqual([2, expect.stringContaining('`--output`')]);
      expect(await readdir(folder)).toEqual(['prices.csv']);
      const meant = await hindcast(['export', 'prices.csv', '--output', './~.csv'], { cwd: folder });
      expect([meant.code, await readdir(folder)]).toEqual([0, ['prices.csv', '~.csv']]);
    },
  );
});

test('an output never replaces a store', async () => {
  const folder = await folderWithPrices();
  const store = path.join(folder, 'store.sqlite');
  const options = { cwd: folder, env: { HINDCAST_STORE: store } };
  const call = (words: string) => hindcast(words.split(' '), options);
  expect((await call('import prices.csv --as sim:A/B:1d')).code).toBe(0);
  expect((await call('backtest sim:A/B:1d --model drift --quiet')).code).toBe(0);
  const bytes = await readFile(store);
  for (const words of [
    'report last --output',
    'export sim:A/B:1d --output',
    'export prices.csv --output',
    'forecast prices.csv --model linear --no-record --save',
  ]) {
    const done = await call(`${words} store.sqlite`);
    expect([words, done.code, complaint(done).error]).toEqual([
      words,
      2,
      expect.stringMatching(/^cannot write `.*store\.sqlite`: it is a database, perhaps a store$/),
    ]);
  }
  expect((await readFile(store)).equals(bytes)).toBe(true);
});

const NOWHERE = [
  'prices.csv/store.sqlite',
  'prices.csv/a/b',
  'circle/store.sqlite',
  '/proc/no/such.sqlite',
  '.',
];

test.each(NOWHERE)('a store at %s is an ordinary error, at once', async (store) => {
  const folder = await folderWithPrices();
  await symlink('circle', path.join(folder, 'circle'));
  const run = (words: string) => hindcast([...words.split(' '), '--store', store], { cwd: folder });
  expect((await run('import prices.csv --as sim:A/B:1d')).code).toBe(2);
  expect((await run('forecast prices.csv --model drift')).code).toBe(5);
  expect((await run('data')).code).toBe(store.startsWith('/proc') ? 0 : 2); // there is none
  expect(await readdir(folder)).toEqual(['circle', 'prices.csv']);
});

const OUTPUTS = [
  ['in a file', 'prices.csv/out'],
  ['in a folder in a file', 'prices.csv/a/b'],
  ['in /proc', '/proc/no/such'],
  ['of too long a name', 'x'.repeat(300)],
] as const;

test.each(OUTPUTS)('an output %s is a usage error for every command that writes one', async (_, output) => {
  const folder = await folderWithPrices();
  const options = { cwd: folder, env: { HINDCAST_STORE: path.join(folder, 'store.sqlite') } };
  const run = (words: string) => hindcast(words.split(' '), options);
  expect((await run('import prices.csv --as sim:A/B:1d')).code).toBe(0);
  expect((await run('backtest prices.csv --model drift')).code).toBe(0);
  expect((await run('forecast prices.csv --model linear --save m.safetensors')).code).toBe(0);
  const commands = [
    'export sim:A/B:1d --output',
    'export last --output',
    'report last --output',
    'backtest prices.csv --model drift --output',
    'forecast prices.csv --model drift --save',
    'export-model m.safetensors --onnx',
  ];
  for (const command of commands) {
    const { code, stderr } = await run(`${command} ${output}`);
    expect([command, code, stderr]).toEqual([
      command,
      2,
      expect.stringMatching(/^error: cannot write .*\nhint: give `--/m),
    ]);
  }
});
