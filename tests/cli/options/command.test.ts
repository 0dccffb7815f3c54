import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { addOptions } from '../../../src/cli/options/command.ts';
import { defaults } from '../../../src/options/flags.ts';

describe('addOptions', () => {
  test('has a flag for every option', () => {
    const command = addOptions(new Command(), { hasTestSpan: true });
    const names = command.options.map((option) => option.attributeName());
    const keys = Object.keys({ ...defaults, stepSize: 1, kernels: 'exact' }).map((key) =>
      key === 'models' ? 'model' : key,
    );
    expect(new Set(names)).toEqual(new Set(keys));
  });

  test('says its default in the help', () => {
    const help = addOptions(new Command(), { hasTestSpan: true }).helpInformation();
    expect(help).toMatch(/--input-size <n> .*\(default: 60\)/);
    expect(help).toMatch(/--model <list> .*\(default:\s+mlp,lstm,gru\)/);
  });

  test('leaves out what needs a test span where there is none', () => {
    const names = addOptions(new Command(), { hasTestSpan: false }).options.map((option) =>
      option.attributeName(),
    );
    expect(names).toContain('horizon');
    expect(names).not.toContain('test');
    expect(names).not.toContain('refit');
  });

  test('has every flag in docs/cli.md', () => {
    const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');
    for (const { long } of addOptions(new Command(), { hasTestSpan: true }).options)
      expect(page).toContain(`\`${long}`);
  });
});
