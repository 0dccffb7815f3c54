/**
 * The tables of the store as rows.ts reads and writes them: their columns, the key that names a row, and what messages call
 * a row. The SQL that creates them is in schema.ts.
 */

type ColumnType = 'integer' | 'real' | 'text' | 'bytes';

export interface Table {
  readonly name: string;
  /** Every column; the digest of a row covers them in this order. */
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** Columns that name a row; rows with the same first ones belong together. */
  readonly key: readonly string[];
  /** A column of large bytes with a checksum in another column: the digest covers the checksum instead. */
  readonly content?: string;
  /** The table that the first column of the key refers to. */
  readonly owner?: 'series' | 'runs' | 'forecasts';
  /** Whether the owner is useless without this row. */
  readonly isPartOfOwner?: boolean;
  /** What messages call a row. */
  readonly title: string;
  /** How to get a deleted row back. */
  readonly remedy: string;
}

const FETCH = '`fetch` or `import` the market again';
const BACKTEST = 'run the same backtest again';
const FORECAST = 'forecast again';

const candleValues = (prefix: 'old' | 'new') =>
  ({
    [`${prefix}_open`]: 'real',
    [`${prefix}_high`]: 'real',
    [`${prefix}_low`]: 'real',
    [`${prefix}_close`]: 'real',
    [`${prefix}_volume`]: 'real',
  }) as const;

export const tables = {
  series: {
    name: 'series',
    columns: { id: 'integer', exchange: 'text', symbol: 'text', timeframe: 'text', updated_at: 'integer' },
    key: ['id'],
    title: 'market',
    remedy: FETCH,
  },
  blocks: {
    name: 'blocks',
    columns: {
      series: 'integer',
      block: 'integer',
      rows: 'integer',
      first: 'integer',
      last: 'integer',
      checksum: 'integer',
      columns: 'bytes',
    },
    key: ['series', 'block'],
    content: 'columns',
    owner: 'series',
    title: 'block of candles',
    remedy: FETCH,
  },
  points: {
    name: 'points',
    columns: {
      series: 'integer',
      name: 'text',
      block: 'integer',
      spans: 'integer',
      rows: 'integer',
      checksum: 'integer',
      columns: 'bytes',
    },
    key: ['series', 'name', 'block'],
    content: 'columns',
    owner: 'series',
    title: 'block of the column',
    remedy: FETCH,
  },
  gaps: {
    name: 'gaps',
    columns: {
      series: 'integer',
      first: 'integer',
      last: 'integer',
      asked: 'integer',
      first_asked_at: 'integer',
      last_asked_at: 'integer',
    },
    key: ['series', 'first'],
    owner: 'series',
    title: 'gap',
    remedy: FETCH,
  },
  revisions: {
    name: 'revisions',
    columns: {
      id: 'integer',
      series: 'integer',
      time: 'integer',
      at: 'integer',
      ...candleValues('old'),
      ...candleValues('new'),
    },
    key: ['series', 'id'],
    owner: 'series',
    title: 'revision',
    remedy: 'go on without it',
  },
  uses: {
    name: 'uses',
    columns: {
      series: 'integer',
      run: 'text',
      first: 'integer',
      last: 'integer',
      revision: 'integer',
      at: 'integer',
    },
    key: ['series', 'run', 'first', 'last', 'revision'],
    owner: 'series',
    title: 'use of candles',
    remedy: BACKTEST,
  },
  fits: {
    name: 'fits',
    columns: { key: 'text', at: 'integer', result: 'text' },
    key: ['key'],
    title: 'fit',
    remedy: BACKTEST,
  },
  forecasts: {
    name: 'forecasts',
    columns: { id: 'text', made_at: 'integer', origin: 'integer', head: 'text' },
    key: ['id'],
    title: 'recorded forecast',
    remedy: FORECAST,
  },
  modelForecasts: {
    name: 'model_forecasts',
    columns: { forecast: 'text', model: 'text', made_at: 'integer', said: 'text', place: 'integer' },
    key: ['forecast', 'model'],
    owner: 'forecasts',
    isPartOfOwner: true,
    title: 'model',
    remedy: FORECAST,
  },
  weights: {
    name: 'weights',
    columns: { forecast: 'text', bytes: 'bytes' },
    key: ['forecast'],
    owner: 'forecasts',
    title: 'saved models',
    remedy: 'forecast without `--reuse`',
  },
  actuals: {
    name: 'actuals',
    columns: {
      forecast: 'text',
      series: 'integer',
      step: 'integer',
      ds: 'integer',
      y: 'text',
      at: 'integer',
      revised_at: 'integer',
      before: 'text',
    },
    key: ['forecast', 'series', 'step'],
    owner: 'forecasts',
    title: 'actual value',
    remedy: '`score` again',
  },
  runs: {
    name: 'runs',
    columns: { id: 'text', configuration: 'text', at: 'integer', failed: 'integer', record: 'text' },
    key: ['id'],
    title: 'run',
    remedy: BACKTEST,
  },
  texts: {
    name: 'texts',
    columns: { run: 'text', name: 'text', digest: 'text', content: 'bytes' },
    key: ['run', 'name'],
    owner: 'runs',
    isPartOfOwner: true,
    title: 'text',
    remedy: BACKTEST,
  },
  openings: {
    name: 'openings',
    columns: { id: 'text', at: 'integer', opening: 'text' },
    key: ['id'],
    title: 'opening of a sealed span',
    remedy: 'remember that the span was opened',
  },
} as const satisfies Readonly<Record<string, Table>>;

/** In an order in which every table comes after the one that it refers to. */
export const allTables: readonly Table[] = Object.values(tables);

/** The digests themselves, for digests that belong to no table. */
export const digestTable: Table = {
  name: 'digests',
  columns: { name: 'text', key: 'text', digest: 'text' },
  key: ['name', 'key'],
  title: 'digest of',
  remedy: 'go on',
};
