/** The median of the members: one that runs away moves it little. */

import type { EnsembleMethod } from './method.ts';

export const median: EnsembleMethod = {
  combine(values) {
    const members = values.slice(0, -1).toSorted();
    const half = members.length >> 1;
    return members.length % 2 === 1 ? members[half] : (members[half - 1] + members[half]) / 2;
  },
};
