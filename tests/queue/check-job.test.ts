/** What a worker takes from a queue that anybody may write to. */
import { describe, expect, test } from 'vitest';
import { readFits, readJob, readOptions, readPanel } from '../../src/queue/check-job.ts';
import type { FitJob } from '../../src/queue/job.ts';
import { jobId, packFits, packOptions, packPanel } from '../../src/queue/job.ts';
import { unpack } from '../../src/queue/packing.ts';
import { ownService } from '../../src/queue/service.ts';
import { sha256 } from '../../src/text/digest.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

const ref = { digest: sha256(''), bytes: 10 };
const job: FitJob = {
  ...ownService(),
  panel: ref,
  options: ref,
  fits: '',
  model: 'mlp',
  member: 0,
  keepsState: false,
};
const panel = panelOf([walk(20, 1), walk(20, 2, [5])]);
const options = optionsOf({ horizon: 2 });
const origins = { series: Int32Array.of(0, 1), row: Int32Array.of(15, 17) };
const fit = { fold: 0, start: 0, cutoff: 14, origins };

describe('a job', () => {
  const read = (data: unknown, id?: string) => readJob(id ?? jobId(data as FitJob), data, ownService());

  test('is taken if it has every field and its id is its digest', () => {
    expect(read(job)).toBe(job);
    expect(() => read(job, 'fit-1')).toThrow('expected a job whose id is its digest');
  });

  test.each([
    [{ ...job, panel: { ...ref, bytes: 2 ** 50 } }],
    [{ ...job, panel: { ...ref, digest: '../etc' } }],
    [{ ...job, fits: 'A'.repeat(5000) }],
    [{ ...job, member: -1 }],
    [{ ...job, model: 7 }],
    [{ ...job, model: 'x'.repeat(2000) }],
    [{ ...job, keepsState: undefined }],
    [{ ...job, program: 'rm' }],
    [{ ...job, program: { words: 'rm', files: [], timeoutMs: 1, identity: '' } }],
    [null],
    ['text'],
  ])('%# is rejected', (data) => {
    expect(() => read(data, 'fit-1')).toThrow(/^expected a job whose id is its digest in a job of the queue/);
  });

  test('of another version is rejected by name', () => {
    const other = { ...job, version: '9.9.9' };
    expect(() => read(other)).toThrow(/^expected a job of hindcast .*, got one of hindcast 9\.9\.9$/);
    const numbers = { ...job, numbers: job.numbers + 1 };
    expect(() => read(numbers)).toThrow(
      `got one of hindcast ${job.version} (numbers ${job.numbers + 1}, jobs `,
    );
  });
});

describe('a panel', () => {
  test('comes as it was, but for the paths of its sources', () => {
    const back = readPanel(unpack(packPanel(panel)));
    expect(back).toEqual({ ...panel, series: panel.series.map((one) => ({ ...one, source: '' })) });
  });

  const [first, second] = panel.series;
  test.each([
    ['times that fall', { ...panel, time: panel.time.toReversed() }],
    ['a time that is none', { ...panel, time: panel.time.with(3, NaN) }],
    ['no rows', { ...panel, time: new Float64Array() }],
    ['no series', { ...panel, series: [] }],
    ['two series of one name', { ...panel, series: [first, first] }],
    ['a shorter column', { ...panel, series: [first, { ...second, values: second.values.slice(1) }] }],
    ['an infinite value', { ...panel, series: [{ ...first, observed: first.observed.with(0, Infinity) }] }],
    ['a last row after the last', { ...panel, series: [{ ...first, last: 20 }] }],
    ['a shorter calendar', { ...panel, calendar: panel.time.slice(1) }],
    [
      'other columns of another length',
      { ...panel, series: [{ ...first, others: { x: new Float64Array(3) } }] },
    ],
    ['a step of nothing', { ...panel, timeframe: { name: '0d', ms: 0, months: 0 } }],
    ['a text', 'panel'],
  ])('with %s is rejected', (_, wrong) => {
    expect(() => readPanel(wrong)).toThrow(/in a job of the queue, got/);
  });
});

describe('options', () => {
  test('come as they were', () => {
    expect(readOptions(unpack(packOptions(options)))).toEqual(options);
  });

  test.each([
    [{ ...options, horizon: 0 }],
    [{ ...options, horizon: 1.5 }],
    [{ ...options, target: 'toString' }],
    [{ ...options, cells: ['constructor'] }],
    [null],
    [7],
  ])('%# are rejected', (wrong) => {
    expect(() => readOptions(JSON.parse(JSON.stringify(wrong)))).toThrow(/^expected/);
  });
});

describe('fits', () => {
  test('come as they were', () => {
    expect(readFits(unpack(packFits([fit])), panel, options)).toEqual([fit]);
  });

  test.each([
    ['none', []],
    ['training rows that end before they begin', [{ ...fit, start: 15 }]],
    ['training rows that the panel does not have', [{ ...fit, cutoff: 20 }]],
    ['negative rows', [{ ...fit, start: -1 }]],
    [
      'an origin that the panel does not have',
      [{ ...fit, origins: { ...origins, row: Int32Array.of(15, 20) } }],
    ],
    ['a series that it does not have', [{ ...fit, origins: { ...origins, series: Int32Array.of(0, 2) } }]],
    ['a series too few', [{ ...fit, origins: { ...origins, series: Int32Array.of(0) } }]],
    ['lists instead of columns', [{ ...fit, origins: { series: [0, 1], row: [15, 17] } }]],
  ])('with %s are rejected', (_, wrong) => {
    expect(() => readFits(wrong, panel, options)).toThrow(/in a job of the queue, got/);
  });

  test('of more forecasts than a machine has memory for are rejected', () => {
    expect(() => readFits([fit], panel, { ...options, horizon: 2 ** 28 })).toThrow('expected at most');
  });
});
