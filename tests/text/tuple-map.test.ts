import { expect, test } from 'vitest';
import { TupleMap } from '../../src/text/tuple-map.ts';

test('finds a value by all parts of its key', () => {
  const map = new TupleMap<[model: string, fold: number], string>();
  map.set(['gru', 0], 'first');
  map.set(['gru', 1], 'second');
  map.set(['gru', 0], 'third');
  expect([map.get('gru', 0), map.get('gru', 1), map.get('mlp', 0)]).toEqual(['third', 'second', undefined]);
  expect([map.get('gru', 1), map.get('gru', 2)]).toEqual(['second', undefined]);
  expect([...map.values()]).toEqual(['third', 'second']);
});

test('keeps keys apart whose parts look alike when joined', () => {
  const map = new TupleMap<[string, string] | [string, number], number>();
  map.set(['a b', 'c'], 1);
  map.set(['a', 'b c'], 2);
  map.set(['a', '1'], 3);
  map.set(['a', 1], 4);
  expect([...map.values()]).toEqual([1, 2, 3, 4]);
});
