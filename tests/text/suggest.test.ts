import { describe, expect, test } from 'vitest';
import { nearest, suggestion } from '../../src/text/suggest.ts';

const models = ['naive', 'drift', 'seasonal-naive', 'linear', 'mlp', 'rnn', 'lstm', 'gru'];

describe('nearest', () => {
  test.each([
    ['lsmt', 'lstm'],
    ['LSTM', 'lstm'],
    ['gur', 'gru'],
    ['niave', 'naive'],
    ['seasonal_naive', 'seasonal-naive'],
  ])('%s is meant as %s', (word, name) => {
    expect(nearest(word, models)).toBe(name);
  });

  test('is undefined where nothing is near', () => {
    expect(nearest('transformer', models)).toBeUndefined();
    expect(nearest('', models)).toBeUndefined();
  });
});

describe('suggestion', () => {
  test('lists the choices where nothing is near', () => {
    expect(suggestion('zzz', ['a1', 'b2'])).toBe('choose from a1, b2');
  });
});
