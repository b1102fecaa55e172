import type { ReportPage } from '../page/page-data.ts';
import type { FIGURE_NAMES } from './figure-names.ts';

export type FigureName = (typeof FIGURE_NAMES)[number];

/** How a figure is drawn. */
export interface FigureLook {
  /** Of the file, px. */
  readonly width: number;
  /** Whether the title is drawn; it is in the file either way. */
  readonly heading: boolean;
}

/** A figure as a file. */
export interface DrawnFigure {
  /** A standalone SVG file: white ground, no style sheet. */
  readonly svg: string;
  /** px */
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** What the page says below it. */
  readonly description: string;
}

/** Draws a figure of the page as a file; null where the run did not measure it. */
export type DrawFigure = (name: FigureName, data: ReportPage, look: FigureLook) => DrawnFigure | null;
