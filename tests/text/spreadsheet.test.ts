import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guarded, unguarded } from '../../src/text/spreadsheet.ts';

describe('a text that starts like a formula', () => {
  test.each(["=cmd|'/c calc'!A1", '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', '＋1', '－1', '＠1'])(
    '%j has an apostrophe before it',
    (text) => expect(guarded(text)).toBe(`'${text}`),
  );

  test('gets one more if it already has some', () => {
    expect(guarded("'=1")).toBe("''=1");
    expect(unguarded("''=1")).toBe("'=1");
  });
});

test('other texts stay as they are', () => {
  for (const text of ['', "'", 'BTC', "'BTC", '1-2', 'a=b', ' =1']) {
    expect(guarded(text)).toBe(text);
    expect(unguarded(text)).toBe(text);
  }
});

test('every text reads back the same', () => {
  const text = fc.array(fc.constantFrom(...`'=+-@＝a1 \t`.split(''))).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (each) => {
      expect(unguarded(guarded(each))).toBe(each);
    }),
  );
});
