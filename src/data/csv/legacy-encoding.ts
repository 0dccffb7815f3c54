/** The encoding of text from before UTF-8: the one in which most headers are names of columns. */

import { kindOf } from './header-names.ts';

/** Best first. Those of several bytes refuse bytes that are none of theirs. */
const ENCODINGS = [
  'windows-1252',
  'windows-1251',
  'windows-1250',
  'windows-1254',
  'gb18030',
  'euc-kr',
  'shift_jis',
  'big5',
] as const;
/** What is looked at: the header line is within the first lines. */
const SHOWN_BYTES = 4096;

/** The encoding of `bytes`, which are not UTF-8. */
export function legacyEncoding(bytes: Uint8Array): string {
  const end = bytes.subarray(0, SHOWN_BYTES).lastIndexOf(10);
  const shown = bytes.subarray(0, end < 0 ? SHOWN_BYTES : end);
  let best: { readonly encoding: string; readonly kinds: number } = { encoding: ENCODINGS[0], kinds: 0 };
  for (const encoding of ENCODINGS) {
    const kinds = kindsIn(shown, encoding);
    if (kinds > best.kinds) best = { encoding, kinds };
  }
  return best.encoding;
}

/** How many kinds of columns the cells name; 0 if the bytes are not in this encoding. */
function kindsIn(bytes: Uint8Array, encoding: string): number {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return new Set(text.split(/[,;\t|"\r\n]/).flatMap((cell) => kindOf(cell) ?? [])).size;
  } catch {
    return 0;
  }
}
