/** Gated recurrent unit over the window, oldest row first, in the form of `--gru`; its last state is passed on. */

import type { Model } from './model.ts';
import { neural } from './neural.ts';

export const gru: Model = neural({
  name: 'gru',
  summary: 'gated recurrent unit over the window (`--gru reset-before` or `reset-after`)',
  cell: 'gru',
});
