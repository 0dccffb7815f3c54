/**
 * Loaded before the program (`node --import`), this writes when threads fitted to the file that TRACE_FITS names, as JSON: the spans of
 * fits `[from, to]` and the end of the program, in milliseconds since its start, and its CPU seconds.
 */

import { writeFileSync } from 'node:fs';
import { Worker, isMainThread } from 'node:worker_threads';

const file = process.env.TRACE_FITS;
if (isMainThread && file !== undefined) {
  const fits = [];
  const { on } = Worker.prototype;
  Worker.prototype.on = function (name, listener) {
    if (name !== 'message') return on.call(this, name, listener);
    return on.call(this, name, (message) => {
      // The last result of a thread comes with the message that it is idle.
      const { type, result } = message.last ?? message;
      const now = performance.now();
      if (type === 'fitted') fits.push([now - result.seconds * 1000, now]);
      listener(message);
    });
  };
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    writeFileSync(file, JSON.stringify({ fits, end: performance.now(), cpu: (user + system) / 1e6 }));
  });
}
