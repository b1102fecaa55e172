/** One figure of a run, as a paper wants it. */
export interface FigureRequest {
  /** One of the figures of the page, such as `localisation` or `heat-map`. */
  readonly name: string;
  /** Only arms of these, where a figure shows arms of several methods. Default: what the page shows. */
  readonly methods?: readonly string[];
  /** Of the file: a number with `in`, `cm`, `mm`, `pt` or `px`, such as `3.25in`; text keeps its size. Default: 10 inches. */
  readonly width?: string;
  /** Whether the title is drawn. Default: true. */
  readonly title?: boolean;
}

/** What a single figure can be written as; `tex` is a float that includes the PNG. */
export const FIGURE_FORMATS = ['svg', 'png', 'tex'] as const;
