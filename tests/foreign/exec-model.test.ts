/** Models that are other programs: what they are sent, what their answers become, and how they fail. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Journal } from '../../src/backtest/journal.ts';
import { makeForecasts } from '../../src/backtest/make-forecasts.ts';
import type { BacktestContext } from '../../src/backtest/fits.ts';
import type { FitResult } from '../../src/backtest/tasks.ts';
import { modelOfSpec } from '../../src/foreign/specs.ts';
import type { ForeignSettings } from '../../src/foreign/specs.ts';
import { builtIn } from '../../src/models/index.ts';
import { shellWord } from '../../src/text/shell.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';
import type { OptionOverrides } from '../helpers/panels.ts';
import { ended, nextMoment } from '../helpers/processes.ts';
import { ROOT } from '../helpers/run.ts';

const PROGRAM = path.join(ROOT, 'tests/helpers/program.mjs');
const panel = panelOf([walk(60, 1), walk(60, 2, [20])]);
const command = (...args: readonly string[]): string =>
  `exec:${[process.execPath, PROGRAM, ...args].map(shellWord).join(' ')}`;
const folder = mkdtempSync(path.join(tmpdir(), 'hindcast-exec-'));
let files = 0;
const newFile = (): string => path.join(folder, `file-${files++}`);

/** Forecasts of the program beside naive, from five origins of one fit unless the options say otherwise. */
function forecasts(
  spec: string,
  options: OptionOverrides = {},
  context: Partial<BacktestContext> = {},
  settings: Partial<ForeignSettings> = {},
) {
  const model = modelOfSpec('mine', spec, { files: [], timeoutMs: 20_000, path: '', ...settings });
  return makeForecasts(
    panel,
    optionsOf({ horizon: 2, stepSize: 1, test: '6', refit: 0, models: ['mine'], ...options }),
    { workers: 1, registry: builtIn.with([model]), ...context },
  );
}

const failureOf = async (...given: Parameters<typeof forecasts>) =>
  (await forecasts(...given)).failures.at(0);

describe('a model that is a program', () => {
  test('gives the forecasts that it answers, on this thread and on worker threads', async () => {
    for (const workers of [1, 2]) {
      const { failures, table } = await forecasts(command('naive'), { refit: 3 }, { workers });
      expect(failures).toEqual([]);
      expect(table.yhat.get('mine')).toEqual(table.yhat.get('naive'));
    }
  });

  test('is sent the options, the rows up to the cutoff, and with each question those up to its origin', async () => {
    const file = newFile();
    const { plan } = await forecasts(command('record', `noted=${file}`));
    const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
    const [asked, fit, ...questions] = lines.map((line) => JSON.parse(line));
    expect(asked).toMatchObject({ type: 'options', protocol: 1, model: 'mine', options: { horizon: 2 } });
    const [{ cutoff, origins }] = plan.folds;
    const upTo = (s: number, from: number, to: number) => {
      const rows = Array.from({ length: to - from + 1 }, (_, i) => from + i).filter(
        (row) => !Number.isNaN(panel.series[s].values[row]),
      );
      return {
        time: rows.map((row) => panel.time[row]),
        value: rows.map((row) => panel.series[s].values[row]),
        columns: {},
      };
    };
    expect(fit).toEqual({ type: 'fit', rows: { A: upTo(0, 0, cutoff), B: upTo(1, 0, cutoff) } });
    const expected = Array.from(origins).flatMap((row, i) =>
      ['A', 'B'].map((series, s) => ({
        type: 'forecast',
        id: 2 * i + s,
        series,
        time: panel.time[row],
        rows: s === 1 || i === 0 ? {} : { A: upTo(0, row, row), B: upTo(1, row, row) },
      })),
    );
    expect(questions).toEqual(expected);
  });

  test('gives intervals from its quantiles, and probabilities of classes', async () => {
    const levels = await forecasts(command('quantiles'), { level: [80] });
    const [interval] = levels.fits.find(({ model }) => model === 'mine')!.intervals;
    const yhat = levels.table.yhat.get('mine')!;
    expect(interval.level).toBe(80);
    expect(interval.lo[0]).toBeCloseTo(yhat[0] * 0.6, 9);
    expect(interval.hi[0]).toBeCloseTo(yhat[0] * 1.4, 9);
    const classes = { target: 'direction', loss: 'cross-entropy' } as const;
    const named = await forecasts(command('up'), classes);
    expect([...named.table.yhat.get('mine')!].every((value) => value === 1)).toBe(true);
    const { fits } = await forecasts(command('sure'), classes);
    expect(fits.find(({ model }) => model === 'mine')!.probabilities.map(([first]) => first)).toEqual([
      0, 0.25, 0.75,
    ]);
  });

  test.each([
    ['crash', {}, 'ended with exit code 1: '],
    ['short', {}, 'got 1 value in `yhat`'],
    ['nan', {}, 'got `{"yhat": [NaN,NaN]}`, which is no JSON'],
    ['text', {}, 'got text in `yhat` of step 1'],
    ['list', {}, 'got a list'],
    ['noise', {}, 'got `Loading the model…`, which is no JSON'],
    ['flood', {}, 'got more than 1000000 characters without a line end'],
    ['wrong-key', {}, 'got the key `quantile`'],
    ['wrong-id', {}, 'got `id` 7 to question 0'],
    ['acknowledges', {}, 'got nothing in `yhat`'],
    ['talks-after', {}, 'bye'],
    ['crossed', { level: [80] }, 'got quantile 0.9 below a smaller one in step 1'],
    ['some-quantiles', { level: [80] }, 'got no quantile 0.9'],
    ['naive', { target: 'direction', loss: 'cross-entropy' }, 'got a number in `yhat`'],
  ] as const)('fails by name if it misbehaves: %s', async (mode, options, got) => {
    const { failures, finished } = await forecasts(command(mode), options);
    expect(failures[0]).toMatchObject({ model: 'mine', fold: 0 });
    expect(failures[0].message).toMatch(/^expected .* of mine in fold 0 /);
    expect(failures[0].message).toContain(got);
    expect(failures[0].hint).toBeDefined();
    expect(finished).not.toContain('mine');
    expect(finished.length).toBeGreaterThan(0);
  });

  test('fails if it does not answer in time', async () => {
    const failure = await failureOf(command('slow'), {}, {}, { timeoutMs: 300 });
    expect(failure?.message).toMatch(
      /^expected an answer with 2 values of mine in fold 0 .*, got none within 0.3 s$/,
    );
  });

  test('is ended when the fits are stopped, on this thread and on worker threads', async () => {
    for (const workers of [1, 2]) {
      const file = newFile();
      const stop = new AbortController();
      const running = forecasts(
        command('stuck', `noted=${file}`),
        { refit: 3 },
        { workers, signal: stop.signal },
      );
      const pids = await startedIn(file, workers);
      expect(pids).toHaveLength(workers);
      stop.abort();
      await running;
      for (const pid of pids) await ended(pid);
    }
  });

  test('has what it writes to standard error passed on', async () => {
    const lines: string[] = [];
    await forecasts(command('stderr'), {}, { onText: (line) => lines.push(line) });
    expect(lines).toEqual(['mine, fold 0: fitting \u001B[31mred']);
  });

  test('has its fits kept until its command or one of its files changes', async () => {
    const kept = new Map<string, FitResult>();
    const journal: Journal = { find: (key) => kept.get(key), keep: (key, fit) => void kept.set(key, fit) };
    const [starts, weights] = [newFile(), newFile()];
    const startsAfter = async (mode: string): Promise<number> => {
      await forecasts(command(mode, `noted=${starts}`), {}, { journal }, { files: [weights] });
      return readFileSync(starts, 'utf8').trim().split('\n').length;
    };
    writeFileSync(weights, 'one');
    expect(await startsAfter('naive')).toBe(1);
    expect(await startsAfter('naive')).toBe(1);
    expect(await startsAfter('quantiles')).toBe(2);
    writeFileSync(weights, 'two');
    expect(await startsAfter('naive')).toBe(3);
  });

  test('needs a command with a program that exists', () => {
    const settings = { files: [], timeoutMs: 1000, path: '/usr/bin:/bin' };
    expect(() => modelOfSpec('mine', 'exec:  ', settings)).toThrow(
      'expected a command after `exec:`, got none',
    );
    expect(() => modelOfSpec('mine', 'exec:no-such-program x', settings)).toThrow(
      'expected a program after `exec:`, found none that is called `no-such-program`',
    );
    expect(() => modelOfSpec('mine', 'exec:sh x', { ...settings, files: ['no-such-file'] })).toThrow(
      'cannot read `no-such-file`: ENOENT',
    );
  });
});

/** The ids of processes that wrote them to a file, once there are so many. */
async function startedIn(file: string, count: number): Promise<readonly number[]> {
  for (;;) {
    await nextMoment();
    const pids = read(file).split('\n').filter(Boolean).map(Number);
    if (pids.length >= count) return pids;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
