/** What an exchange says in a reply that is not an answer, short and safe to print in one line. */

import { formatTime } from '../data/timeframe.ts';
import { escapeControl } from '../text/escape.ts';

/** An HTTP reply, as far as it came. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const LONGEST = 160;
/** Longer bodies are no messages. */
const LONGEST_MESSAGE = 10_000;
/** A time in milliseconds since 1970, as in "IP banned until 1700000000000". */
const UNTIL = /\b(until|till|after|before|at)([\s:=]+)(1\d{12})\b/i;

/** `text` in one line, of 160 characters at most. */
export function inOneLine(text: string): string {
  const line = escapeControl(text.slice(0, LONGEST)).trim();
  return text.length > LONGEST ? `${line}…` : line;
}

/** What the exchange says: the message and code of JSON, the title of a page, else the body. Times are readable. */
export function messageOf({ body }: Reply): string {
  const text = body.slice(0, LONGEST_MESSAGE).trim();
  if (text.startsWith('<')) {
    const title = /<title[^>]*>([^<]*)/i.exec(text)?.[1].replaceAll(/\s+/g, ' ').trim() ?? '';
    return title === '' ? 'a web page' : `a web page (${inOneLine(title)})`;
  }
  const { message, code } = body.length > LONGEST_MESSAGE ? {} : fieldsOf(text);
  if (message === undefined) return inOneLine(text);
  const readable = message.replace(
    UNTIL,
    (_, word: string, gap: string, ms: string) => word + gap + secondsOf(Number(ms)),
  );
  return code === undefined || message.includes(code)
    ? inOneLine(readable)
    : `${inOneLine(readable)} (${inOneLine(code)})`;
}

/** A time to the second: `2024-01-10T00:05:07Z`. */
export const secondsOf = (ms: number): string => formatTime(Math.ceil(ms / 1000) * 1000);

/** The time that a message of `messageOf` names, as in "IP banned until". */
export function statedTime(message: string): number | undefined {
  const text = /\d{4}-\d{2}-\d{2}(?:T[\d:]+Z)?/.exec(message)?.[0];
  return text !== undefined && new RegExp(`\\b(?:until|till|after)[\\s:=]+${text}`, 'i').test(message)
    ? Date.parse(text)
    : undefined;
}

interface MessageFields {
  message?: string;
  code?: string;
}

const MESSAGE =
  /^(?:(?:err(?:or)?|ret|status|response)?[-_]?(?:msg|message)|error|errors|detail|details|reason|description|err)$/i;
const CODE = /^(?:(?:err(?:or)?|ret|status)?[-_]?code|err-code|label)$/i;

/** The first message and the first code anywhere in JSON. */
function fieldsOf(text: string): MessageFields {
  const found: MessageFields = {};
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > 4) return;
    for (const [key, field] of Object.entries(value)) {
      const isWord = typeof field === 'string' && field.trim() !== '';
      const [first]: readonly unknown[] = Array.isArray(field) ? field : [field]; // Kraken sends a list of errors
      if (MESSAGE.test(key) && typeof first === 'string' && first.trim() !== '') found.message ??= first;
      if (CODE.test(key) && (isWord || typeof field === 'number')) found.code ??= String(field);
    }
    for (const field of Object.values(value)) visit(field, depth + 1);
  };
  try {
    visit(JSON.parse(text), 0);
  } catch {
    return {}; // not JSON
  }
  return found;
}
