/** Rows of a table of forecasts as numbers. A table may have millions of rows, so lists of them are typed arrays, found in one pass. */

/** The rows of 0..count-1 that are chosen, ascending. */
export function rowsWhere(count: number, isChosen: (i: number) => boolean): Int32Array {
  const rows = new Int32Array(count);
  let n = 0;
  for (let i = 0; i < count; i++) if (isChosen(i)) rows[n++] = i;
  return n === count ? rows : rows.slice(0, n);
}

/** Those of these rows that are chosen, in their order. */
export function chosenRows(rows: Int32Array, isChosen: (i: number) => boolean): Int32Array {
  const chosen = new Int32Array(rows.length);
  let n = 0;
  for (const i of rows) if (isChosen(i)) chosen[n++] = i;
  return chosen.subarray(0, n);
}

/** These rows by the number that `column` gives them, 0..count-1, in their order; rows with another number are left out. */
export function groupedRows(
  rows: Int32Array,
  column: ArrayLike<number>,
  count: number,
): readonly Int32Array[] {
  const starts = new Int32Array(count + 1);
  for (const i of rows) if (column[i] >= 0 && column[i] < count) starts[column[i] + 1]++;
  for (let g = 0; g < count; g++) starts[g + 1] += starts[g];
  const next = starts.slice();
  const sorted = new Int32Array(starts[count]);
  for (const i of rows) if (column[i] >= 0 && column[i] < count) sorted[next[column[i]]++] = i;
  return Array.from({ length: count }, (_, g) => sorted.subarray(starts[g], starts[g + 1]));
}

/** These rows by the whole number that `column` has there, ascending; rows with the same one stay in their order. */
export function rowsInOrder(rows: Int32Array, column: Int32Array): Int32Array {
  if (rows.length === 0) return rows;
  let [least, most] = [Infinity, -Infinity];
  for (const i of rows) {
    if (column[i] < least) least = column[i];
    if (column[i] > most) most = column[i];
  }
  const range = most - least + 1;
  // Counting takes a pass over the range, and a sort many passes over the rows.
  if (!(range <= 8 * rows.length)) return rows.toSorted((a, b) => column[a] - column[b]);
  const next = new Int32Array(range + 1);
  for (const i of rows) next[column[i] - least + 1]++;
  for (let value = 0; value < range; value++) next[value + 1] += next[value];
  const sorted = new Int32Array(rows.length);
  for (const i of rows) sorted[next[column[i] - least]++] = i;
  return sorted;
}

/** The numbers of a column at these rows. */
export function numbersAt(column: ArrayLike<number>, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length);
  for (let j = 0; j < rows.length; j++) out[j] = column[rows[j]];
  return out;
}

/** The same of whole numbers. */
export function integersAt(column: Int32Array, rows: Int32Array): Int32Array {
  const out = new Int32Array(rows.length);
  for (let j = 0; j < rows.length; j++) out[j] = column[rows[j]];
  return out;
}
