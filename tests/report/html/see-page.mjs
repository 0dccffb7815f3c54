// What is wrong with a page; runs inside it.

/* global document, window, NodeFilter, getComputedStyle */

/** One line per problem. */
export function findings() {
  const out = [];
  const LEAST = 11;
  // Boxes of texts are higher than their letters.
  const slack = 2.5;
  const short = (text) => (text.length > 40 ? `${text.slice(0, 37)}...` : text);
  const isVisible = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== 'hidden';
  };
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide > 0) {
    const widest = [...document.querySelectorAll('body *')]
      .filter((each) => each.closest('.wide') === null && each.closest('svg') === null)
      .find((each) => each.getBoundingClientRect().right > window.innerWidth + 1);
    out.push(`page is ${wide} px wider than the window: ${widest?.outerHTML.slice(0, 120) ?? 'unknown'}`);
  }
  const overlap = (boxes, where) => {
    const sorted = boxes.toSorted((a, b) => a.box.top - b.box.top);
    for (let i = 0; i < sorted.length; i++)
      for (let k = i + 1; k < sorted.length && sorted[k].box.top < sorted[i].box.bottom - slack; k++) {
        const [a, b] = [sorted[i], sorted[k]];
        if (
          a.owner !== b.owner &&
          a.box.left < b.box.right - slack &&
          b.box.left < a.box.right - slack &&
          a.box.top < b.box.bottom - slack
        )
          out.push(`texts overlap${where}: "${short(a.text)}" and "${short(b.text)}"`);
      }
  };
  for (const svg of document.querySelectorAll('svg.chart')) {
    if (!isVisible(svg)) continue;
    const title = short(svg.getAttribute('aria-label') ?? '');
    const frame = svg.getBoundingClientRect();
    const scale = frame.width / svg.viewBox.baseVal.width;
    const texts = [...svg.querySelectorAll('text')].map((owner) => {
      const box = owner.getBoundingClientRect();
      const size = parseFloat(getComputedStyle(owner).fontSize) * scale;
      if (size < LEAST - 0.01)
        out.push(`text of ${size.toFixed(1)} px in "${title}": "${short(owner.textContent)}"`);
      if (
        box.left < frame.left - 1 ||
        box.right > frame.right + 1 ||
        box.bottom > frame.bottom + 1 ||
        box.top < frame.top - 1
      )
        out.push(`text outside of "${title}": "${short(owner.textContent)}"`);
      return { owner, box, text: owner.textContent };
    });
    overlap(texts, ` in "${title}"`);
    if (svg.querySelector('path, rect, circle') === null) out.push(`nothing drawn in "${title}"`);
    if (/NaN|undefined|Infinity/.test(svg.innerHTML)) out.push(`not a number in "${title}"`);
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const owner = node.parentElement;
    if (node.textContent.trim() === '' || owner.closest('svg, style, script') !== null || !isVisible(owner))
      continue;
    const size = parseFloat(getComputedStyle(owner).fontSize);
    if (size < LEAST) out.push(`text of ${size} px: "${short(node.textContent)}"`);
    if (/\b(?:undefined|null|NaN|\[object)\b/.test(node.textContent))
      out.push(`odd text: "${short(node.textContent)}"`);
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects())
      if (owner.closest('.wide') === null) texts.push({ owner, box, text: node.textContent });
  }
  overlap(texts, '');
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  for (const id of ids.filter((each, i) => ids.indexOf(each) !== i)) out.push(`id twice: ${id}`);
  for (const link of document.querySelectorAll('a[href^="#"]'))
    if (document.getElementById(decodeURIComponent(link.hash.slice(1))) === null)
      out.push(`link to nothing: ${link.hash}`);
  return out;
}
