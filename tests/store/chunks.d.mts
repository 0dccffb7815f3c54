/** Types of `chunks.mjs`. */

export const START: number;
export const HOUR: number;
export const CHUNK: number;
export function valueOf(row: number, i: number): number;
