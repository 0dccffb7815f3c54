/** The style of the page: light, dark and print. */

import { CHART_RULES, DARK_COLOURS, LIGHT_COLOURS } from '../charts/styles.ts';

const LIGHT = `--page:#fff;--rule:#d0d7de;--good:#00683f;--bad:#a3123a;${LIGHT_COLOURS}`;
const DARK = `--page:#0d1117;--rule:#30363d;--good:#4fd69c;--bad:#ff8fa8;${DARK_COLOURS}`;

export const STYLE = `
:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:60rem;margin:0 auto;padding:1rem}
h1{font-size:1.6rem;line-height:1.25;overflow-wrap:anywhere}h2{font-size:1.3rem;border-top:2px solid var(--rule);padding-top:1rem;margin-top:2rem;overflow-wrap:anywhere}h3{font-size:1.1rem;margin:2rem 0 .4rem}h4{font-size:.95rem;margin:1.2rem 0 .3rem;overflow-wrap:anywhere}
.answer{font-size:1.15rem;font-weight:600;line-height:1.4;margin:.4rem 0 .8rem;overflow-wrap:anywhere}.note,figcaption{color:var(--soft);font-size:.875rem}.warn{color:var(--bad);font-weight:600}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .6rem;border-bottom:1px solid var(--rule);text-align:left;vertical-align:top;white-space:nowrap}
.number{text-align:right}.good{color:var(--good)}.bad{color:var(--bad)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;font-size:.875rem}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
figure{margin:0 0 1rem}.chart{width:100%;height:auto;display:block}.on-narrow{display:none;max-width:30rem}
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(18rem,100%),1fr));gap:.5rem 1.5rem}.panels>div{min-width:0;max-width:26rem}.panels h4{margin:.4rem 0 .1rem}
th{white-space:normal;vertical-align:bottom}
@media (max-width:43rem){table{font-size:.8125rem}th,td{padding:.25rem .35rem}dl{grid-template-columns:1fr!important}dd{margin-bottom:.5rem!important}.on-wide{display:none}.on-narrow{display:block}}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1rem;padding:0;margin:1rem 0;list-style:none;font-size:.875rem}a{color:var(--m0)}pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.8125rem;border:1px solid var(--rule);padding:.5rem .7rem;margin:.4rem 0}.tip{position:fixed;z-index:1;pointer-events:none;white-space:pre;max-width:90vw;overflow:hidden;text-overflow:ellipsis;background:var(--page);color:var(--ink);border:1px solid var(--rule);border-radius:4px;padding:.25rem .5rem;font-size:.8125rem;font-variant-numeric:tabular-nums}.choice{font-size:.875rem;color:var(--soft)}select{font:inherit;max-width:100%}
details{margin:.6rem 0}summary{cursor:pointer;color:var(--soft);font-size:.875rem}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin:.2rem 0;padding:0;font-size:.875rem}.legend li{overflow-wrap:anywhere}.legend .key{display:inline-block;width:28px;height:10px;margin-right:.4rem;vertical-align:baseline}
${CHART_RULES}
@media print{:root{color-scheme:light;${LIGHT};--ink:#000;--soft:#333}body{font-size:12px}main{padding:0}th,td{white-space:normal;overflow-wrap:anywhere}article{break-before:page}article:first-of-type{break-before:auto}figure,table,.panels>div{break-inside:avoid}figure:has(.panels){break-inside:auto}h2,h3,h4{break-after:avoid}details::details-content{content-visibility:visible;height:auto}summary{display:none}nav,.choice,.tip{display:none}.wide{overflow:visible}.on-wide{display:block}.on-narrow{display:none}}
`;
