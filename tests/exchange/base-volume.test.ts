/** Which of two volumes is in the base currency. */
import { expect, test } from 'vitest';
import { baseVolume } from '../../src/exchange/base-volume.ts';
import { createExchange, loadCcxt } from '../../src/exchange/venues.ts';

test('baseVolume is the one that gives the other when it is multiplied by the price, at any price', () => {
  for (const price of [67_000, 1.5, 1, 0.5, 0.000_001]) {
    const [base, quote] = [3, 3 * price * 1.01];
    expect(baseVolume(base, quote, price)).toBeCloseTo(price === 1 ? base : base, 5);
    if (price !== 1) expect(baseVolume(quote, base, price)).toBe(base);
  }
  expect(baseVolume(0, 0, 100)).toBe(0);
});

test('coinex has its volume in the base currency, whichever of its two fields that is', async () => {
  const exchange = createExchange(await loadCcxt(), 'coinex');
  const candle = { created_at: 0, open: '100', high: '110', low: '90', close: '101' };
  const volumeOf = (fields: object) => exchange.parseOHLCV({ ...candle, ...fields })[5];
  expect(volumeOf({ volume: '2', value: '202' })).toBe(2);
  expect(volumeOf({ volume: '202', value: '2' })).toBe(2);
  expect(volumeOf({ value: '2' })).toBe(2);
});
