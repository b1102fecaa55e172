import type { PlotOptions } from '@observablehq/plot';

export interface PlotPanel {
  /** `<g>` markup, its origin moved to the place asked for. */
  readonly svg: string;
  /** Data → px of the whole file. */
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/**
 * Draws an Observable Plot as a group of a larger SVG file, its top left corner at (`left`, `top`), px. The same
 * options give the same bytes: coordinates are rounded to 0.01 px, and Plot's style sheet, whose class is made
 * for pages, is left out. Plot is loaded here and not before: a command line without figures starts without it.
 */
export async function plotPanel(options: PlotOptions & { left: number; top: number }): Promise<PlotPanel> {
  const { left, top, ...plotOptions } = options;
  const [{ plot }, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
  const { document } = parseHTML('<html><body></body></html>');
  const element = plot({ ...plotOptions, document, className: 'panel' });
  element.querySelector('style')?.remove();
  const [x, y] = [element.scale('x')!, element.scale('y')!];
  const markup: string = element.innerHTML.replace(/="[^"]*"/g, roundNumbers);
  return {
    svg: `<g transform="translate(${left},${top})" fill="currentColor" font-size="11" text-anchor="middle">${markup}</g>`,
    x: (value) => round(left + x.apply(value)),
    y: (value) => round(top + y.apply(value)),
  };
}

function roundNumbers(attribute: string): string {
  return attribute.replace(/-?\d+\.\d{3,}(e-?\d+)?/g, (number) => String(round(Number(number))));
}

function round(pixels: number): number {
  return Number(pixels.toFixed(2));
}
