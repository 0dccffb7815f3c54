/** `plan`: what it announces, and from what it knows it. No test depends on a time: only on what is counted and where it comes from. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../helpers/files.ts';
import { hindcast } from '../../helpers/run.ts';

const DATA = 'fixtures/garch-simulated-1d.csv';
const SMALL = `--model mlp --input-size 5 --hidden 4 --test 40 --refit 20 --train-size 300`.split(' ');

interface Planned {
  readonly cost: {
    readonly seconds: number;
    readonly secondsAtMost: number;
    readonly otherSeconds: number;
    readonly models: readonly {
      readonly model: string;
      readonly fits: number;
      readonly kept: number;
      readonly epochs: { readonly value: number; readonly most: number; readonly of: string } | null;
      readonly seconds: number | null;
    }[];
  };
}

/** Commands with a store and a cache of their own. */
async function newBench() {
  const folder = await temporaryFolder();
  const env = {
    HINDCAST_STORE: path.join(folder, 'store.sqlite'),
    HINDCAST_FRESH: '',
    XDG_CACHE_HOME: path.join(folder, 'cache'),
  };
  const run = (...args: string[]) => hindcast(args, { env });
  const planned = async (...args: string[]): Promise<Planned['cost']> => {
    const { code, stdout, stderr } = await run('plan', DATA, ...args, '--json');
    expect([code, stderr]).toEqual([0, '']);
    return (JSON.parse(stdout) as Planned).cost;
  };
  return { folder, env, run, planned, speed: path.join(folder, 'cache', 'hindcast', 'speed.json') };
}

describe('plan', () => {
  test('leaves out the fits that are kept, and learns the epochs of the others from them', async () => {
    const { run, planned } = await newBench();
    const [before] = (await planned(...SMALL)).models;
    expect(before).toMatchObject({ fits: 2, kept: 0, epochs: { most: 100, of: 'usual' } });
    expect(before.seconds).toBeGreaterThan(0);

    const done = await run('backtest', DATA, ...SMALL, '--quiet', '--json');
    const { models } = JSON.parse(done.stdout) as { models: { model: string; epochs: number[] }[] };
    const { epochs } = models.find(({ model }) => model === 'mlp')!;
    const mean = epochs.reduce((a, b) => a + b) / epochs.length;

    const again = await planned(...SMALL);
    expect(again.models[0]).toMatchObject({ fits: 2, kept: 2, seconds: 0, epochs: { of: 'fits' } });
    expect(again.models[0].epochs!.value).toBeCloseTo(mean);
    const text = (await run('plan', DATA, ...SMALL)).stdout;
    expect(text).toMatch(/^mlp +2 +2 /m);
    expect(text).toContain('Epochs of mlp: as in the fits of this backtest that are kept.');

    // The same network on other rows, and another network that is trained alike.
    const others = await planned(...SMALL, '--refit', '10', '--gap', '1');
    expect(others.models[0]).toMatchObject({ fits: 4, kept: 0, epochs: { of: 'runs' } });
    expect(others.models[0].epochs!.value).toBeCloseTo(mean);
    const wider = await planned(...SMALL, '--hidden', '8');
    expect(wider.models[0]).toMatchObject({ kept: 0, epochs: { of: 'model' } });
    const patient = await planned(...SMALL, '--patience', '20');
    expect(patient.models[0]).toMatchObject({ epochs: { of: 'usual' } });
  });

  test('runs all epochs where nothing stops a fit early', async () => {
    const { planned, run } = await newBench();
    const options = [...SMALL, '--validation', '0', '--epochs', '7'];
    const cost = await planned(...options);
    expect(cost.models[0].epochs).toEqual({ value: 7, most: 7, of: 'all' });
    expect(cost.secondsAtMost).toBe(cost.seconds);
    expect((await run('plan', DATA, ...options)).stdout).toMatch(
      /^About [^;]* in total with \d+ threads?\.$/m,
    );
  });

  test('measures a machine once, and again if its figures are damaged', async () => {
    const { planned, speed } = await newBench();
    await planned(...SMALL);
    const first = await readFile(speed, 'utf8');
    const cost = await planned(...SMALL);
    expect(await readFile(speed, 'utf8')).toBe(first);
    await writeFile(speed, '{"broken');
    expect((await planned(...SMALL)).models.map(({ fits }) => fits)).toEqual(
      cost.models.map(({ fits }) => fits),
    );
    expect(Object.keys(JSON.parse(await readFile(speed, 'utf8')) as object)).toEqual(
      Object.keys(JSON.parse(first) as object),
    );
  });

  test('announces by the figures that are kept', async () => {
    const { planned, speed } = await newBench();
    await planned(...SMALL);
    const figures = JSON.parse(await readFile(speed, 'utf8')) as Record<string, Record<string, number>>;
    for (const of of Object.values(figures))
      if ('epoch' in of) Object.assign(of, { fit: 0, window: 0, origin: 0, start: 0, epoch: 1 });
    await writeFile(speed, JSON.stringify(figures));
    const { models, seconds, otherSeconds } = await planned(...SMALL, '--jobs', '1', '--epochs', '3');
    // Other options, so measured anew.
    expect(models[0].seconds).toBeLessThan(1000);
    const kept = await planned(...SMALL, '--jobs', '1');
    // 300 rows have 294 windows of 5 rows before a target.
    expect(kept.models[0].seconds).toBe(2 * 294 * kept.models[0].epochs!.value);
    expect(kept.seconds).toBeCloseTo(kept.models[0].seconds! + kept.otherSeconds);
    expect(seconds).toBeGreaterThan(otherSeconds);
  });

  test('needs no store and no cache', async () => {
    const { folder, env } = await newBench();
    const broken = path.join(folder, 'file');
    await writeFile(broken, 'no folder and no store');
    for (const changed of [{ XDG_CACHE_HOME: broken }, { HINDCAST_STORE: broken }]) {
      const { code, stdout } = await hindcast(['plan', DATA, ...SMALL], { env: { ...env, ...changed } });
      expect([code, /^About .* in total/m.test(stdout)]).toEqual([0, true]);
    }
  });
});
