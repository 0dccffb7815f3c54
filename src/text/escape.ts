/** Makes text from files and exchanges safe to print, as terminals act on control characters. */

const SHORT: Readonly<Record<string, string>> = {
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
};

/** `text` with every control, format and line-separating character written as `\n`, `\x1b` or `\u202e`. */
export function escapeControl(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    return SHORT[character] ?? (code < 256 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`);
  });
}

/** `text` as messages quote it: escaped, in backticks, cut to 40 characters. */
export function quoted(text: string): string {
  const longest = 40;
  const escaped = escapeControl(text.slice(0, longest));
  return text.length > longest ? `\`${escaped}…\`` : `\`${escaped}\``;
}
