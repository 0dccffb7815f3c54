import { describe, expect, test } from 'vitest';
import { splitAtCommas, splitWords } from '../../src/text/words.ts';

describe('the words of a command', () => {
  test.each([
    ['python my.py', ['python', 'my.py']],
    ['  python\tmy.py  ', ['python', 'my.py']],
    [`python 'my model.py' "a \\"b\\" \\$c"`, ['python', 'my model.py', 'a "b" \\$c']],
    [`a\\ b c\\\\ 'd\\'`, ['a b', 'c\\', 'd\\']],
    [`--name=''`, ['--name=']],
    [`'' x`, ['', 'x']],
    ['echo $HOME *.py | cat', ['echo', '$HOME', '*.py', '|', 'cat']],
    ['', []],
  ])('of %j are split by blanks outside quotes', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  test('cannot have a quote without its end', () => {
    expect(() => splitWords(`python 'my.py`)).toThrow("expected a second ' in `python 'my.py`, got the end");
  });

  test('may contain commas in quotes, which separate nothing', () => {
    expect(splitAtCommas(`theta, exec:my '1,2' "3,4" 5\\,6 ,gru`)).toEqual([
      'theta',
      `exec:my '1,2' "3,4" 5\\,6`,
      'gru',
    ]);
  });
});
