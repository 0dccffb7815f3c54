/** The build that an engine does not run is refused with what to do. */
import { afterEach, expect, test, vi } from 'vitest';
import { checkKernels, compileKernels, hasKernels } from '../../src/kernels/builds.ts';
import { UsageError } from '../../src/errors.ts';
import { fileWith, temporaryFolder } from '../helpers/files.ts';
import { allowRelaxed } from '../helpers/relaxed.ts';
import { hindcast } from '../helpers/run.ts';

afterEach(() => vi.restoreAllMocks());

/** As on Node 20. */
const withoutRelaxed = () => vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);

test('every engine runs the exact build, and one with relaxed SIMD both', () => {
  allowRelaxed();
  expect(hasKernels('exact') && hasKernels('relaxed')).toBe(true);
  for (const name of ['exact', 'relaxed'] as const)
    expect(compileKernels(name)).toBeInstanceOf(WebAssembly.Module);
});

test('an engine without relaxed SIMD runs the exact build only', () => {
  withoutRelaxed();
  expect(hasKernels('exact')).toBe(true);
  expect(hasKernels('relaxed')).toBe(false);
  expect(() => checkKernels('exact')).not.toThrow();
  for (const use of [checkKernels, compileKernels]) expect(() => use('relaxed')).toThrow(UsageError);
});

test('`--kernels relaxed` without relaxed SIMD is an error before data is read', async () => {
  withoutRelaxed();
  const file = await fileWith('not a table');
  for (const command of ['backtest', 'plan', 'forecast', 'tune']) {
    const { code, stdout, stderr } = await hindcast([
      command,
      file,
      '--model',
      'gru',
      '--kernels',
      'relaxed',
    ]);
    expect([command, code, stdout]).toEqual([command, 2, '']);
    expect(stderr).toBe(
      `error: expected a Node with relaxed SIMD for \`--kernels relaxed\`, got Node ${process.versions.node}
hint: use Node 22 or newer, or \`--kernels exact\`
`,
    );
  }
});

test('saved models belong to the kernels that they were fitted with', async () => {
  allowRelaxed();
  const weights = `${await temporaryFolder()}/gru.safetensors`;
  const source = 'fixtures/ar-simulated-1d.csv';
  const fit = '--model gru --hidden 4 --epochs 1 --input-size 5 --kernels relaxed'.split(' ');
  expect(await hindcast(['forecast', source, ...fit, '--save', weights])).toMatchObject({ code: 0 });
  const again = ['forecast', source, '--weights', weights];
  expect(await hindcast([...again, '--kernels', 'relaxed'])).toMatchObject({ code: 0 });
  const other = await hindcast([...again, '--kernels', 'exact']);
  expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('the file has `relaxed`')]);
  withoutRelaxed();
  const without = await hindcast(again);
  expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('a Node with relaxed SIMD')]);
});
