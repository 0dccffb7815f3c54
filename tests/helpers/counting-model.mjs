/** The module of a model that forecasts how many fits its thread has made with it, and can end its thread. */

import process from 'node:process';

let fits = 0;
export default {
  name: 'counting',
  fit(_, { cutoff }) {
    // oxlint-disable-next-line unicorn/no-process-exit -- in a worker thread this ends the thread alone
    if (cutoff === 0) process.exit(7);
    fits++;
    return { forecast: (__, { row }) => Array.from({ length: row.length * 2 }, () => fits) };
  },
};
