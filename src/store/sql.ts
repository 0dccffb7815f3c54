/** The open database as the files of the store use it. database.ts opens it. */

export type SqlValue = number | string | null | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

export interface SqlQueries {
  /** All rows of a query. */
  all(sql: string, ...values: readonly SqlValue[]): readonly SqlRow[];
  /** The first row of a query, if there is one. */
  get(sql: string, ...values: readonly SqlValue[]): SqlRow | undefined;
  run(sql: string, ...values: readonly SqlValue[]): void;
}

export interface Database extends SqlQueries {
  readonly file: string;
  /** Whether the file could be written from here. */
  readonly isWritable: boolean;
  /** The result of `work`; everything that it reads is from one snapshot. */
  reading<T>(work: () => T): T;
  /** The result of `work`, after everything that it wrote is on disk; if it throws, nothing is written. */
  writing<T>(work: () => T): T;
  /** One line for each of the first problems with the pages, indexes and definitions of the file; reads all of it. */
  problems(): readonly string[];
  close(): void;
}
