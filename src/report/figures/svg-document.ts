import { wrapText } from '../../wording/wrap-text.ts';
import { escapeXml } from './escape-xml.ts';
import { svgText } from './svg-text.ts';

export interface SvgHeading {
  /** Width of the file, px. */
  readonly width: number;
  readonly title: string;
  readonly subtitle: string;
}

/** Height, px, of the heading that {@link svgDocument} draws. */
export function headingHeight(heading: SvgHeading): number {
  const { title, subtitle } = lines(heading);
  return 24 + 22 * title.length + 17 * subtitle.length;
}

/**
 * A standalone SVG file: white background, a title sentence, a subtitle (both wrapped) and, below them, `children`
 * (SVG markup in px from the top left corner of the file). `height` in px.
 */
export function svgDocument(options: SvgHeading & { height: number; children: readonly string[] }): string {
  const { width, height, children } = options;
  const { title, subtitle } = lines(options);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" color="#1b1b1b" role="img" aria-labelledby="title" aria-describedby="description">`,
    `<title id="title">${escapeXml(options.title)}</title>`,
    `<desc id="description">${escapeXml(options.subtitle)}</desc>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...title.map((line, i) => svgText(line, { x: 20, y: 30 + 22 * i, size: 17, weight: 600 })),
    ...subtitle.map((line, i) =>
      svgText(line, { x: 20, y: 30 + 22 * title.length + 17 * i, fill: '#444444' }),
    ),
    ...children,
    '</svg>',
    '',
  ].join('\n');
}

function lines({ width, title, subtitle }: SvgHeading) {
  // The widest of the common sans-serif faces takes some 10.6 px a bold character at 17 px, 6.8 px a plain one at 12 px.
  return {
    title: wrapText(title, Math.floor((width - 40) / 10.6)),
    subtitle: wrapText(subtitle, Math.floor((width - 40) / 6.8)),
  };
}
