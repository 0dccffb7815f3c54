/** `--known-ahead`, `--static` and `--embed`: what is known of the future, and of a series as a whole. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exp } from '../../../src/math/elementary.ts';
import { Random } from '../../../src/math/random.ts';
import { DAY, START } from '../../helpers/panels.ts';
import { hindcast } from '../../helpers/run.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'hindcast-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ROWS = 240;
/** Rows after the last price that have a holiday or none. */
const AFTER = 3;

const dateOf = (row: number): string => new Date(START + row * DAY).toISOString().slice(0, 10);

/**
 * A price that jumps on holidays, which come at random, and rows after it that have no price.
 * @param change - replaces the cells of a row
 */
function writeJumps(
  name: string,
  after: number,
  change = (cells: readonly string[]): readonly string[] => cells,
) {
  const random = new Random(4);
  let price = 100;
  const lines = Array.from({ length: ROWS + after }, (_, row) => {
    const isHoliday = random.uniform() < 0.3;
    price *= exp((isHoliday ? 0.05 : 0) + 0.005 * random.normal());
    return change([dateOf(row), row < ROWS ? String(price) : '', isHoliday ? '1' : '0']).join(',');
  });
  writeFileSync(path.join(folder, name), `date,close,holiday\n${lines.join('\n')}\n`);
}

/** Two series with returns that follow (`trend`) or reverse (`turn`) the one before, with their kind and a size. */
function writeKinds(name: string, change = (cells: readonly string[]): readonly string[] => cells): void {
  const random = new Random(8);
  const lines = ['trend', 'turn'].flatMap((kind, s) => {
    let [price, last] = [100, 0];
    return Array.from({ length: ROWS }, (_, row) => {
      last = (kind === 'trend' ? 0.9 : -0.9) * last + 0.01 * random.normal();
      price *= exp(last);
      return change([`S${s}`, dateOf(row), String(price), kind, String(s)]).join(',');
    });
  });
  writeFileSync(path.join(folder, name), `unique_id,ds,close,kind,size\n${lines.join('\n')}\n`);
}

beforeAll(() => {
  writeJumps('jumps.csv', AFTER);
  writeJumps('ended.csv', 1);
  writeKinds('kinds.csv');
});

const run = (args: string) => hindcast(args.split(' '), { cwd: folder, now: START + ROWS * DAY + 1000 });
/** So few rows show no lasting gain: all of what is learnt is forecast. */
const FIT = '--seed 2 --shrink none --quiet --json';

interface Result {
  readonly options: Readonly<Record<string, unknown>>;
  readonly forecasts: readonly { readonly ds: string }[];
  readonly models: readonly {
    readonly model: string;
    readonly bySeries: readonly { readonly u2: number }[];
  }[];
}

async function json(args: string): Promise<Result> {
  const { code, stdout, stderr } = await run(args);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  return JSON.parse(stdout) as Result;
}

/** U2 of each model, the mean of the series. */
async function u2(args: string): Promise<ReadonlyMap<string, number>> {
  const { models } = await json(`backtest ${args} ${FIT} --test 60 --refit 0`);
  return new Map(
    models.map(({ model, bySeries }) => [
      model,
      bySeries.reduce((sum, one) => sum + one.u2 / bySeries.length, 0),
    ]),
  );
}

describe('--known-ahead', () => {
  test('sees the holiday that moves the price', async () => {
    const holiday = '--input-size 3 --model linear,nlinear,dlinear --horizon 2';
    const [told, untold] = [
      await u2(`jumps.csv ${holiday} --known-ahead holiday`),
      await u2(`jumps.csv ${holiday}`),
    ];
    // What is left is the noise: 0.005 of √(0.005² + 0.05² 0.3), or a little more after a window of three rows.
    for (const model of ['linear', 'nlinear', 'dlinear']) {
      expect([model, told.get(model)]).toEqual([model, expect.toSatisfy((value: number) => value < 0.3)]);
      expect([model, untold.get(model)]).toEqual([model, expect.toSatisfy((value: number) => value > 0.6)]);
    }
  });

  test('keeps rows without a price that have it, and forecasts with them', async () => {
    const args =
      'forecast jumps.csv --input-size 3 --model linear,mlp --known-ahead holiday,weekday --horizon 3';
    const { forecasts } = await json(`${args} ${FIT}`);
    expect([...new Set(forecasts.map(({ ds }) => ds.slice(0, 10)))]).toEqual(
      [0, 1, 2].map((k) => dateOf(ROWS + k)),
    );
    const other = (cells: readonly string[]) => (cells[0] === dateOf(ROWS + 2) ? [cells[0], '', '1'] : cells);
    writeJumps('other.csv', AFTER, other);
    const moved = await json(`${args.replace('jumps', 'other')} ${FIT}`);
    expect(moved.forecasts).not.toEqual(forecasts);
  });

  test('says nothing of rows after the last price if something is known there', async () => {
    const { stderr } = await run('plan jumps.csv --model linear --known-ahead holiday');
    expect(stderr).toBe('');
    const without = await run('plan jumps.csv --model linear');
    expect(without.stderr).toContain('rows in the future left out: 2');
  });

  test('takes the holiday of a day that is not over, and nothing else of it', async () => {
    const today = (cells: readonly string[]) =>
      cells[0] === dateOf(ROWS) ? [cells[0], '1e9', cells[2]] : cells;
    writeJumps('today.csv', AFTER, today);
    const args = `--input-size 3 --model linear --known-ahead holiday --horizon 3 ${FIT}`;
    const [open, closed] = [
      await json(`forecast today.csv ${args}`),
      await json(`forecast jumps.csv ${args}`),
    ];
    expect(open.forecasts).toEqual(closed.forecasts.map((one) => ({ ...one, id: 'today' })));
  });

  test('is an error if it ends before the forecast', async () => {
    const { code, stderr } = await run('forecast ended.csv --model linear --known-ahead holiday --horizon 3');
    expect(code).toBe(12);
    expect(stderr).toContain(
      `expected \`column:holiday\` of ended, which is known ahead, in the 3 rows to forecast, got none at ${dateOf(ROWS + 1)}, ${dateOf(ROWS + 2)}`,
    );
    expect(stderr).toContain('add rows with these times');
    // The calendar goes on, and naive needs no holiday.
    expect((await run('forecast ended.csv --model linear --known-ahead weekday --horizon 3')).code).toBe(0);
    expect((await run('forecast ended.csv --model drift --known-ahead holiday --horizon 3')).code).toBe(0);
  });

  test.each([
    ['--known-ahead moon', 'expected a column `moon` in jumps.csv for `--known-ahead column:moon`'],
    ['--known-ahead hour --features hour', '`--features` and `--known-ahead` both name `hour`'],
    ['--known-ahead holiday,Holiday', '`--known-ahead` names `column:holiday` twice'],
    ['--known-ahead Weekday,weekday', '`--known-ahead` names `weekday` twice'],
    ['--known-ahead Close', 'to name what is known before a row comes, got `close`'],
    ['--known-ahead column:volume', 'to name what is known before a row comes, got `volume`'],
    ['--known-ahead funding', 'to name what is known before a row comes, got `funding`'],
    ['--known-ahead holiday --column Holiday', 'known before a row comes, got `holiday`'],
  ])('%s is rejected', async (options, message) => {
    const { code, stderr } = await run(`plan jumps.csv ${options}`);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test('is verified with the rows after the last price, and when they have come', async () => {
    const store = `--store ${path.join(folder, 'verified.db')}`;
    const args = `backtest coming.csv --model linear --known-ahead holiday --test 30 --refit 0 ${FIT} ${store}`;
    // A holiday that the backtest does not reach, and a price where there was none, are not of this run.
    const laterOnes = (rows: number) => (cells: readonly string[]) =>
      cells[0] < dateOf(ROWS) ? cells : [cells[0], cells[0] < dateOf(ROWS + rows) ? '100' : '', '1'];
    const runOf = async () => ((await json(args)) as unknown as { readonly run: string }).run;
    writeJumps('coming.csv', AFTER);
    const first = await runOf();
    expect((await run(`verify ${first} ${store}`)).code).toBe(0);
    writeJumps('coming.csv', AFTER, laterOnes(0));
    expect(await runOf()).toBe(first);
    writeJumps('coming.csv', AFTER, laterOnes(2));
    expect((await run(`verify ${first} ${store}`)).code).toBe(0);
    // What it did read is.
    writeJumps('coming.csv', AFTER, (cells) => (cells[0] === dateOf(9) ? [cells[0], cells[1], '2'] : cells));
    expect((await run(`verify ${first} ${store}`)).code).toBe(12);
  });

  test('makes another record of a forecast if what is known ahead changes', async () => {
    const store = `--store ${path.join(folder, 'recorded.db')}`;
    const record = async () => {
      const { stderr, stdout } = await run(
        `forecast changed.csv --model linear --known-ahead holiday ${store}`,
      );
      return /Recorded as ([0-9a-f]{8})/.exec(stdout + stderr)?.[1];
    };
    writeJumps('changed.csv', AFTER);
    const before = await record();
    expect(before).toBeDefined();
    writeJumps('changed.csv', AFTER, (cells) =>
      cells[0] === dateOf(ROWS) ? [cells[0], '', cells[2] === '0' ? '1' : '0'] : cells,
    );
    const after = await record();
    expect(after).toBeDefined();
    expect(after).not.toBe(before);
  });

  test('has a note on rows in which it is unknown', async () => {
    writeJumps('unknown.csv', 0, (cells) => (cells[0] === dateOf(7) ? [cells[0], cells[1], ''] : cells));
    const { stderr } = await run('plan unknown.csv --known-ahead holiday');
    expect(stderr).toContain('the feature `column:holiday` is unknown in 1 rows, and set to its mean there');
  });
});

describe('--static and --embed', () => {
  test.each(['--static kind', '--static size', '--embed 2'])('%s tells series apart', async (options) => {
    const args = 'kinds.csv --model mlp --input-size 1 --validation 0 --learning-rate 0.003';
    expect((await u2(`${args} ${options}`)).get('mlp')).toBeLessThan(0.6);
  });

  test('cannot be told apart if each is fitted alone', async () => {
    const { stderr } = await run(
      'plan kinds.csv --model gru --local --balance series --static kind,size --embed 2 --features scale',
    );
    for (const name of ['kind', 'size', 'embedded series', 'scale'])
      expect(stderr).toContain(
        `the feature \`${name}\` tells series apart, and \`--local\` fits each alone: nothing can be learned from it`,
      );
    expect(stderr).toContain('`--balance series` changes nothing with `--local`: each fit sees one series');
  });

  test('without them series are alike', async () => {
    const alone = await u2('kinds.csv --model mlp --input-size 1 --validation 0 --learning-rate 0.003');
    expect(alone.get('mlp')).toBeGreaterThan(0.95);
  });

  test('--static is rejected if it changes within a series, and if it has many values', async () => {
    writeKinds('changes.csv', (cells) =>
      cells[1] === dateOf(2) ? [...cells.slice(0, 3), 'flat', cells[4]] : cells,
    );
    const { code, stderr } = await run('plan changes.csv --static kind');
    expect(code).toBe(12);
    expect(stderr).toContain(
      'expected the static column `kind` to be the same in every row of `S0`, got `trend` in line 2 and `flat` in line 4',
    );
    const rows = Array.from({ length: 40 }, (_, s) =>
      [0, 1, 2].map((row) => `S${s},${dateOf(row)},1,kind ${s}`),
    );
    writeFileSync(path.join(folder, 'many.csv'), `unique_id,ds,close,kind\n${rows.flat().join('\n')}\n`);
    const many = await run('plan many.csv --static kind');
    expect(many.code).toBe(2);
    expect(many.stderr).toContain(
      'expected at most 32 different texts in the static column `kind`, got 40: kind 0,',
    );
  });

  test('--embed has a note on models that do not take it', async () => {
    const { stderr } = await run('plan kinds.csv --model linear,gru --embed 2');
    expect(stderr).toContain('the numbers of `--embed` change nothing in linear: models that take them are');
  });
});

describe('saved models', () => {
  const args = `--model mlp,linear --epochs 2 --input-size 3 --known-ahead weekday --static kind,size --embed 2 ${FIT}`;

  test('know what they were told, forecast the same, and take no other', async () => {
    const fitted = await json(`forecast kinds.csv ${args} --save kinds.safetensors`);
    const again = await json('forecast kinds.csv --weights kinds.safetensors --quiet --json');
    expect(again.forecasts).toEqual(fitted.forecasts);
    expect(again.options).toMatchObject({
      knownAhead: ['weekday'],
      static: ['kind:trend|turn', 'size'],
      embed: 2,
    });
    const same = 'forecast kinds.csv --weights kinds.safetensors --static kind,size';
    expect((await run(same)).code).toBe(0);
    for (const other of ['--known-ahead hour', '--static kind', '--embed 3']) {
      const { code, stderr } = await run(`forecast kinds.csv --weights kinds.safetensors ${other}`);
      expect([code, stderr]).toEqual([
        2,
        expect.stringContaining(`\`${other}\` contradicts \`kinds.safetensors\``),
      ]);
    }
  });

  test('are of the series that they were fitted on, and of kinds that they know', async () => {
    writeKinds('fewer.csv', (cells) => [cells[0].replace('S1', 'S2'), ...cells.slice(1)]);
    const fewer = await run('forecast fewer.csv --weights kinds.safetensors');
    expect(fewer.stderr).toContain(
      'expected the series that the saved models were fitted on, S0, S1, got S0, S2',
    );
    writeKinds('new.csv', (cells) => cells.map((cell) => cell.replace('turn', 'flat')));
    const kinds = await run('forecast new.csv --weights kinds.safetensors');
    expect([kinds.code, kinds.stderr]).toEqual([
      12,
      expect.stringContaining('expected the static column `kind` to be one of trend, turn, got flat in S1'),
    ]);
  });

  test('are exported with their features as a second input', async () => {
    const { code, stdout } = await run(
      'export-model kinds.safetensors --model mlp --series S1 --onnx k.onnx',
    );
    expect(code).toBe(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'weekday sine +1, weekday cosine +1, kind trend, kind turn, size',
    );
  });
});

test('a column that was revised fits the models of `--reuse` again, and marks the record', async () => {
  writeJumps('live.csv', AFTER);
  const args = `forecast live.csv --model linear --known-ahead holiday --reuse --input-size 3`;
  await run(args);
  expect((await run(args)).stdout).toContain('with the weights of record');
  writeJumps('live.csv', AFTER, (cells) => (cells[0] === dateOf(9) ? [cells[0], cells[1], '5'] : cells));
  const { stdout } = await run(args);
  expect(stdout).toContain('the rows behind those of');
});
