/** Vanilla recurrent network over the window, oldest row first; its last state is passed on. */

import { rnn as layer } from '../nn/rnn.ts';
import type { Model } from './model.ts';
import { neural } from './neural.ts';

export const rnn: Model = neural({
  name: 'rnn',
  summary: 'vanilla recurrent network over the window',
  hidden: (input, units, isLast, penalties) => [layer(input, { units, sequence: !isLast, ...penalties })],
});
