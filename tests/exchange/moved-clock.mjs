/**
 * Loaded before the program (`NODE_OPTIONS=--import`), this starts its clock at the moment that TEST_NOW names, and lets
 * it go on from there. Without TEST_NOW it starts at the machine's. With TEST_JUMP, every second time that it is asked it
 * is so many milliseconds ahead, or behind where that is negative: a clock that is set back and forth.
 */

const { TEST_NOW: start, TEST_JUMP: jump } = process.env;
if (start !== undefined || jump !== undefined) {
  const Machine = Date;
  const ahead = start === undefined ? 0 : Machine.parse(start) - Machine.now();
  const leap = jump === undefined ? 0 : Number(jump);
  if (Number.isNaN(ahead)) throw new Error(`TEST_NOW is no time: ${start}`);
  if (Number.isNaN(leap)) throw new Error(`TEST_JUMP is no number: ${jump}`);
  let asked = 0;
  const now = () => Machine.now() + ahead + (asked++ % 2) * leap;
  globalThis.Date = class Date extends Machine {
    constructor(...words) {
      super(...(words.length === 0 ? [now()] : words));
    }
    static now() {
      return now();
    }
  };
}
