/** Recognises the hour that clocks show twice when they are set back, among rows that have the same time. */

import { TimeZone, regions } from '../time-zone.ts';

/** Zones that are named first if their clocks fit; each represents many others. */
const BEST_KNOWN = [
  'Europe/London',
  'Europe/Berlin',
  'Europe/Athens',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
  'Australia/Sydney',
  'Australia/Adelaide',
  'Pacific/Auckland',
];
/** Most zones that a hint names. */
const MOST_NAMES = 4;
/** Repeated times that are compared with the clocks of every zone. */
const MOST_REPEATED = 20;

/**
 * Zones whose clocks showed these local times twice, one for each offset from UTC; empty if there are none.
 * @param repeated - the times of several rows, as if they were UTC; the first of them must be one that the clocks repeat
 * @param all - the times of all rows, none of which may be one that the clocks skip
 */
export function zonesThatRepeat(repeated: readonly number[], all: Float64Array): readonly string[] {
  const names = [...BEST_KNOWN, ...regions().filter((name) => !BEST_KNOWN.includes(name))];
  const fitting = names.flatMap((name) => {
    const zone = TimeZone.named(name);
    if (zone === undefined || zone.momentsOf(repeated[0]).length < 2) return [];
    const hits = repeated.slice(0, MOST_REPEATED).filter((time) => zone.momentsOf(time).length > 1).length;
    return [{ name, zone, hits, offset: zone.momentsOf(repeated[0])[0] }];
  });
  const most = Math.max(...fitting.map(({ hits }) => hits));
  const best = fitting.filter(({ hits }) => hits === most);
  return best
    .filter(({ offset }, i) => best.findIndex((one) => one.offset === offset) === i)
    .filter(({ zone }) => all.every((time) => zone.momentsOf(time).length > 0))
    .slice(0, MOST_NAMES)
    .map(({ name }) => name);
}

/** What to do about rows in such an hour. */
export function repeatedHourHint(zones: readonly string[]): string {
  const names = `${zones.join(', ')} and other zones`;
  return (
    `the clocks of ${names} showed this time twice, so both lines may be right: name the time zone of the file, for example ` +
    `\`--time-zone ${zones[0]}\`, or write times with their offset`
  );
}
