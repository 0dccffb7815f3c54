/**
 * What text is laid out for: the columns of the terminal, and whether it shows more than ASCII. Like the colours of `chalk`, it is set
 * once for a command line.
 */

/** Most columns that sentences take, so that lines stay readable. */
const SENTENCES = 108;

export interface Layout {
  /** Of the terminal, or what stands for it. */
  readonly columns: number;
  /** Columns for sentences, if not as many as can be read. */
  readonly sentences?: number;
  /** Whether every row of a table stays in one line, however wide: other programs read the output. */
  readonly keepsRows: boolean;
  /** Whether only ASCII can be shown. */
  readonly isAscii: boolean;
}

let layout: Layout = { columns: 80, keepsRows: true, isAscii: false };

export function setLayout(next: Layout): void {
  layout = next;
}

/** What `render` returns with another layout. */
export function withLayout(other: Layout, render: () => string): string {
  const before = layout;
  layout = other;
  try {
    return render();
  } finally {
    layout = before;
  }
}

export const isAscii = (): boolean => layout.isAscii;

/** Columns that text is laid out for. */
export const width = (): number => layout.columns;

/** Columns for sentences. */
export const proseWidth = (): number => layout.sentences ?? Math.min(SENTENCES, layout.columns);

/** Columns for whole tables. */
export const tableWidth = (): number => (layout.keepsRows ? Infinity : layout.columns);
