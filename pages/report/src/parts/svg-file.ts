const NAMESPACE = 'http://www.w3.org/2000/svg';
const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'font-size',
  'font-weight',
  'font-style',
  'text-anchor',
  'paint-order',
];
const TEXT_ONLY = new Set(['font-size', 'font-weight', 'font-style', 'text-anchor', 'paint-order']);
const MARGIN = 16;

/**
 * A figure as a file of its own, in light colours: its styles written into its elements, its title above it and a key of its
 * lines. Needs no style sheet; typefaces by name.
 */
export function svgFile(
  figure: SVGSVGElement,
  title: string,
): { readonly text: string; readonly width: number; readonly height: number } {
  const root = document.documentElement;
  const { theme } = root.dataset;
  root.dataset.theme = 'light';
  try {
    const [inner, outer] = [figure.viewBox.baseVal.width, figure.viewBox.baseVal.width + 2 * MARGIN];
    const body = cleanCopy(figure);
    const head = document.createElementNS(NAMESPACE, 'g');
    const titleLines = wrap(title, Math.floor(inner / 8.4));
    for (const [i, line] of titleLines.entries())
      head.append(text(line, MARGIN, MARGIN + 14 + 20 * i, '16px', '600'));
    const legendTop = MARGIN + 22 * titleLines.length + 8;
    const legendHeight = drawKey(head, { top: legendTop, width: inner, figure });
    const top = legendTop + legendHeight + 6;
    const height = top + figure.viewBox.baseVal.height + MARGIN;
    const file = document.createElementNS(NAMESPACE, 'svg');
    for (const [name, value] of Object.entries({
      xmlns: NAMESPACE,
      width: outer,
      height,
      viewBox: `0 0 ${outer} ${height}`,
      'font-family': "'Source Sans 3 Variable', 'Source Sans 3', system-ui, sans-serif",
      role: 'img',
      'aria-label': title,
    }))
      file.setAttribute(name, String(value));
    const ground = document.createElementNS(NAMESPACE, 'rect');
    ground.setAttribute('width', String(outer));
    ground.setAttribute('height', String(height));
    ground.setAttribute('fill', '#ffffff');
    const place = document.createElementNS(NAMESPACE, 'g');
    place.setAttribute('transform', `translate(${MARGIN},${top})`);
    place.append(...body.childNodes);
    file.append(ground, head, place);
    return { text: new XMLSerializer().serializeToString(file), width: outer, height };
  } finally {
    if (theme === undefined) delete root.dataset.theme;
    else root.dataset.theme = theme;
  }
}

function cleanCopy(figure: SVGElement): SVGElement {
  const copy = figure.cloneNode(true) as SVGElement;
  const [originals, copies] = [figure, copy].map((each) => [...each.querySelectorAll<SVGElement>('*')]);
  for (const [i, original] of originals.entries()) inlineStyle(original, copies[i]);
  for (const useless of copy.querySelectorAll('.reach, .layer-column')) useless.remove();
  return copy;
}

function inlineStyle(original: SVGElement, copy: SVGElement): void {
  const style = getComputedStyle(original);
  for (const name of STYLES) {
    if (TEXT_ONLY.has(name) && original.tagName !== 'text' && original.tagName !== 'tspan') continue;
    const value = style.getPropertyValue(name);
    if (value !== '') copy.setAttribute(name, value);
  }
  for (const name of ['class', 'tabindex', 'role', 'aria-label', 'aria-pressed', 'aria-hidden', 'style'])
    copy.removeAttribute(name);
}

/** The figure's key is what its controls show as on. */
const KEYS = '.switch[aria-pressed="true"], .class-key > span, .flip-key > span, .scores > div';

/** Gives the height that it takes, px. */
function drawKey(
  into: SVGElement,
  { top, width, figure }: { readonly top: number; readonly width: number; readonly figure: SVGSVGElement },
): number {
  const entries = [...(figure.closest('figure')?.querySelectorAll(KEYS) ?? [])];
  let [x, y] = [MARGIN, top];
  for (const entry of entries) {
    const label = (entry.textContent ?? '').trim();
    const mark = entry.querySelector('svg');
    const size = mark?.viewBox.baseVal.width ?? 0;
    const advance = size + 24 + 6.6 * label.length;
    if (x > MARGIN && x + advance > MARGIN + width) [x, y] = [MARGIN, y + 20];
    if (mark) {
      const place = document.createElementNS(NAMESPACE, 'g');
      const { x: left, y: up, height } = mark.viewBox.baseVal;
      place.setAttribute('transform', `translate(${x - left},${y + 8 - up - height / 2})`);
      place.append(...cleanCopy(mark).childNodes);
      into.append(place);
    }
    into.append(text(label, x + size + 6, y + 12.5, '13px', '400'));
    x += advance;
  }
  return entries.length > 0 ? y - top + 24 : 0;
}

function text(content: string, x: number, y: number, size: string, weight: string): SVGElement {
  const element = document.createElementNS(NAMESPACE, 'text');
  element.textContent = content;
  for (const [name, value] of Object.entries({
    x,
    y,
    'font-size': size,
    'font-weight': weight,
    fill: '#1c1b19',
  }))
    element.setAttribute(name, String(value));
  return element;
}

function wrap(content: string, most: number): string[] {
  const lines = [''];
  for (const word of content.split(' ')) {
    const last = lines[lines.length - 1];
    if (last !== '' && last.length + word.length + 1 > most) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
