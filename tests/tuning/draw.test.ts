import { expect, test } from 'vitest';
import { settingsFrom } from '../../src/tuning/draw.ts';
import { applicable, defaultSpace } from '../../src/tuning/search-space.ts';
import { optionsOf } from '../helpers/panels.ts';

const options = optionsOf({});
const all = () => true;

test('the same seed draws the same, and another model or seed something else', () => {
  const space = defaultSpace({ family: 'network' });
  const draws = (model: string, seed: number) => {
    const draw = settingsFrom(space, model, { ...options, seed }, all);
    return Array.from({ length: 5 }, draw);
  };
  expect(draws('mlp', 1)).toEqual(draws('mlp', 1));
  expect(draws('mlp', 1)).not.toEqual(draws('mlp', 2));
  expect(draws('mlp', 1)).not.toEqual(draws('gru', 1));
});

test('no setting is drawn twice, none is the default, and a space ends', () => {
  const draw = settingsFrom([{ option: 'epochs', values: [options.epochs, 7, 8] }], 'mlp', options, all);
  expect(new Set([draw()?.epochs, draw()?.epochs])).toEqual(new Set([7, 8]));
  expect(draw()).toBeUndefined();
});

test('a range has an even logarithm, three digits and its ends', () => {
  const range = { option: 'learningRate', from: 0.0001, to: 0.01, isWhole: false, isList: false } as const;
  const draw = settingsFrom([range], 'mlp', options, all);
  const values = Array.from({ length: 400 }, () => draw()!.learningRate!);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0.0001);
  expect(Math.max(...values)).toBeLessThanOrEqual(0.01);
  const below = values.filter((value) => value < 0.001).length;
  expect(below).toBeGreaterThan(160);
  expect(below).toBeLessThan(240);
  for (const value of values) expect(Number(value.toPrecision(3))).toBe(value);
});

test('a whole range has whole numbers, and one of lists has lists', () => {
  const whole = { option: 'hidden', from: 4, to: 9, isWhole: true, isList: true } as const;
  const value = settingsFrom([whole], 'mlp', options, all)()!.hidden!;
  expect(value).toHaveLength(1);
  expect(Number.isInteger(value[0])).toBe(true);
});

test('what no command line takes is not drawn', () => {
  const draw = settingsFrom(
    [{ option: 'epochs', values: [7, 8, 9] }],
    'mlp',
    options,
    (one) => one.epochs === 8,
  );
  expect(draw()).toEqual({ epochs: 8 });
  expect(draw()).toBeUndefined();
});

test('the space leaves out what is fixed, other losses of classes, and windows that are too long', () => {
  const names = (space: ReturnType<typeof applicable>) => space.map(({ option }) => option);
  const space = defaultSpace({ family: 'network' });
  expect(names(applicable(space, options, ['hidden'], 100))).not.toContain('hidden');
  expect(names(applicable(space, options, [], 100))).toContain('loss');
  const ofClasses = optionsOf({ target: 'direction', loss: 'cross-entropy' });
  expect(names(applicable(space, ofClasses, [], 100))).not.toContain('loss');
  const [input] = applicable(space, options, [], 30);
  expect(input).toEqual({ option: 'inputSize', values: [6, 12, 24] });
  expect(names(applicable(space, options, [], 6))).not.toContain('inputSize');
});
