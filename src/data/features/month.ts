/** `month`: the month of the year in UTC. */

import { cycle } from './cycle.ts';

export const month = cycle('month', (date) => date.getUTCMonth() / 12);
