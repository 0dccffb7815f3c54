/** Cells as a line of CSV text, whatever is in them: a cell is in one line, so that a row is one. */

const SPECIAL = /[",;|\t\r\n]/;

export function csvLine(cells: readonly string[]): string {
  return cells.map(quotedCell).join(',');
}

function quotedCell(cell: string): string {
  if (!SPECIAL.test(cell)) return cell;
  return `"${cell.replaceAll(/[\r\n]+/g, ' ').replaceAll('"', '""')}"`;
}
