/** Jobs of `hindcast.json`: what runs, with which options, and what is refused. */
import { describe, expect, test } from 'vitest';
import type { StepName } from '../../../src/cli/options/jobs.ts';
import { commandLines, jobNamed, readJobs, stepNames } from '../../../src/cli/options/jobs.ts';
import { UsageError } from '../../../src/errors.ts';

const NAMES = {
  all: ['model', 'horizon', 'test', 'since', 'store', 'deadline', 'output', 'all', 'top', 'quote'],
  run: ['store', 'deadline'],
  steps: new Map<StepName, readonly string[]>([
    ['fetch', ['since', 'store', 'all', 'top', 'quote']],
    ['backtest', ['model', 'horizon', 'test', 'store', 'deadline']],
    ['forecast', ['model', 'horizon', 'store', 'deadline']],
    ['score', ['model', 'store']],
    ['report', ['output', 'store']],
  ]),
};

const read = (job: unknown, name = 'btc') =>
  readJobs([{ file: 'hindcast.json', isOwn: false, options: new Map(), jobs: { [name]: job } }], NAMES)[0];
const MARKET = 'binance:BTC/USDT:1d';

describe('a job', () => {
  test('says for which step `all` is, if it has both that take it', () => {
    const job = { sources: [MARKET], steps: ['fetch', 'score'] };
    expect(() => read({ ...job, options: { all: true } })).toThrow(
      'the option `all` of job btc of hindcast.json means one thing to `fetch`, and another to `score`',
    );
    expect(read({ ...job, fetch: { all: true } }).layersOf('score')[0].size).toBe(0);
    expect(read({ sources: [MARKET], steps: ['fetch'], options: { all: true } }).steps).toEqual(['fetch']);
  });

  test('runs all steps but the report, and fetches where a source is a market', () => {
    expect(read({ sources: [MARKET] }).steps).toEqual(['fetch', 'backtest', 'forecast', 'score']);
    expect(read({ sources: ['a.csv'] }).steps).toEqual(['backtest', 'forecast', 'score']);
    expect(read({ sources: ['a.csv'], report: { output: 'a.html' } }).steps).toContain('report');
  });

  test('runs its steps in one order, however they are written', () => {
    expect(read({ sources: [MARKET], steps: ['score', 'fetch'] }).steps).toEqual(['fetch', 'score']);
  });

  test('gives a step its own options before those of the job', () => {
    const { layersOf } = read({ sources: ['a.csv'], options: { horizon: 2 }, backtest: { horizon: 5 } });
    const values = (step: StepName) => layersOf(step).map((layer) => layer.get('horizon')?.text);
    expect([values('backtest'), values('forecast')]).toEqual([
      ['5', '2'],
      [undefined, '2'],
    ]);
  });

  test('keeps what is the whole job’s apart', () => {
    const { own } = read({ sources: ['a.csv'], options: { deadline: '5m', model: 'gru' } });
    expect([...own.keys()]).toEqual(['deadline']);
  });

  test('fetches all its markets at once', () => {
    const job = read({ sources: [MARKET, 'kraken:BTC/USD:1d', 'binance:ETH/USDT:1d', 'a.csv'] });
    expect(commandLines(job, 'fetch', undefined)).toEqual([
      ['fetch', MARKET, 'kraken:BTC/USD:1d', 'binance:ETH/USDT:1d'],
    ]);
  });

  test('that only fetches may choose from exchanges, or from the store without sources', () => {
    const lines = (job: object) => commandLines(read({ steps: ['fetch'], ...job }), 'fetch', undefined);
    expect(lines({ sources: ['binance', MARKET], fetch: { top: 5, quote: 'USDT' } })).toEqual([
      ['fetch', 'binance', MARKET],
    ]);
    expect(lines({ fetch: { all: true } })).toEqual([['fetch']]);
    expect(lines({ options: { all: true } })).toEqual([['fetch']]);
    const more = read({ sources: [MARKET, 'a.csv'], fetch: { all: true } });
    expect(commandLines(more, 'fetch', undefined)).toEqual([['fetch', MARKET]]);
  });

  test('reports the run of its backtest, and nothing where there is none', () => {
    const job = read({ sources: ['a.csv'], steps: ['backtest', 'report'] });
    expect(commandLines(job, 'report', 'sha256:12')).toEqual([['report', 'sha256:12']]);
    expect(commandLines(job, 'report', undefined)).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['no sources', {}, 'expected `sources`'],
    ['a source that is no text', { sources: [1] }, 'expected `sources`'],
    ['an unknown key', { sources: ['a.csv'], scores: {} }, 'got `scores`'],
    ['an unknown step', { sources: ['a.csv'], steps: ['train'] }, 'unknown step `train`'],
    ['an unknown option', { sources: ['a.csv'], options: { hoirzon: 1 } }, 'unknown option `hoirzon`'],
    ['an option that no step has', { sources: ['a.csv'], options: { since: '2020-01-01' } }, 'no step'],
    ['an option of another step', { sources: ['a.csv'], score: { test: 3 } }, 'unknown option `test`'],
    ['no sources and more to do than to fetch', { fetch: { all: true } }, 'expected `sources`'],
    ['nothing to fetch', { sources: ['a.csv'], steps: ['fetch'] }, 'expected a market'],
    ['no object', ['a.csv'], 'expected an object'],
  ])('with %s is refused', (_, job, message) => {
    expect(() => read(job)).toThrow(UsageError);
    expect(() => read(job)).toThrow(message);
  });

  test('that is not there is refused with the nearest name', () => {
    const known = [read({ sources: ['a.csv'] }, 'btc-daily')];
    expect(jobNamed(known, 'btc-daily').name).toBe('btc-daily');
    expect(() => jobNamed(known, 'btc-dayli')).toThrow(UsageError);
  });

  test('has steps that are commands', () => {
    expect([...NAMES.steps.keys()]).toEqual(stepNames);
  });
});
