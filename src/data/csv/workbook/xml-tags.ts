/** The tags of an XML text, as spreadsheet programs write it: no document types, no entities but those of every XML text. */

export interface XmlTag {
  /** Without a prefix. */
  readonly name: string;
  readonly kind: 'start' | 'end' | 'empty';
  /** The attributes as written. */
  readonly attributes: string;
  /** The text before the tag. */
  readonly text: string;
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);
const LAST_CHARACTER = 0x10ffff;

/** The tags of `xml`, one after the other. */
export function* tagsOf(xml: string): Generator<XmlTag> {
  let text = '';
  for (let at = 0; ;) {
    const open = xml.indexOf('<', at);
    if (open < 0) return;
    text += decoded(xml.slice(at, open));
    if (xml.startsWith('<![CDATA[', open)) {
      const end = endOf(xml, ']]>', open);
      text += xml.slice(open + 9, end - 3);
      at = end;
      continue;
    }
    if (xml.startsWith('<!--', open) || xml.startsWith('<?', open)) {
      at = endOf(xml, xml.startsWith('<?', open) ? '?>' : '-->', open);
      continue;
    }
    if (xml.startsWith('<!', open)) throw new Error('XML with a document type');
    at = endOf(xml, '>', open);
    yield tagOf(xml.slice(open + 1, at - 1), text);
    text = '';
  }
}

/** The value of an attribute; `undefined` if it is not there. `name` has no signs. */
export function attributeOf({ attributes }: XmlTag, name: string): string | undefined {
  const match = new RegExp(String.raw`(?:^|\s)(?:\w+:)?${name}\s*=\s*(?:"([^"]*)"|'([^']*)')`).exec(
    attributes,
  );
  const value = match?.[1] ?? match?.[2];
  return value === undefined ? undefined : decoded(value);
}

function tagOf(inside: string, text: string): XmlTag {
  const isEnd = inside.startsWith('/');
  const isEmpty = !isEnd && inside.endsWith('/');
  const body = isEnd ? inside.slice(1) : isEmpty ? inside.slice(0, -1) : inside;
  const [full = ''] = /^[^\s]*/.exec(body) ?? [];
  return {
    name: full.slice(full.indexOf(':') + 1),
    kind: isEnd ? 'end' : isEmpty ? 'empty' : 'start',
    attributes: body.slice(full.length),
    text,
  };
}

function endOf(xml: string, mark: string, from: number): number {
  const end = xml.indexOf(mark, from);
  if (end < 0) throw new Error('XML that is cut off');
  return end + mark.length;
}

function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name: string) => {
    if (name !== undefined) return ENTITIES.get(name) ?? whole;
    const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal);
    return code <= LAST_CHARACTER ? String.fromCodePoint(code) : whole;
  });
}
