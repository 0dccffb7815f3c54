import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { packParts, packText } from '../../src/store/packed-text.ts';

const textOf = ({ content }: { readonly content: Uint8Array }): string =>
  inflateSync(content).toString('utf8');

test('parts become the same text and digest as the whole, without characters that are split', async () => {
  const parts = Array.from({ length: 3000 }, (_, i) => `${i},ü😀\n`);
  const packed = (await packParts(parts, 1e6))!;
  const whole = packText(parts.join(''));
  expect(textOf(packed)).toBe(parts.join(''));
  expect(packed.digest).toBe(whole.digest);
  expect(textOf(whole)).toBe(textOf(packed));
});

test('a text that is too large is not packed, and its parts are not made any further', async () => {
  let made = 0;
  function* endless(): Generator<string> {
    for (;;) {
      made++;
      yield 'abcdefghij';
    }
  }
  expect(await packParts(endless(), 95)).toBeUndefined();
  expect(made).toBe(10);
  expect(textOf((await packParts(['abc', 'de'], 5))!)).toBe('abcde');
  expect(textOf((await packParts([], 5))!)).toBe('');
});

test('an error while parts are made is that error', async () => {
  function* failing(): Generator<string> {
    yield 'a';
    throw new Error('no more');
  }
  await expect(packParts(failing(), 100)).rejects.toThrow('no more');
});
