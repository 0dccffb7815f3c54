import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { processHost } from '../../src/cli/host.ts';
import { watchFits } from '../../src/cli/watch-fits.ts';
import { tunedBacktest } from '../../src/tuning/nested.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

test('signals are listened to until the last fit has ended, and end the program while it scores', async () => {
  const heard = new Set<() => void>();
  const host = {
    ...processHost(),
    stderr: new PassThrough(),
    onSignal(_: NodeJS.Signals, listener: () => void) {
      heard.add(listener);
      return () => void heard.delete(listener);
    },
  };
  const listening: [what: string, listeners: number][] = [];
  const options = optionsOf({ models: ['mlp'], epochs: 1, horizon: 1, refit: 0, test: '10' });
  const settings = { workers: 1, isQuiet: true, deadlineMs: undefined };
  await watchFits(host, settings, (context) =>
    tunedBacktest(panelOf([walk(80, 1)]), options, {
      ...context,
      onProgress: ({ type }) => listening.push([type, heard.size]),
      onScoring() {
        context.onScoring?.();
        listening.push(['scoring', heard.size]);
      },
    }),
  );
  expect(listening).toEqual([
    ['fit', 2],
    ['epoch', 2],
    ['fit', 2],
    ['scoring', 0],
  ]);
});
