/** Words of a command line, as a shell reads them. */

/** The word, in single quotes if it needs them. */
export function shellWord(word: string): string {
  return /^[\w./:,@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
