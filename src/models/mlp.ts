/** Multilayer perceptron on the whole window at once: dense layers with `--activation`. */

import type { Model } from './model.ts';
import { dense, neural } from './neural.ts';

export const mlp: Model = neural({
  name: 'mlp',
  summary: 'multilayer perceptron on the window',
  hidden: (input, units, _, penalties, options) => dense(input, units, penalties, options),
});
