/**
 * Loaded before the program (`NODE_OPTIONS=--import`), this makes the worker that is given the job that TEST_HUNGRY names,
 * `gru 2` for fold 2 of the gru, take memory until there is none.
 */

import { isMainThread, parentPort } from 'node:worker_threads';

if (!isMainThread) {
  const { on } = parentPort;
  parentPort.on = (name, listener) =>
    on.call(parentPort, name, (message) => {
      const { task: job } = message;
      if (name === 'message' && job && `${job.model} ${job.fits[0].fold}` === process.env.TEST_HUNGRY) {
        const kept = [];
        for (;;) kept.push(Array.from({ length: 100_000 }, () => ({})));
      }
      listener(message);
    });
}
