/** What the terminal can show: its width, and whether it takes UTF-8. */

/** Where the width is unknown. */
const USUAL = 80;
/** Narrower and wider terminals get the layout of these. */
const LEAST = 60;
const MOST = 200;

interface Screen {
  readonly isTTY?: boolean;
  /** 0 if it does not know its size. */
  readonly columns?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Columns of the terminal, else those of the variable `COLUMNS`, else 80; from 60 to 200. */
export function columnsOf({ isTTY, columns }: Screen, { COLUMNS = '' }: Environment): number {
  const known = isTTY === true ? (columns ?? 0) : 0;
  const asked = /^\d{1,6}$/.test(COLUMNS) ? Number(COLUMNS) : 0;
  return Math.min(MOST, Math.max(LEAST, known || asked || USUAL));
}

/**
 * Whether the locale is one of UTF-8, as POSIX finds it: in the first of `LC_ALL`, `LC_CTYPE` and `LANG` that is not empty.
 * Without any it is `C`, which is ASCII. A Windows terminal takes UTF-8 without saying so.
 */
export function isUtf8Locale(env: Environment, platform: NodeJS.Platform): boolean {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((one) => one !== undefined && one !== '');
  return locale === undefined ? platform === 'win32' : /utf-?8/i.test(locale);
}
