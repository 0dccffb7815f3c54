/**
 * Opens stores only to read, and prints a line of JSON for each: its candles, or the error.
 *
 *   node tests/store/reader.mjs STORE…
 */

import { openStoreToRead } from '../../dist/store/store.js';

const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
for (const file of process.argv.slice(2)) {
  try {
    const store = openStoreToRead(file);
    const rows = store.list().map((series) => series.rows);
    say({ rows, isWritable: store.isWritable });
    store.close();
  } catch ({ exit, message }) {
    say({ exit, message });
  }
}
