import { escapeXml } from './escape-xml.ts';

export interface SvgTextOptions {
  readonly x: number;
  readonly y: number;
  /** Font size, px; 12 by default. */
  readonly size?: number;
  readonly weight?: 400 | 600;
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** A white edge, for text that stands on marks. */
  readonly halo?: boolean;
}

/** One line of text as an SVG element; (x, y) is its baseline's anchor, px. */
export function svgText(
  text: string,
  { x, y, size = 12, weight = 400, fill = '#1b1b1b', anchor = 'start', halo = false }: SvgTextOptions,
): string {
  const edge = halo ? ' stroke="#ffffff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"' : '';
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}"${edge}>${escapeXml(text)}</text>`;
}
