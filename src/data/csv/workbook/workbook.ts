/**
 * Excel workbooks (`.xlsx`) as the CSV text of their first sheet with rows of numbers. A workbook is a ZIP archive of XML
 * (ECMA-376); of that, what cells contain is read, and whether their formats are those of dates.
 */

import { HindcastError } from '../../../errors.ts';
import { escapeControl } from '../../../text/escape.ts';
import type { ByteSource } from '../columnar/column-table.ts';
import { fileError, incompleteError } from '../csv-errors.ts';
import { loadYauzl, partsOf } from '../unzip.ts';
import { cellFormats } from './cell-formats.ts';
import type { SharedParts } from './sheet-text.ts';
import { sharedTexts, sheetText } from './sheet-text.ts';
import { attributeOf, tagsOf } from './xml-tags.ts';

/** Rows that make a sheet a table. */
const FEWEST_ROWS = 2;
const SHEET_FOLDER = 'xl/';

/**
 * The CSV text of the first sheet with a table.
 * @throws DataError for a damaged workbook, and one without a table
 * @throws UsageError if the package that reads ZIP archives is not installed
 */
export async function workbookText(file: ByteSource, source: string, load = loadYauzl): Promise<string> {
  try {
    const parts = await partsOf(Buffer.from(await file.read(0, file.size)), load, 'an Excel workbook');
    const workbook = await parts.text('xl/workbook.xml');
    if (workbook === undefined) throw new Error('a ZIP archive without a workbook');
    const shared: SharedParts = {
      texts: sharedTexts((await parts.text('xl/sharedStrings.xml')) ?? ''),
      formats: cellFormats((await parts.text('xl/styles.xml')) ?? ''),
      is1904: /<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*["'](?:1|true)["']/.test(workbook),
    };
    const targets = targetsOf((await parts.text('xl/_rels/workbook.xml.rels')) ?? '');
    const names: string[] = [];
    for (const { id, name } of sheetsOf(workbook)) {
      const xml = await parts.text(targets.get(id) ?? '');
      if (xml === undefined) continue; // a sheet that is a chart
      const { text, rows } = sheetText(xml, shared);
      if (rows >= FEWEST_ROWS) return text;
      names.push(name);
    }
    throw noTable(source, names);
  } catch (error) {
    if (error instanceof HindcastError) throw error;
    throw incompleteError(
      source,
      'Excel workbook without a password',
      'save it again, or save the sheet as CSV',
      error,
    );
  }
}

interface NamedSheet {
  readonly id: string;
  readonly name: string;
}

function sheetsOf(workbook: string): readonly NamedSheet[] {
  return [...tagsOf(workbook)].flatMap((tag) => {
    const id = tag.name === 'sheet' ? attributeOf(tag, 'id') : undefined;
    return id === undefined ? [] : [{ id, name: attributeOf(tag, 'name') ?? '' }];
  });
}

/** The part that each relation of the workbook leads to. */
function targetsOf(relations: string): ReadonlyMap<string, string> {
  const targets = new Map<string, string>();
  for (const tag of tagsOf(relations)) {
    const [id, target] = [attributeOf(tag, 'Id'), attributeOf(tag, 'Target')];
    if (id === undefined || target === undefined) continue;
    targets.set(id, target.startsWith('/') ? target.slice(1) : `${SHEET_FOLDER}${target}`);
  }
  return targets;
}

function noTable(source: string, names: readonly string[]): HindcastError {
  const sheets = names.map((name) => `\`${escapeControl(name)}\``).join(', ');
  return fileError(
    source,
    `expected a sheet with rows of numbers, got ${names.length === 0 ? 'no sheet' : sheets}`,
    'put the table on a sheet of its own, or save it as CSV',
  );
}
