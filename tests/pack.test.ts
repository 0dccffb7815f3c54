/** What is published: the tarball holds what it needs and nothing else, and works where it is installed. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { dailyCsv, temporaryFolder } from './helpers/files.ts';
import { walk } from './helpers/panels.ts';
import { ROOT, run } from './helpers/run.ts';

interface Packed {
  readonly filename: string;
  readonly version: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/** `npm` with these arguments; with what it said where it failed. Without a registry it gives up within seconds. */
async function npm(args: readonly string[], cwd: string): Promise<string> {
  const patience = '--fetch-retries=0 --fetch-timeout=20000 --no-audit --no-fund --no-update-notifier'.split(
    ' ',
  );
  const { code, stdout, stderr } = await run('npm', [...args, ...patience], { cwd });
  expect(code, `npm ${args.join(' ')}: ${stderr}`).toBe(0);
  return stdout;
}

test('the packed program works where it is installed without scripts', async () => {
  const folder = await temporaryFolder();
  // Packing builds first. Here it is built already, and other tests are running it.
  const text = await npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], ROOT);
  const [{ filename, version, unpackedSize, files }] = JSON.parse(text) as Packed[];
  const paths = files.map((file) => file.path);
  expect([...new Set(paths.map((name) => name.split('/')[0]))].toSorted()).toEqual([
    'CHANGELOG.md',
    'CONVENTIONS.md',
    'LICENSE',
    'README.md',
    'bin',
    'dist',
    'docs',
    'examples',
    'fixtures',
    'man',
    'package.json',
  ]);
  expect(paths).toEqual(
    expect.arrayContaining([
      'bin/hindcast.js',
      'dist/cli/main.js',
      'dist/index.js',
      'dist/backtest/worker.js',
      'dist/kernels/kernels.wasm',
      'dist/kernels/kernels-relaxed.wasm',
      'fixtures/garch-simulated-1d.csv',
      'man/hindcast.1',
    ]),
  );
  expect(paths.filter((name) => /\.test\.|fixtures|(?<!\.d)\.ts$/.test(name))).toEqual([
    'fixtures/garch-simulated-1d.csv',
  ]);
  // Declarations are those that the library needs.
  const declared = paths.filter((name) => name.endsWith('.d.ts'));
  expect(declared).toContain('dist/index.d.ts');
  expect(declared.filter((name) => /^dist\/(?:cli|report|store|exchange|evaluation)\//.test(name))).toEqual(
    [],
  );
  // Two thirds of it are the program and its pages; a fixture or a test that slips in would show.
  expect(unpackedSize).toBeLessThan(3.6e6);

  await writeFile(path.join(folder, 'package.json'), '{ "private": true }');
  await npm(['install', '--ignore-scripts', '--prefer-offline', path.join(folder, filename)], folder);
  expect(await readdir(path.join(folder, 'node_modules'))).toEqual(
    expect.arrayContaining(['@photostructure', 'ccxt', 'chalk', 'commander', 'csv-parse', 'hindcast']),
  );
  const installed = path.join(folder, 'node_modules', '.bin', 'hindcast');
  expect(await run(installed, ['--version'], { cwd: folder })).toMatchObject({
    code: 0,
    stdout: `${version}\n`,
  });
  await writeFile(path.join(folder, 'prices.csv'), dailyCsv(walk(120, 1)));
  const args = 'backtest prices.csv --model mlp,lstm,gru --input-size 10 --epochs 2 --jobs 2'.split(' ');
  const { code, stdout } = await run(installed, args, { cwd: folder });
  expect(code).toBe(0);
  for (const model of ['naive', 'mlp', 'lstm', 'gru'])
    expect(stdout).toMatch(new RegExp(`^${model} +\\d`, 'm'));
  await useLibrary(folder);
});

/** A program of a TypeScript author: its types are right without \`skipLibCheck\`, and worker threads start from the package. */
async function useLibrary(folder: string): Promise<void> {
  await writeFile(
    path.join(folder, 'own.ts'),
    `import { backtest, readCsv } from 'hindcast';
import type { OwnModel } from 'hindcast';
const mean: OwnModel = {
  name: 'mean-3',
  lookback: () => 3,
  fit: () => ({
    forecast: ({ series }, origins) =>
      Array.from(origins.row, (row, i) => {
        const [a, b, c] = series[origins.series[i]].values.slice(row - 2, row + 1);
        return (a + b + c) / 3;
      }),
  }),
};
const { models } = await backtest(await readCsv('prices.csv'), { models: [mean, 'linear', 'mlp'], epochs: 1, jobs: 2 });
console.log(models.map(({ model }) => model).toSorted().join(' '));
`,
  );
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  const types = ['--types', 'node', '--typeRoots', path.join(ROOT, 'node_modules/@types')];
  const flags = '--strict --target es2023 --skipLibCheck false --module'.split(' ');
  await writeFile(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  for (const modules of [['esnext', '--moduleResolution', 'bundler'], ['nodenext']])
    expect(
      await run(process.execPath, [tsc, ...flags, ...modules, ...types, 'own.ts'], { cwd: folder }),
    ).toMatchObject({
      code: 0,
      stdout: '',
    });
  expect(await run(process.execPath, ['own.js'], { cwd: folder })).toMatchObject({
    code: 0,
    stdout: 'linear mean-3 mlp naive\n',
  });
}

test('no dependency may run an install script, so that npm neither runs one nor warns of it', async () => {
  const read = async (name: string) => JSON.parse(await readFile(path.join(ROOT, name), 'utf8')) as unknown;
  const { allowScripts } = (await read('package.json')) as { readonly allowScripts: Record<string, boolean> };
  const { packages } = (await read('package-lock.json')) as {
    readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean }>>;
  };
  const withScripts = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript);
  expect(allowScripts).toEqual(
    Object.fromEntries(withScripts.map(([place]) => [place.replace(/^.*node_modules\//, ''), false])),
  );
});
