/**
 * Opens and closes each new store that its parent names, at the time that it names, and answers with what went wrong:
 *
 *   fork('tests/store/opener.mjs').send({ file, at })
 */

import { openStore } from '../../dist/store/store.js';

process.on('message', ({ file, at }) => {
  while (Date.now() < at);
  try {
    const store = openStore(file);
    store.list();
    store.close();
    process.send('ok');
  } catch (error) {
    process.send(error.message);
  }
});
process.send('ready');
