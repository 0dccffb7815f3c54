/** Values of options are checked before a command does anything. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { commands } from '../../../src/cli/commands/index.ts';
import { CheckedOption } from '../../../src/cli/options/checked.ts';
import { createProgram } from '../../../src/cli/program.ts';
import { temporaryFolder } from '../../helpers/files.ts';
import { hindcast, hostOf } from '../../helpers/run.ts';

/** Every command with its options and what it needs on a command line. */
const described = await Promise.all(
  commands.map(async ({ name, load }) => {
    const command = new Command(name);
    (await load())(command, hostOf(), createProgram(commands));
    const needed = [
      ...command.registeredArguments.filter(({ required }) => required).map(() => 'x'),
      ...command.options.filter(({ mandatory }) => mandatory).flatMap(({ long }) => [long!, 'x']),
    ];
    return { name, needed, options: command.options };
  }),
);
/** Options that take any text, or are checked with what they are about: names, files, expressions, what an exchange offers. */
const ANY_TEXT = new Set(
  `--time-column --series-column --store --timeframe --output --save --weights --fail-on --ping-url --as
  --svg --png --exchange --source --actuals --naive --set --onnx --model --member --series`.split(/\s+/),
);

const rows = described.flatMap(({ name, needed, options }) =>
  options.filter((one) => one instanceof CheckedOption).map((one) => [name, one.long!, needed] as const),
);

test.each(rows)(
  '%s refuses a value that %s does not take, whatever else is wrong',
  async (name, long, needed) => {
    const env = { HINDCAST_STORE: '/dev/null/no-store' };
    const { code, stdout, stderr } = await hindcast([name, ...needed, `${long}=`], { env });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`expected \`${long}\` to be `);
  },
);

test('every option with a value is checked, parsed by commander, or takes any text', () => {
  const others = described.flatMap(({ name, options }) =>
    options
      .filter((one) => !one.isBoolean() && !one.negate && !(one instanceof CheckedOption) && !one.parseArg)
      .filter(({ long }) => !ANY_TEXT.has(long!))
      .map(({ long }) => `${name} ${long}`),
  );
  expect(others).toEqual([]);
});

describe('a job', () => {
  test('is refused for an option of its last step before its first one runs', async () => {
    const folder = await temporaryFolder();
    const store = path.join(folder, 'store');
    const job = {
      sources: ['binance:BTC/USDT:1d'],
      options: { 'base-url': 'http://127.0.0.1:1', retries: 0 },
    };
    const run = async (own: object) => {
      await writeFile(
        path.join(folder, 'hindcast.json'),
        JSON.stringify({ jobs: { b: { ...job, ...own } } }),
      );
      return hindcast(['run', 'b'], { cwd: folder, env: { HINDCAST_STORE: store } });
    };
    const { code, stdout, stderr } = await run({ forecast: { epochs: 'many' } });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('expected `--epochs` to be a whole number >= 1, got `many`');
    expect(existsSync(store)).toBe(false);
  });
});
