/** Paging of points at exchanges that answer in every way. */

import { describe, expect, test } from 'vitest';
import type { Point, PointRequest, PointSource } from '../../src/exchange/fetch-points.ts';
import { fetchPoints } from '../../src/exchange/fetch-points.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);
const points = (hours: readonly number[]): readonly Point[] =>
  hours.map((hour) => ({ time: START + hour * HOUR, value: hour }));
const every = (step: number, count: number) => points(Array.from({ length: count }, (_, i) => i * step));

interface Asked extends Partial<PointSource> {
  readonly all: readonly Point[];
  /** The points of those that fit a request. */
  readonly answer?: (fitting: readonly Point[], request: PointRequest) => readonly Point[];
}

/** All that came, its spans in hours, and the number of requests. */
async function fetched(
  { all, answer = (fitting) => fitting, ...rest }: Asked,
  from: number,
  to: number,
  isKnown = false,
) {
  let requests = 0;
  const source: PointSource = {
    asks: 'between',
    usual: 8 * HOUR,
    span: 80 * HOUR,
    pageSize: 10,
    ask(request) {
      requests++;
      const fitting = all.filter(({ time }) => time >= request.from && time <= request.to);
      return Promise.resolve(answer(fitting, request));
    },
    ...rest,
  };
  const found = new Map<number, number>();
  const spans: [number, number][] = [];
  const range = { from: START + from * HOUR, to: START + to * HOUR, isKnown };
  for await (const page of fetchPoints(source, range)) {
    for (const { time, value } of page.points) found.set((time - START) / HOUR, value);
    spans.push([(page.from - START) / HOUR, (page.to - START) / HOUR]);
  }
  return { hours: [...found.keys()].toSorted((a, b) => a - b), spans, requests };
}

const hoursOf = (all: readonly Point[]) => all.map(({ value }) => value);

describe('between two times', () => {
  const all = every(8, 60);

  test.each([
    ['the oldest of those that fit', (fitting: readonly Point[]) => fitting.slice(0, 10)],
    ['the newest', (fitting: readonly Point[]) => fitting.slice(-10)],
    ['the newest, and fewer than it is known to', (fitting: readonly Point[]) => fitting.slice(-4)],
    [
      'them in descending order, some twice',
      (fitting: readonly Point[]) => [...fitting, ...fitting].toReversed(),
    ],
    ['others too', () => all],
  ])('every point comes if an exchange sends %s', async (_, answer) => {
    const { hours, spans } = await fetched({ all, answer }, -100, 480);
    expect(hours).toEqual(hoursOf(all));
    expect(spans[0][0]).toBe(0); // before the first point, nothing is known
    expect(spans.at(-1)![1]).toBe(480);
  });

  test('every point comes if they are closer than usual', async () => {
    const hourly = every(1, 300);
    const answer = (fitting: readonly Point[]) => fitting.slice(-10);
    expect((await fetched({ all: hourly, answer }, 0, 300)).hours).toEqual(hoursOf(hourly));
  });

  test('holes are asked for a second time, and what comes then counts', async () => {
    let asked = 0;
    const answer = (fitting: readonly Point[]) =>
      asked++ === 0 ? fitting.filter(({ value }) => value !== 24 && value !== 32) : fitting;
    expect((await fetched({ all, answer }, 0, 80)).hours).toEqual([0, 8, 16, 24, 32, 40, 48, 56, 64, 72]);
  });

  test('an empty answer is asked for again, and leaves a span out if it is long', async () => {
    const gap = all.filter(({ value }) => value < 80 || value >= 240);
    const { hours, spans } = await fetched({ all: gap }, 0, 480);
    expect(hours).toEqual(hoursOf(gap));
    expect(spans.map(([from]) => from)).toEqual([0, 240, 320, 400]);
    let asked = 0;
    const late = (fitting: readonly Point[]) => (asked++ === 0 ? [] : fitting);
    expect((await fetched({ all, answer: late }, 0, 80)).hours.length).toBe(10);
  });

  test('known points do not vouch for a long time after them of which nothing comes', async () => {
    const late = all.filter(({ value }) => value >= 64);
    expect((await fetched({ all: late }, 1, 80, true)).spans).toEqual([[64, 80]]);
    expect((await fetched({ all: late }, 41, 80, true)).spans).toEqual([[41, 80]]);
  });

  test('nothing new for a short time after known points is known to be nothing', async () => {
    expect(await fetched({ all }, 473, 479, true)).toEqual({ hours: [], spans: [[473, 479]], requests: 2 });
    expect((await fetched({ all }, 473, 479)).spans).toEqual([]);
  });
});

describe('from now back', () => {
  const all = every(8, 55);
  const end: Asked = {
    asks: 'end',
    all,
    answer: (_, { to }) => all.filter(({ time }) => time <= to).slice(-10),
  };
  const page: Asked = {
    asks: 'page',
    all,
    answer: (_, { page: number }) => all.slice(Math.max(0, 55 - 10 * (number + 1)), 55 - 10 * number),
  };

  test.each([
    ['times', end],
    ['pages', page],
  ])('every point comes by %s, newest first, each page with its span', async (_, asked) => {
    const { hours, spans, requests } = await fetched(asked, -50, 440);
    expect(hours).toEqual(hoursOf(all));
    expect([spans[0][1], spans.at(-1)![0]]).toEqual([440, 0]);
    for (const [i, [from]] of spans.slice(0, -1).entries()) expect(spans[i + 1][1]).toBe(from);
    expect(requests).toBe(7); // the last one finds nothing older
  });

  test.each([
    ['times', end],
    ['pages', page],
  ])('a window in the middle takes no more than it needs by %s', async (_, asked) => {
    const { hours, spans } = await fetched(asked, 104, 200);
    expect(hours).toEqual(hoursOf(all).filter((hour) => hour >= 104 && hour < 200));
    expect([spans[0][1], spans.at(-1)![0]]).toEqual([200, 104]);
  });

  test('an exchange that ignores the number of the page sends the same again, which ends it', async () => {
    const { hours, requests } = await fetched({ ...page, answer: () => all.slice(-10) }, 0, 440);
    expect([hours, requests]).toEqual([hoursOf(all).slice(-10), 2]);
  });

  test('an exchange that has all in one answer is asked once', async () => {
    const { hours, spans, requests } = await fetched(
      { asks: 'once', all, answer: () => all.slice(-20) },
      0,
      440,
    );
    expect([hours.length, spans, requests]).toEqual([20, [[280, 440]], 1]);
  });
});
