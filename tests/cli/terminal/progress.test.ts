import { describe, expect, test } from 'vitest';
import { signOfFit } from '../../../src/cli/watch-fits.ts';
import { createProgress } from '../../../src/cli/terminal/progress.ts';

/** What is written while `now` is moved by hand. */
function recorded({ isTerminal = false, isQuiet = false, columns = 80, rows = 24 }) {
  const written: string[] = [];
  const clock = { ms: 0 };
  const progress = createProgress({
    draw: (lines, above) => void written.push(`${'^'.repeat(above)}\r\u001b[2K${lines.join('|')}`),
    note: (line) => void written.push(`${line}\n`),
    isTerminal,
    isQuiet,
    columns: () => columns,
    rows: () => rows,
    now: () => clock.ms,
  });
  return { written, clock, progress };
}

const epoch = signOfFit({
  type: 'epoch',
  model: 'gru',
  fold: 2,
  epoch: 5,
  epochs: 100,
  loss: 0.98765,
  done: 1,
  total: 4,
  share: 0.25,
});
const fitsDone = (done: number) =>
  signOfFit({ type: 'fit', model: 'gru', fold: 2, done, total: 4, share: done / 4, seconds: 3 });
const fit = fitsDone(2);

describe('createProgress', () => {
  test('draws one line again and again on a terminal, and wipes it', () => {
    const { written, clock, progress } = recorded({ isTerminal: true });
    progress.show(epoch);
    clock.ms = 50;
    progress.show(epoch);
    clock.ms = 200;
    progress.show(fit);
    progress.clear();
    progress.clear();
    expect(written).toEqual([
      '\r\u001b[2K1/4 fits · gru, fold 2: epoch 5/100, loss 0.988 · 0.00 s, about 0.00 s left',
      '\r\u001b[2K2/4 fits · gru, fold 2: 3.00 s · 0.20 s, about 0.20 s left',
      '\r\u001b[2K',
    ]);
  });

  test('never fills the last column of a terminal', () => {
    const { written, progress } = recorded({ isTerminal: true, columns: 20 });
    progress.show(epoch);
    expect(written[0].replace('\r\u001b[2K', '').length).toBe(19);
  });

  test('is a plain line per fit elsewhere, and one every 30 s while nothing is finished', () => {
    const { written, clock, progress } = recorded({});
    for (clock.ms = 0; clock.ms <= 61_000; clock.ms += 500) progress.show(epoch);
    expect(written.length).toBe(3); // at 0, 30 and 60 s
    progress.show(fit);
    expect(written.at(-1)).toMatch(
      /^2\/4 fits · gru, fold 2: 3\.00 s · 1 min 02 s, about 1 min 02 s left\n$/,
    );
    expect(written.join('')).not.toContain('\u001b');
  });

  test('skips lines that come fast, but never the last fit', () => {
    const { written, progress } = recorded({});
    progress.show(fitsDone(1));
    progress.show(fitsDone(2));
    progress.show(fitsDone(4));
    expect(written.map((line) => line.slice(0, 8))).toEqual(['1/4 fits', '4/4 fits']);
  });

  const sign = (lane: string, text: string, share = 0.5) => ({ lane, text, share, isStep: true });

  test('draws a line for each of what goes on at the same time, and wipes them all', () => {
    const { written, clock, progress } = recorded({ isTerminal: true });
    progress.show(sign('binance', 'BTC/USDT', 0));
    clock.ms = 50;
    progress.show(sign('kraken', 'BTC/USD', 0)); // too early to draw, but not forgotten
    clock.ms = 200;
    progress.show(sign('binance', 'ETH/USDT', 0));
    clock.ms = 400;
    progress.show(sign('kraken', 'ETH/USD', 0));
    progress.clear();
    expect(written).toEqual([
      '\r\u001b[2KBTC/USDT · 0.00 s',
      '\r\u001b[2KETH/USDT · 0.20 s|BTC/USD · 0.05 s',
      '^\r\u001b[2KETH/USDT · 0.20 s|ETH/USD · 0.40 s',
      '^\r\u001b[2K',
    ]);
  });

  test('never draws more lines than a terminal has, and says how many more there are', () => {
    const { written, clock, progress } = recorded({ isTerminal: true, rows: 4 });
    for (const lane of ['a', 'b', 'c', 'd', 'e']) {
      clock.ms += 200;
      progress.show(sign(lane, lane, 0));
    }
    expect(written.at(-1)).toBe('^^\r\u001b[2Ka · 0.20 s|b · 0.40 s|and 3 more');
  });

  test('writes a plain line a second for each of what goes on at the same time', () => {
    const { written, clock, progress } = recorded({});
    for (clock.ms = 0; clock.ms <= 2000; clock.ms += 500)
      for (const lane of ['binance', 'kraken']) progress.show(sign(lane, lane));
    expect(written.map((line) => line.split(' ')[0])).toEqual([
      'binance',
      'kraken',
      'binance',
      'kraken',
      'binance',
      'kraken',
    ]);
  });

  test('writes nothing when quiet', () => {
    const { written, progress } = recorded({ isQuiet: true, isTerminal: true });
    progress.show(epoch);
    progress.clear();
    expect(written).toEqual([]);
  });
});
