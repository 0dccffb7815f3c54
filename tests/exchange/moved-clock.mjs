/**
 * Loaded before the program (`NODE_OPTIONS=--import`), this starts its clock at the moment that TEST_NOW names, and lets
 * it go on from there. Without TEST_NOW the clock is the machine's.
 */

const text = process.env.TEST_NOW;
if (text !== undefined) {
  const Machine = Date;
  const ahead = Machine.parse(text) - Machine.now();
  if (Number.isNaN(ahead)) throw new Error(`TEST_NOW is no time: ${text}`);
  const now = () => Machine.now() + ahead;
  globalThis.Date = class Date extends Machine {
    constructor(...words) {
      super(...(words.length === 0 ? [now()] : words));
    }
    static now() {
      return now();
    }
  };
}
