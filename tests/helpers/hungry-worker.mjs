/**
 * Loaded before the program (`NODE_OPTIONS=--import`), this makes the worker that begins the task that TEST_HUNGRY names,
 * `gru 2` for fold 2 of the gru, take memory until there is none.
 */

import { isMainThread, parentPort } from 'node:worker_threads';

if (!isMainThread) {
  let tasks = [];
  const begin = () => {
    const { model, fits } = tasks[0];
    if (`${model} ${fits[0].fold}` !== process.env.TEST_HUNGRY) return;
    const kept = [];
    for (;;) kept.push(Array.from({ length: 100_000 }, () => ({})));
  };
  const { on, postMessage } = parentPort;
  parentPort.on = (name, listener) =>
    on.call(parentPort, name, (message) => {
      if (name === 'message' && message.type === 'tasks') {
        tasks = [...message.tasks];
        begin();
      }
      listener(message);
    });
  parentPort.postMessage = (message) => {
    postMessage.call(parentPort, message);
    if (message.type !== 'next') return;
    tasks.shift();
    begin();
  };
}
