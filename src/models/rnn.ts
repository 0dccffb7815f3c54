/** Vanilla recurrent network over the window, oldest row first; its last state is passed on. */

import type { Model } from './model.ts';
import { neural } from './neural.ts';

export const rnn: Model = neural({
  name: 'rnn',
  summary: 'vanilla recurrent network over the window',
  cell: 'rnn',
});
