/** The style of the page: light, dark and print. */

import { STYLES } from './line-chart.ts';

const LIGHT = ['#0060a8', '#b34700', '#007a4d', '#8a2be2', '#a8005c', '#5c6b00', '#007d8a', '#6b4a2f'];

const DARK = ['#6cb8ff', '#ff9d5c', '#4fd69c', '#c79bff', '#ff7ab8', '#c6d75c', '#56d4e0', '#d1a67d'];

const DASHES = ['none', '7 3', '2 3', '9 3 2 3', '4 2', '1 2', '12 3', '6 2 1 2'];

const colours = (palette: readonly string[]): string =>
  palette.map((colour, i) => `--s${i}:${colour}`).join(';');

export const STYLE = `
:root{color-scheme:light dark;--text:#1b1f24;--soft:#57606a;--page:#fff;--rule:#d0d7de;--band:#0060a826;--good:#00683f;--bad:#a3123a;${colours(LIGHT)}}
@media (prefers-color-scheme:dark){:root{--text:#e6edf3;--soft:#9aa5b1;--page:#0d1117;--rule:#30363d;--band:#6cb8ff33;--good:#4fd69c;--bad:#ff8fa8;${colours(DARK)}}}
@media print{:root{color-scheme:light;--text:#000;--soft:#333;--page:#fff;--rule:#999;--band:#0060a826;--good:#00683f;--bad:#a3123a;${colours(LIGHT)}}section{break-before:page}section:first-of-type{break-before:auto}figure,table{break-inside:avoid}.wide{overflow:visible!important}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:1rem}
h1{font-size:1.6rem}h2{font-size:1.3rem;border-top:2px solid var(--rule);padding-top:1rem;margin-top:2rem}h3{font-size:1.05rem;margin:1.5rem 0 .4rem}
.summary{font-weight:600}.note,figcaption{color:var(--soft);font-size:.875rem}.warn{color:var(--bad);font-weight:600}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .6rem;border-bottom:1px solid var(--rule);text-align:left;vertical-align:top;white-space:nowrap}
.number{text-align:right}.good{color:var(--good)}.bad{color:var(--bad)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;font-size:.875rem}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
figure{margin:0 0 1rem}svg{width:100%;height:auto;display:block}svg text{fill:var(--soft);font-size:12px}
.grid{stroke:var(--rule)}.mark{stroke:var(--soft);stroke-dasharray:4 4}.line{fill:none;stroke-width:1.6}.main{stroke:var(--text);stroke-width:2.4}.dot.main{fill:var(--text)}.band{fill:var(--band)}
${Array.from({ length: STYLES }, (_, i) => `.s${i}{stroke:var(--s${i});stroke-dasharray:${DASHES[i]}}.dot.s${i}{fill:var(--s${i})}`).join('')}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin:.2rem 0;padding:0;font-size:.875rem}.legend .key{display:inline-block;width:28px;height:10px;margin-right:.4rem;vertical-align:baseline}
`;
