/** What `writer.mjs` writes, so that whoever reads it back knows what must be there. */

export const START = Date.UTC(2000, 0, 1);
export const HOUR = 3_600_000;
/** Candles of a chunk: two blocks and more, so that one write is many pages. */
export const CHUNK = 2500;

/** Column `i` of candle `row`; column 0 is the row itself. */
export function valueOf(row, i) {
  return i === 0 ? row : row * 7 + i / 8;
}
