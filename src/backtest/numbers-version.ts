/** Counted up whenever the same options on the same data give other numbers; see CHANGELOG, "Numbers". */
export const NUMBERS_VERSION = 7;
