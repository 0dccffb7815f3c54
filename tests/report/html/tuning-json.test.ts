import { expect, test } from 'vitest';
import type { RunRecord } from '../../../src/evaluation/run-record.ts';
import { readSearch } from '../../../src/report/html/tuning-json.ts';

test('a setting is shown as on a command line: a switch has no value, and one that is off is not written', () => {
  const settings = [{}, { skip: 'true', hidden: '8' }, { skip: 'false', hidden: '4' }];
  const tried = settings.map((setting) => ({ setting, blocks: 2, ratio: 1, defaultRatio: 1, failure: null }));
  const json = { answer: 'a', models: [{ model: 'gru', chosen: 1, tried, sealed: { run: 'sha256:1' } }] };
  const search = readSearch(json, { run: 'sha256:1' } as RunRecord)!;
  expect(search.tried.map(({ words }) => words)).toEqual(['default', '--skip --hidden 8', '--hidden 4']);
  expect(search.luckRatio).toBeNaN();
});
