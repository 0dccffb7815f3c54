/** `hour`: the time of day in UTC at which a row starts. */

import { cycle } from './cycle.ts';

export const hour = cycle('hour', (date) => (date.getUTCHours() + date.getUTCMinutes() / 60) / 24);
