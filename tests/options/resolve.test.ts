import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { addOptions } from '../../src/cli/options/command.ts';
import { defaults } from '../../src/options/flags.ts';
import { resolveOptions } from '../../src/options/resolve.ts';
import { UsageError } from '../../src/errors.ts';
import { models } from '../../src/models/index.ts';

const recipes = [
  { name: 'default', why: '', summary: '', options: {} },
  {
    name: 'small',
    why: '',
    summary: '',
    options: { models: ['gru'], hidden: [8, 4], dropout: [0.1, 0.2], horizon: 3 },
  },
];
const known = { models, recipes };

/** What the command line gives. */
function resolve(...args: string[]) {
  const command = addOptions(new Command(), { hasTestSpan: true }).exitOverride();
  command.parse(args, { from: 'user' });
  return resolveOptions(command.opts(), known);
}

describe('resolveOptions', () => {
  test('has every default, with a step size of the horizon', () => {
    expect(resolve()).toEqual({ ...defaults, stepSize: 1 });
    expect(resolve('--horizon', '7').stepSize).toBe(7);
    expect(resolve('--horizon', '7', '--step-size', '1').stepSize).toBe(1);
  });

  test('prefers flags to the recipe, and the recipe to defaults', () => {
    const options = resolve('--recipe', 'small', '--horizon', '5');
    expect(options).toMatchObject({
      recipe: 'small',
      models: ['gru'],
      hidden: [8, 4],
      horizon: 5,
      stepSize: 5,
      epochs: 100,
    });
  });

  test('reads each kind of flag', () => {
    const args =
      '--model gru,mlp --refit 0 --train-size 500 --warm --hidden 50,50 --dense 64 --dropout .2,.3 --schedule cosine --test 30 --ridge 1,2';
    expect(resolve(...args.split(' '))).toMatchObject({
      models: ['gru', 'mlp'],
      refit: 0,
      trainSize: 500,
      warm: true,
      hidden: [50, 50],
      dense: [64],
      dropout: [0.2, 0.3],
      schedule: { name: 'cosine' },
      test: { kind: 'rows', value: 30, text: '30' },
      ridge: [1, 2],
    });
  });

  test('suggests a name for an unknown model or recipe', () => {
    expect(() => resolve('--model', 'lsmt')).toThrow(
      expect.objectContaining({ message: 'unknown model `lsmt`', hint: 'did you mean `lstm`?' }),
    );
    expect(() => resolve('--recipe', 'smal')).toThrow(
      expect.objectContaining({ message: 'unknown recipe `smal`', hint: 'did you mean `small`?' }),
    );
  });

  test('refuses a model named twice', () => {
    expect(() => resolve('--model', 'mlp,mlp')).toThrow('`--model` names `mlp` twice');
  });

  test('takes the shape of a network', () => {
    const args =
      '--model gru --hidden 32,16 --cells dense,gru --input-size 48 --segment 24 --head steps --skip';
    expect(resolve(...args.split(' '))).toMatchObject({
      cells: ['dense', 'gru'],
      segment: 24,
      head: 'steps',
      skip: true,
    });
    expect(resolve('--cells', 'none')).toMatchObject({ cells: [] });
  });

  const refusalOf = (text: string): unknown => {
    try {
      return resolve(...text.split(' '));
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
      const { message, hint } = error as UsageError;
      return [message, hint];
    }
  };

  test('refuses segments that do not fill the window, with the nearest sizes that they do', () => {
    expect(refusalOf('--segment 24')).toEqual([
      'expected `--input-size` to be a multiple of `--segment` 24, got 60',
      'try `--input-size 48` or `--input-size 72`',
    ]);
    expect(refusalOf('--segment 96')).toEqual([
      'expected `--input-size` to be a multiple of `--segment` 96, got 60',
      'try `--input-size 96`',
    ]);
  });

  test('refuses segments that no chosen model reads', () => {
    const hint = 'choose from rnn, lstm, gru, tcn, or leave `--segment` out';
    expect(refusalOf('--model mlp,linear --segment 12')).toEqual([
      'expected a network that reads its window step by step with `--segment` 12, got none',
      hint,
    ]);
    expect(refusalOf('--model gru --cells dense --segment 12')).toEqual([expect.any(String), hint]);
    expect(resolve('--model', 'mlp,gru', '--segment', '12').segment).toBe(12);
    expect(resolve('--model', 'mlp', '--cells', 'lstm', '--segment', '12').segment).toBe(12);
  });

  test('refuses cells that are not one per layer, or of several networks', () => {
    expect(refusalOf('--model gru --cells gru,lstm')).toEqual([
      'expected `--cells` to have 1 value, for the layer of `--hidden`, got 2',
      'give the units of each layer too, for example `--hidden 32,32`',
    ]);
    expect(refusalOf('--model gru,mlp --hidden 8,8 --cells gru,lstm')).toEqual([
      'expected one network with `--cells`, got mlp, gru, whose layers would be the same',
      'name one, for example `--model mlp`',
    ]);
  });

  test('refuses a list that is neither one value nor one per layer', () => {
    expect(() => resolve('--dropout', '.1,.2')).toThrow('expected `--dropout` to have 1 value, got 2');
    expect(() => resolve('--recipe', 'small', '--hidden', '8,8,8')).toThrow(
      'expected `--dropout` to have 1 value, or 3 for the layers of `--hidden`, got 2',
    );
  });

  test.each([
    ['--dropout', '1'],
    ['--validation', '1'],
    ['--epochs', '0'],
    ['--learning-rate', '0'],
    ['--seed', '4294967296'],
    ['--target', 'returns'],
    ['--gaps', 'fill'],
    ['--column', ''],
  ])('refuses %s %j', (flag, value) => {
    expect(() => resolve(flag, value)).toThrow(UsageError);
  });
});
