/** `weekday`: the day of the week in UTC. */

import { cycle } from './cycle.ts';

export const weekday = cycle('weekday', (date) => date.getUTCDay() / 7);
