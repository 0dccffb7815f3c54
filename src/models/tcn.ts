/** Temporal convolutional network over the window: dilated causal convolutions in residual blocks; its last step is passed on. */

import type { Model } from './model.ts';
import { neural } from './neural.ts';

export const tcn: Model = neural({
  name: 'tcn',
  summary: 'temporal convolutional network over the window: dilated convolutions in residual blocks',
  cell: 'tcn',
});
