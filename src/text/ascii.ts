/** Text for a terminal that shows ASCII only. */

const BARS = '▁▂▃▄▅▆▇█';
/** From low to high, like the bars. */
const ASCII_BARS = '_.-=+*%#';

const GREEK: Readonly<Record<string, string>> = {
  α: 'alpha',
  β: 'beta',
  Γ: 'Gamma',
  γ: 'gamma',
  δ: 'delta',
  ε: 'epsilon',
  κ: 'kappa',
  λ: 'lambda',
  μ: 'mu',
  π: 'pi',
  ρ: 'rho',
  σ: 'sigma',
  τ: 'tau',
  Φ: 'Phi',
  φ: 'phi',
  ω: 'omega',
};

const REPLACEMENTS: ReadonlyMap<string, string> = new Map([
  ...Array.from('‐‑‒–—−·', (character) => [character, '-'] as const),
  ...Array.from('‘’′', (character) => [character, "'"] as const),
  ...Array.from('“”″', (character) => [character, '"'] as const),
  ...Array.from(BARS, (character, i) => [character, ASCII_BARS[i]] as const),
  ['\u00A0', ' '],
  ['…', '...'],
  ['×', 'x'],
  ['≥', '>='],
  ['≤', '<='],
  ['≠', '!='],
  ['≈', '~'],
  ['±', '+-'],
  ['→', '->'],
  ['∞', 'inf'],
  ['√', 'sqrt'],
  ['²', '^2'],
  ['³', '^3'],
  ['⌈', 'ceil('],
  ['⌉', ')'],
  ['Σ', 'sum'],
  ['¹', '^1'],
  ['⁻', '^-'],
  ['ᵀ', "'"],
  ...Object.entries(GREEK),
  ['•', '*'],
  ['✓', 'v'],
]);

/** `text` in ASCII: signs as ASCII writes them, every other character as JSON does, `\u0416`. */
export function toAscii(text: string): string {
  // oxlint-disable-next-line no-control-regex -- everything beyond ASCII
  return text.replaceAll(/[^\u0000-\u007F]/gu, (character) => {
    const known = REPLACEMENTS.get(character);
    if (known !== undefined) return known;
    const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
    return units.map((unit) => String.raw`\u` + unit.toString(16).padStart(4, '0')).join('');
  });
}
