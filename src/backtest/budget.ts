/** How much a search for settings may compute: a number of fits, or a time. */

import { parseDuration, parseInteger } from '../text/literals.ts';

/** A class, so that `toJSON` survives wherever options are copied; workers do not read it. */
export class Budget {
  readonly kind: 'fits' | 'time';
  /** Fits, or milliseconds. */
  readonly value: number;

  private constructor(kind: Budget['kind'], value: number) {
    this.kind = kind;
    this.value = value;
  }

  /** `200` fits, or a time: `90s`, `10m`, `2h`. `undefined` if the text is neither, or longer than a timer counts. */
  static parse(text: string): Budget | undefined {
    const fits = parseInteger(text);
    if (fits !== undefined) return fits > 0 ? new Budget('fits', fits) : undefined;
    const ms = parseDuration(text);
    return ms === undefined ? undefined : new Budget('time', ms);
  }

  static ofFits = (fits: number): Budget => new Budget('fits', fits);
  static ofMs = (ms: number): Budget => new Budget('time', ms);

  /** As `parse` reads it. */
  get text(): string {
    return this.kind === 'fits' ? String(this.value) : `${this.value / 1000}s`;
  }

  /** The text: identities and stored options contain it. */
  toJSON(): string {
    return this.text;
  }
}
