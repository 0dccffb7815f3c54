/**
 * Time zones: what local time a moment has, and which moments have a local time. In autumn an hour is doubled, in spring
 * one is skipped. Offsets are those of Node's copy of the IANA database.
 */

import { UsageError } from '../errors.ts';
import { quoted } from '../text/escape.ts';
import { nearest } from '../text/suggest.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const OFFSET = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?([0-5]\d))?$/i;
const UTC = /^(?:UTC|GMT|Z)$/i;
/** `GMT-03:30`, `GMT+00:19:32`. */
const LONG_OFFSET = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/;
/** `EST` is New York's winter time, and `IST` is used in three countries. */
const ABBREVIATION = /^[a-z]{1,4}$/i;

export class TimeZone {
  readonly name: string;
  /** Milliseconds that are added to UTC, at midnight UTC of days since 1970. */
  private readonly atMidnight = new Map<number, number>();
  private readonly measure: (time: number) => number;

  private constructor(name: string, measure: (time: number) => number) {
    this.name = name;
    this.measure = measure;
  }

  /** The zone with an offset or the name of a region; `undefined` if there is none. */
  static named(text: string): TimeZone | undefined {
    const name = text.trim().replaceAll(' ', '_');
    if (UTC.test(name)) return new TimeZone('UTC', () => 0);
    const [, sign, hours, minutes = '0'] = OFFSET.exec(name) ?? [];
    if (sign !== undefined && hours !== undefined) {
      const offset = (Number(hours) * 60 + Number(minutes)) * MINUTE;
      if (offset > 14 * 60 * MINUTE) return undefined;
      return new TimeZone(name, () => (sign === '-' ? -offset : offset));
    }
    if (ABBREVIATION.test(name)) return undefined;
    try {
      const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
      return new TimeZone(name, (time) => offsetIn(format.format(time)));
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  /** Milliseconds that local time is ahead of UTC at a moment. */
  offsetAt(time: number): number {
    const day = Math.floor(time / DAY);
    const [before, after] = [this.midnightOffset(day), this.midnightOffset(day + 1)];
    return before === after ? before : this.measure(time);
  }

  /** What clocks show at a moment, as if it were UTC. */
  localOf(time: number): number {
    return time + this.offsetAt(time);
  }

  /**
   * The moments at which clocks show `local`, in their order: one; two in an hour that is doubled; none in an hour that is
   * skipped.
   */
  momentsOf(local: number): readonly number[] {
    const [before, after] = this.offsetsAround(local);
    if (before === after) return [local - before];
    return [local - before, local - after]
      .filter((time) => this.localOf(time) === local)
      .toSorted((a, b) => a - b);
  }

  /** The first moment of the day that begins at `local`, even if its midnight is skipped. */
  startOfDay(local: number): number {
    return this.momentsOf(local).at(0) ?? local - this.offsetsAround(local)[0];
  }

  private offsetsAround(local: number): readonly [before: number, after: number] {
    const day = Math.floor(local / DAY);
    // Wide enough for every offset. No zone changes twice within so few days.
    return [this.midnightOffset(day - 1), this.midnightOffset(day + 2)];
  }

  private midnightOffset(day: number): number {
    const known = this.atMidnight.get(day);
    if (known !== undefined) return known;
    const offset = this.measure(day * DAY);
    this.atMidnight.set(day, offset);
    return offset;
  }
}

/** The zone that an option names. */
export function parseTimeZone(text: string): TimeZone {
  const zone = TimeZone.named(text);
  if (zone !== undefined) return zone;
  throw new UsageError(`expected \`--time-zone\` to be a region or an offset, got ${quoted(text)}`, {
    hint: zoneHint(text.trim()),
  });
}

/** Every region, `Africa/Abidjan` to `Pacific/Wallis`. */
export const regions = (): readonly string[] => Intl.supportedValuesOf('timeZone');

function zoneHint(text: string): string {
  const examples = 'for example `Europe/Berlin`, `America/New_York`, `Asia/Seoul` or `+09:00`';
  if (ABBREVIATION.test(text)) return `abbreviations are ambiguous: name a region or an offset, ${examples}`;
  const names = regions();
  const cities = names.map((name) => name.split('/').at(-1) ?? name);
  const wanted = text.replaceAll(' ', '_');
  const city = nearest(wanted.split('/').at(-1) ?? wanted, cities);
  const near = nearest(wanted, names) ?? (city === undefined ? undefined : names[cities.indexOf(city)]);
  return near === undefined ? examples : `did you mean \`${near}\`?`;
}

function offsetIn(text: string): number {
  const [, sign, hours = 0, minutes = 0, seconds = 0] = LONG_OFFSET.exec(text) ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * MINUTE + Number(seconds) * 1000;
  return sign === '-' ? -offset : offset;
}
