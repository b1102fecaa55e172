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
/** px around a figure in its file. */
export const FILE_MARGIN = 16;
const INK = '#1c1b19';
/** By name: what makes a picture of the file may know no family behind the word sans-serif. */
const TYPEFACES =
  "'Source Sans 3 Variable', 'Source Sans 3', system-ui, 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

/** What a figure's file says besides what is drawn. */
export interface SvgFileText {
  /** What was measured; empty: the title stands alone. */
  readonly subject: string;
  /** Whether the title is drawn; it is in the file either way. */
  readonly heading: boolean;
}

/** A figure as a file of its own. */
export interface SvgFile {
  readonly svg: Element;
  /** px */
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** For those who do not see it, and for captions. */
  readonly description: string;
}

/** The value of a style property of an element as it stands; empty: none. */
export type StyleOf = (element: Element) => (property: string) => string;

/**
 * A figure as a file of its own: its styles written into its elements, its title above it and a key of its lines. Needs no style sheet;
 * typefaces by name. The same in a browser and without one: only where styles come from differs.
 */
export function drawSvgFile(
  figure: SVGSVGElement,
  { subject, heading }: SvgFileText,
  styleOf: StyleOf,
): SvgFile {
  const document = figure.ownerDocument;
  const card = figure.closest('figure')!;
  const title = [subject, textOf(card.querySelector('h3')!)].filter(Boolean).join(': ');
  const description = captionOf(card);
  const create = (
    tag: string,
    attributes: Readonly<Record<string, string | number>>,
    content = '',
  ): Element => {
    const element = document.createElementNS(NAMESPACE, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
    if (content !== '') element.textContent = content;
    return element;
  };
  const write = (content: string, x: number, y: number, size: number, weight: number): Element =>
    create('text', { x, y, 'font-size': size, 'font-weight': weight, fill: INK }, content);
  const [inner, innerHeight] = sizeOf(figure);
  const outer = inner + 2 * FILE_MARGIN;
  const head = create('g', {});
  const titleLines = heading ? wrap(title, Math.floor(inner / 8.4)) : [];
  for (const [i, line] of titleLines.entries())
    head.append(write(line, FILE_MARGIN, FILE_MARGIN + 14 + 20 * i, 16, 600));
  const keyTop = FILE_MARGIN + 22 * titleLines.length + (heading ? 8 : -8);
  let [x, y] = [FILE_MARGIN, keyTop];
  const entries = [...card.querySelectorAll(KEYS)];
  for (const entry of entries) {
    const mark = entry.querySelector('svg');
    const size = mark === null ? 0 : sizeOf(mark)[0];
    const lines = wrap(labelOf(entry), Math.floor((inner - size - 6) / 7));
    const advance = size + 24 + 6.8 * Math.max(...lines.map(({ length }) => length));
    if (x > FILE_MARGIN && x + advance > FILE_MARGIN + inner) [x, y] = [FILE_MARGIN, y + 20];
    if (mark) {
      const [left, up, , height] = mark.getAttribute('viewBox')!.split(' ').map(Number);
      const place = create('g', { transform: `translate(${x - left},${y + 8 - up - height / 2})` });
      place.append(...cleanCopy(mark, styleOf).childNodes);
      head.append(place);
    }
    for (const [i, line] of lines.entries())
      head.append(write(line, x + size + 6, y + 12.5 + 16 * i, 13, 400));
    [x, y] = lines.length > 1 ? [FILE_MARGIN, y + 16 * lines.length + 4] : [x + advance, y];
  }
  const top = entries.length === 0 ? keyTop : (x === FILE_MARGIN ? y : y + 24) + 6;
  const height = top + innerHeight + FILE_MARGIN;
  const svg = create('svg', {
    xmlns: NAMESPACE,
    width: outer,
    height,
    viewBox: `0 0 ${outer} ${height}`,
    'font-family': TYPEFACES,
    role: 'img',
    'aria-label': title,
  });
  const place = create('g', { transform: `translate(${FILE_MARGIN},${top})` });
  place.append(...cleanCopy(figure, styleOf).childNodes);
  svg.append(
    create('title', {}, title),
    create('desc', {}, description),
    create('rect', { width: outer, height, fill: '#ffffff' }),
    head,
    place,
  );
  return { svg, width: outer, height, title, description };
}

/** The figure's key is what its controls show as on. */
const KEYS = '.switch[aria-pressed="true"], .class-key > span, .flip-key > span, .scores > div';

const textOf = ({ textContent }: Element): string => (textContent ?? '').replace(/\s+/g, ' ').trim();

function labelOf(entry: Element): string {
  const term = entry.querySelector('dt');
  return term ? `${textOf(term)}: ${textOf(entry.querySelector('dd')!)}` : textOf(entry);
}

/** Without the key, which is drawn. */
function captionOf(card: Element): string {
  const caption = card.querySelector('figcaption')?.cloneNode(true) as Element | undefined;
  if (caption === undefined) return '';
  for (const key of caption.querySelectorAll('.flip-key')) key.remove();
  return textOf(caption);
}

function sizeOf(figure: Element): [width: number, height: number] {
  const [, , width, height] = figure.getAttribute('viewBox')!.split(' ').map(Number);
  return [width, height];
}

function cleanCopy(figure: Element, styleOf: StyleOf): Element {
  const copy = figure.cloneNode(true) as Element;
  const [originals, copies] = [figure, copy].map((each) => [...each.querySelectorAll('*')]);
  for (const [i, original] of originals.entries()) inlineStyle(original, copies[i], styleOf(original));
  for (const useless of copy.querySelectorAll('.reach, .layer-column')) useless.remove();
  for (const element of copies)
    for (const name of ['class', 'tabindex', 'role', 'aria-label', 'aria-pressed', 'aria-hidden', 'style'])
      element.removeAttribute(name);
  return copy;
}

function inlineStyle(original: Element, copy: Element, style: (property: string) => string): void {
  const isText = /^(text|tspan)$/i.test(original.tagName);
  for (const name of STYLES) {
    if (TEXT_ONLY.has(name) && !isText) continue;
    const value = style(name);
    if (value !== '') copy.setAttribute(name, value);
  }
  // What a mark says stays with it.
  const says = original.getAttribute('aria-label');
  if (says !== null && original.getAttribute('class')?.split(' ').includes('mark')) {
    const title = original.ownerDocument.createElementNS(NAMESPACE, 'title');
    title.textContent = says;
    copy.prepend(title);
  }
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
