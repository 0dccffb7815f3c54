import { expect, test } from 'vitest';
import { budget } from '../../src/options/parse.ts';
import { searchSpace } from '../../src/tuning/parse-search.ts';
import { UsageError } from '../../src/errors.ts';

const space = (text: string) => searchSpace(text, '--search');

test('a budget is a number of fits or a time', () => {
  expect(budget('200', '--budget')).toMatchObject({ kind: 'fits', value: 200 });
  expect(budget('10m', '--budget')).toMatchObject({ kind: 'time', value: 600_000 });
  expect(budget('90s', '--budget')).toMatchObject({ kind: 'time', value: 90_000 });
  for (const text of ['0', '-3', '1.5', 'x', '10 m', '10d', ''])
    expect(() => budget(text, '--budget')).toThrow(/expected `--budget` to be a number of fits or a time/);
});

test('alternatives are read by the parser of their option', () => {
  expect(space('hidden=16|32,32|64')).toEqual([{ option: 'hidden', values: [[16], [32, 32], [64]] }]);
  expect(space('schedule=constant|step:30:0.5')).toEqual([
    { option: 'schedule', values: [{ name: 'constant' }, { name: 'step', every: 30, factor: 0.5 }] },
  ]);
});

test('a switch is true or false', () => {
  expect(space('skip=true|false')).toEqual([{ option: 'skip', values: [true, false] }]);
  expect(() => space('skip=yes|no')).toThrow(/expected `--search skip` to be one of true, false, got `yes`/);
});

test('a comma separates options only before a name', () => {
  expect(space('hidden=8|16,8, loss=mse|mae,epochs=5..50').map(({ option }) => option)).toEqual([
    'hidden',
    'loss',
    'epochs',
  ]);
});

test('a range knows whether its numbers are whole, and whether they are lists', () => {
  expect(space('learning-rate=0.0001..0.01')).toEqual([
    { option: 'learningRate', from: 0.0001, to: 0.01, isWhole: false, isList: false },
  ]);
  expect(space('epochs=5..6')).toEqual([{ option: 'epochs', from: 5, to: 6, isWhole: true, isList: false }]);
  expect(space('hidden=4..64')).toEqual([{ option: 'hidden', from: 4, to: 64, isWhole: true, isList: true }]);
  expect(space('dropout=0..0.5')).toEqual([
    { option: 'dropout', from: 0, to: 0.5, isWhole: false, isList: true },
  ]);
});

test.each([
  ['hidden', /to be OPTION=VALUES, separated by commas, got `hidden`/],
  ['hidden=', /to be OPTION=VALUES/],
  ['hiden=1|2', /cannot search `hiden`/],
  ['horizon=1|2', /cannot search `horizon`/],
  ['seed=1|2', /cannot search `seed`/],
  ['features=range|none', /cannot search `features`/],
  ['warm=true|false', /cannot search `warm`/],
  ['hidden=16', /expected `--search hidden` to have several values, got `16`/],
  ['hidden=16|x', /expected `--search hidden` to be a whole number >= 1, got `x`/],
  ['loss=mse..mae', /expected `--search loss` to be a range LEAST..MOST of numbers/],
  ['epochs=9..3', /to be a range LEAST..MOST of numbers, got `9..3`/],
  ['epochs=3|4,epochs=5|6', /names `epochs` twice/],
  ['learning-rate=0..0.1', /expected `--search learning-rate` to be a number > 0, got `0`/],
])('%s is rejected', (text, message) => {
  expect(() => space(text)).toThrow(UsageError);
  expect(() => space(text)).toThrow(message);
});
