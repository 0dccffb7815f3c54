/**
 * `--static NAME`: a column that is the same in every row of a series. Numbers are scaled over the series of the panel. A column of
 * text has an input for each of its values, 1 in the series that have it and 0 in the others. Options name these values, `sector:defi|meme`,
 * each as in a URL, so that a saved model knows its inputs.
 */

import { DataError, UsageError } from '../../errors.ts';
import { escapeControl } from '../../text/escape.ts';
import type { Panel } from '../panel.ts';
import type { Feature } from './feature.ts';

/** Most values of a column of text; more are rather names than kinds. */
const MOST = 32;

interface StaticColumn {
  readonly name: string;
  /** Of a column of text; `undefined` for numbers. */
  readonly values: readonly string[] | undefined;
}

/** The column that an option names; `undefined` for what names none. */
export function parseStatic(text: string): StaticColumn | undefined {
  const [name, values, ...rest] = text.split(':').map((part) => part.trim());
  if (name === '' || values === '' || rest.length > 0) return undefined;
  return { name: name.toLowerCase(), values: values?.split('|').map(decoded) };
}

/** As an option names the column. */
function staticText({ name, values }: StaticColumn): string {
  return values === undefined ? name : `${name}:${values.map(encodeURIComponent).join('|')}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The feature of a column that `parseStatic` takes. */
export function staticColumn(text: string): Feature {
  const { name, values } = parseStatic(text)!;
  const common = { columns: [], constant: name, readsPrice: false, extraRows: 0, isOfSeries: true } as const;
  if (values === undefined)
    return {
      ...common,
      name,
      width: 1,
      isScaled: true,
      inputs(rows) {
        const number = rows.constant(name)?.number ?? NaN;
        return [() => number];
      },
    };
  return {
    ...common,
    name,
    width: values.length,
    labels: values,
    isScaled: false,
    inputs(rows) {
      const own = rows.constant(name)?.text ?? '';
      return values.map((value) => {
        const input = own === '' ? NaN : Number(value === own);
        return () => input;
      });
    },
  };
}

/**
 * The static columns of options with the values of those that are text.
 * @throws UsageError if a column has too many values, or one that the option does not name
 */
export function withStaticValues(columns: readonly string[], { series }: Panel): readonly string[] {
  return columns.map((text) => {
    const { name, values } = parseStatic(text)!;
    const known = series.flatMap(({ id, constants }) => {
      const constant = constants?.[name];
      return constant === undefined || constant.text === '' ? [] : [{ id, ...constant }];
    });
    if (values !== undefined) {
      const other = known.find((each) => !values.includes(each.text));
      if (other === undefined) return staticText({ name, values });
      throw new DataError(
        escapeControl(
          `expected the static column \`${name}\` to be one of ${values.join(', ')}, got ${other.text} in ${other.id}`,
        ),
        { hint: 'a model knows the values that it was fitted with: fit it again, or correct the column' },
      );
    }
    if (known.every(({ number }) => !Number.isNaN(number))) return name;
    const found = [...new Set(known.map((each) => each.text))].toSorted();
    if (found.length <= MOST) return staticText({ name, values: found });
    throw new UsageError(
      escapeControl(
        `expected at most ${MOST} different texts in the static column \`${name}\`, got ${found.length}: ${found.slice(0, 5).join(', ')}, …`,
      ),
      { hint: 'group them, or let networks learn each series with `--embed`' },
    );
  });
}
