/** Long short-term memory over the window, oldest row first; its last state is passed on. */

import type { Model } from './model.ts';
import { neural } from './neural.ts';

export const lstm: Model = neural({
  name: 'lstm',
  summary: 'long short-term memory over the window',
  cell: 'lstm',
});
