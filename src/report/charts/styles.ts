/**
 * Colours and dashes of charts. The palette is that of Okabe and Ito (2008), which people with any kind of colour blindness can
 * tell apart; lines differ by their dash too, so that a print without colour can be read.
 */

/** `actual` for actual values, `pale` for those behind lines, `benchmark`, and a number for each other model. */
export type LineStyle = 'actual' | 'pale' | 'benchmark' | number;

const LIGHT = ['#0072b2', '#d55e00', '#009e73', '#b3548f', '#b87f00', '#3a93c9', '#7a6a00', '#5b4b8a'];

const DARK = ['#56b4e9', '#ff8a3d', '#2fcf9f', '#e39cc4', '#f0b429', '#9bd3f5', '#f0e442', '#b9a8f0'];

/** Lines beyond these take the first styles again. */
const STYLE_COUNT = LIGHT.length;

const DASHES = ['none', '7 3', '2 3', '9 3 2 3', '4 2', '1 2', '12 3', '6 2 1 2'];

/** What a style is called in a page. */
export function classOf(style: LineStyle): string {
  return typeof style === 'number' ? `m${style % STYLE_COUNT}` : style;
}

/** A style for every model, the same in all charts of a run. */
export function modelStyles(models: readonly string[], benchmark: string): ReadonlyMap<string, LineStyle> {
  const rivals = models.filter((model) => model !== benchmark).toSorted();
  return new Map(models.map((model) => [model, model === benchmark ? 'benchmark' : rivals.indexOf(model)]));
}

const colours = (palette: readonly string[]): string =>
  palette.map((colour, i) => `--m${i}:${colour}`).join(';');

/** Values of the variables that `CHART_RULES` uses. */
export const LIGHT_COLOURS = `--ink:#1b1f24;--soft:#57606a;--grid:#d8dee4;--grey:#6e7781;--pale:#c5ccd3;--up:#009e73;--down:#d55e00;${colours(LIGHT)}`;
export const DARK_COLOURS = `--ink:#e6edf3;--soft:#9aa5b1;--grid:#2b323b;--grey:#9aa5b1;--pale:#3d4753;--up:#2fcf9f;--down:#ff8a3d;${colours(DARK)}`;

const ofModel = (i: number): string =>
  `.line.m${i}{stroke:var(--m${i});stroke-dasharray:${DASHES[i]}}.dot.m${i},.bar.m${i},.area.m${i}{fill:var(--m${i})}.whisker.m${i}{stroke:var(--m${i})}`;

/** Rules for the marks of all charts. */
export const CHART_RULES = [
  '.chart text{fill:var(--soft);font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums}',
  '.chart .strong{fill:var(--ink);font-weight:600}',
  '.grid{stroke:var(--grid);stroke-width:1}.axis{stroke:var(--grey);stroke-width:1}',
  '.mark{stroke:var(--ink);stroke-width:1;stroke-dasharray:5 4}',
  '.line{fill:none;stroke-width:1.7;stroke-linejoin:round}',
  '.line.actual{stroke:var(--ink);stroke-width:1.5}.line.benchmark{stroke:var(--grey);stroke-dasharray:3 3}',
  '.whisker{fill:none;stroke-width:1.6}.whisker.actual{stroke:var(--ink)}.whisker.benchmark{stroke:var(--grey)}',
  '.dot.actual,.bar.actual,.area.actual{fill:var(--ink)}.dot.benchmark,.bar.benchmark,.area.benchmark{fill:var(--grey)}',
  '.area{fill-opacity:.2;stroke:none}.dot.pale,.bar.pale,.area.pale{fill:var(--pale)}.faint{opacity:.55}',
  '.wick{stroke-width:1}.wick.up{stroke:var(--up)}.wick.down{stroke:var(--down)}.body.up{fill:none;stroke:var(--up);stroke-width:1}.body.down{fill:var(--down);stroke:var(--down);stroke-width:1}',
  ...Array.from({ length: STYLE_COUNT }, (_, i) => ofModel(i)),
].join('');

/** The same for a picture by itself, in light colours and without variables, which not every program knows. */
export function standaloneRules(): string {
  const values = new Map(
    LIGHT_COLOURS.split(';').map((each) => {
      const [name, value] = each.split(':');
      return [name, value] as const;
    }),
  );
  // Not every program reads the short form either.
  const rules = CHART_RULES.replaceAll(/font:(\d+px) ([^;}]+)/g, 'font-size:$1;font-family:$2');
  return rules.replaceAll(/var\((--\w+)\)/g, (_, name: string) => values.get(name)!);
}
