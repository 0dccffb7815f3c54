/** The registry of tests, in the order of pages. A new test is a new file and a new line here. */

import { christoffersen } from './christoffersen.ts';
import { cw } from './clark-west.ts';
import { dm } from './diebold-mariano.ts';
import { gw } from './giacomini-white.ts';
import { kupiec } from './kupiec.ts';
import { mcs } from './model-confidence-set.ts';
import { pt } from './pesaran-timmermann.ts';
import { spa } from './superior-predictive-ability.ts';
import type { MetricDescription } from '../metrics/metric.ts';

export const tests: readonly MetricDescription[] = [dm, cw, gw, mcs, pt, spa, kupiec, christoffersen];
