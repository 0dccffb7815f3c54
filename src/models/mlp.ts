/** Multilayer perceptron on the whole window at once: dense layers with `--activation`. */

import type { Model } from './model.ts';
import { neural } from './neural.ts';

export const mlp: Model = neural({
  name: 'mlp',
  summary: 'multilayer perceptron on the window',
  cell: 'dense',
});
