/** Long short-term memory over the window, oldest row first; its last state is passed on. */

import { lstm as layer } from '../nn/lstm.ts';
import type { Model } from './model.ts';
import { neural } from './neural.ts';

export const lstm: Model = neural({
  name: 'lstm',
  summary: 'long short-term memory over the window',
  hidden: (input, units, isLast, penalties) => [layer(input, { units, sequence: !isLast, ...penalties })],
});
