/**
 * The script of the page, which it can be read without: a list to choose one series of many, values under the pointer, and closed
 * parts that open in print. The policy of the page allows this script only, by its digest.
 */

import { createHash } from 'node:crypto';

const CHOICE = `
for (const figure of document.querySelectorAll('figure')) {
  const panels = [...figure.querySelectorAll(':scope > .panels > div')];
  if (panels.length < 6) continue;
  const select = document.createElement('select');
  for (const name of ['All', ...panels.map((panel) => panel.querySelector('h4').textContent)])
    select.add(new Option(name));
  select.addEventListener('change', () =>
    panels.forEach((panel, i) => (panel.hidden = select.selectedIndex > 0 && select.selectedIndex !== i + 1)),
  );
  const label = document.createElement('label');
  label.className = 'choice';
  label.append('Show ', select);
  figure.prepend(label);
}`;

/** Values are read back from the marks, so they are as exact as the drawing. */
const VALUES = `
const tip = document.createElement('div');
tip.className = 'tip';
tip.hidden = true;
document.body.append(tip);
const known = new WeakMap();
const vertices = (mark) => [...mark.getAttribute('d').matchAll(/[ML](-?[\\d.]+),(-?[\\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
function marksOf(svg) {
  if (known.has(svg)) return known.get(svg);
  const figure = svg.closest('figure');
  const nameOf = (mark, shape) =>
    figure.querySelector('.legend .' + shape + '.' + mark.classList[1])?.closest('li').textContent;
  const all = [];
  const add = (x, name, ...heights) => all.push({ x, name, heights });
  for (const mark of svg.querySelectorAll('.line')) for (const [x, y] of vertices(mark)) add(x, nameOf(mark, 'line') ?? 'value', y);
  for (const mark of svg.querySelectorAll('circle.dot')) add(mark.cx.baseVal.value, nameOf(mark, 'dot') ?? nameOf(mark, 'line') ?? 'value', mark.cy.baseVal.value);
  const zero = svg.querySelector('.zero')?.y1.baseVal.value;
  for (const mark of svg.querySelectorAll('rect.bar')) {
    const { x, y, width, height } = mark.getBBox();
    add(x + width / 2, nameOf(mark, 'bar') ?? 'value', Math.abs(y - zero) < 0.2 ? y + height : y);
  }
  for (const mark of svg.querySelectorAll('.area')) {
    const edge = new Map();
    for (const [x, y] of vertices(mark)) edge.set(x, [...(edge.get(x) ?? []), y]);
    for (const [x, ys] of edge) add(x, nameOf(mark, 'area') ?? 'interval', Math.max(...ys), Math.min(...ys));
  }
  for (const mark of svg.querySelectorAll('.wick')) {
    const [x, high, top, , bottom, low] = mark.getAttribute('d').match(/-?[\\d.]+/g).map(Number);
    const [open, close] = mark.classList.contains('up') ? [bottom, top] : [top, bottom];
    add(x, 'open', open);
    add(x, 'high', high);
    add(x, 'low', low);
    add(x, 'close', close);
  }
  known.set(svg, all);
  return all;
}
function valuesAt(svg, event) {
  const words = svg.dataset.frame.split(' ');
  const [left, right, top, bottom, first, last, low, high] = words.map(Number);
  const [, , , , , , , , kind, unit] = words;
  const box = svg.getBoundingClientRect();
  const x = ((event.clientX - box.left) * svg.viewBox.baseVal.width) / box.width;
  const all = marksOf(svg);
  const close = all.reduce((least, mark) => Math.min(least, Math.abs(mark.x - x)), Infinity);
  if (all.length === 0) return undefined;
  const nearest = all.find((mark) => Math.abs(mark.x - x) === close).x;
  const factor = unit === 'percent' ? 100 : 1;
  const digits = Math.max(0, Math.min(9, 3 - Math.floor(Math.log10((high - low) * factor))));
  const valueOf = (y) => (factor * (low + ((bottom - y) / (bottom - top)) * (high - low))).toFixed(digits);
  const rows = new Map();
  const hasDots = svg.querySelector('circle.dot') !== null;
  const distance = (mark) => Math.abs(mark.x - nearest);
  for (const mark of all.toSorted((a, b) => distance(a) - distance(b)))
    // Dots of one place stand side by side.
    if (distance(mark) < (hasDots ? 16 : 0.3))
      if (!rows.has(mark.name)) rows.set(mark.name, mark.heights.map(valueOf).join(' to ') + (factor === 100 ? ' %' : ''));
  const place = first + ((nearest - left) / (right - left)) * (last - first);
  const isDays = last - first > 15 * 86400000;
  const time = new Date(isDays ? Math.round(place / 86400000) * 86400000 : Math.round(place / 60000) * 60000).toISOString();
  const head = kind !== 'time' ? String(kind === 'count' ? Math.round(place) : Number(place.toPrecision(3))) : isDays ? time.slice(0, 10) : time.slice(0, 16).replace('T', ' ') + ' UTC';
  return [head, ...[...rows].map(([name, value]) => name + ': ' + value)];
}
document.addEventListener('pointermove', (event) => {
  const svg = event.target instanceof Element ? event.target.closest('svg[data-frame]') : null;
  const lines = svg === null ? undefined : valuesAt(svg, event);
  tip.hidden = lines === undefined;
  if (lines === undefined) return;
  tip.textContent = lines.join('\\n');
  tip.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8)) + 'px';
  tip.style.top = Math.max(4, Math.min(event.clientY + 14, innerHeight - tip.offsetHeight - 8)) + 'px';
});`;

const PRINT = `
addEventListener('beforeprint', () => {
  for (const part of document.querySelectorAll('details:not([open])')) {
    part.open = true;
    addEventListener('afterprint', () => (part.open = false), { once: true });
  }
});
`;

export const SCRIPT = `{${CHOICE}${VALUES}${PRINT}}`;

export const SCRIPT_DIGEST = `sha256-${createHash('sha256').update(SCRIPT).digest('base64')}`;
