/**
 * Reads JSON of users. Unlike `JSON.parse`, it rejects a key that appears twice in an object, where `JSON.parse` keeps the
 * last, and nesting so deep that code which walks through the value would overflow.
 */

/** Most lists and objects inside each other; our own files have four. */
const DEEPEST = 100;

/**
 * Why text is rejected, and where. The message quotes only keys, and there is no cause: a value may be a secret, and
 * messages of `JSON.parse` quote values.
 */
export class JsonError extends Error {
  override readonly name = 'JsonError';
}

/**
 * The value of a JSON text; a byte order mark before it is skipped. `__proto__` is a key like any other.
 * @throws JsonError
 */
export function parseJson(text: string): unknown {
  return new JsonParser(text).parse();
}

/** The kind of a value, for messages that must not repeat it: `a list`, `an object`. */
export function jsonKind(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'text' : 'a number';
}

class JsonParser {
  readonly #text: string;
  #at = 0;
  /** Keys and indices that lead to the value being read. */
  readonly #path: (string | number)[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  parse(): unknown {
    if (this.#text.startsWith('\uFEFF')) this.#at = 1;
    const value = this.#value();
    if (this.#peek() !== '') throw this.#expected('the end');
    return value;
  }

  #value(): unknown {
    switch (this.#peek()) {
      case '{':
        return this.#object();
      case '[':
        return this.#list();
      case '"':
        return this.#string();
      default:
        return this.#word();
    }
  }

  #object(): Readonly<Record<string, unknown>> {
    const entries: [string, unknown][] = [];
    const starts = new Map<string, number>();
    this.#items('}', () => {
      if (this.#peek() !== '"') throw this.#expected('a key in double quotes');
      const start = this.#at;
      const key = this.#string();
      const first = starts.get(key);
      if (first !== undefined) throw this.#twice(key, first, start);
      starts.set(key, start);
      if (!this.#takes(':')) throw this.#expected('`:`');
      this.#path.push(key);
      entries.push([key, this.#value()]);
      this.#path.pop();
    });
    return Object.fromEntries(entries); // defines `__proto__` as a key, where `object[key] = value` would not
  }

  #list(): readonly unknown[] {
    const values: unknown[] = [];
    this.#items(']', () => {
      this.#path.push(values.length);
      values.push(this.#value());
      this.#path.pop();
    });
    return values;
  }

  /** Reads the items between brackets, separated by commas. */
  #items(close: '}' | ']', read: () => void): void {
    if (this.#path.length >= DEEPEST)
      throw new JsonError(
        `expected at most ${DEEPEST} lists and objects inside each other, got more ${this.#place()}`,
      );
    this.#at++;
    if (this.#takes(close)) return;
    do read();
    while (this.#takes(','));
    if (!this.#takes(close)) throw this.#expected(`a comma or \`${close}\``);
  }

  #string(): string {
    const start = this.#at;
    let end = start + 1;
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1;
    this.#at = end + 1;
    return this.#literal(
      start,
      'text that ends with `"`, without line breaks and with valid escapes',
    ) as string;
  }

  /** A number, `true`, `false` or `null`. */
  #word(): unknown {
    const start = this.#at;
    while (/[\w+.-]/.test(this.#text.charAt(this.#at))) this.#at++;
    return this.#literal(start, 'a value');
  }

  #literal(start: number, expected: string): unknown {
    try {
      return JSON.parse(this.#text.slice(start, this.#at));
    } catch {
      this.#at = start;
      throw this.#expected(expected);
    }
  }

  /** The next character after white space; empty at the end. */
  #peek(): string {
    while (/[ \t\n\r]/.test(this.#text.charAt(this.#at))) this.#at++;
    return this.#text.charAt(this.#at);
  }

  /** Skips `sign` if it is next. */
  #takes(sign: string): boolean {
    if (this.#peek() !== sign) return false;
    this.#at++;
    return true;
  }

  #expected(what: string): JsonError {
    return new JsonError(`expected ${what} ${this.#place()}`);
  }

  #twice(key: string, first: number, second: number): JsonError {
    const path = [...this.#path, key].join('.');
    return new JsonError(
      `expected every key once, got \`${path}\` in line ${this.#lineOf(first)} and again in line ${this.#lineOf(second)}`,
    );
  }

  #place(): string {
    const column = this.#at - this.#text.lastIndexOf('\n', this.#at - 1);
    return `in line ${this.#lineOf(this.#at)}, column ${column}`;
  }

  #lineOf(position: number): number {
    return this.#text.slice(0, position).split('\n').length;
  }
}
