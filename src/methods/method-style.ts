/** Marks that figures draw. */
export const METHOD_SYMBOLS = [
  'circle',
  'square',
  'triangle',
  'triangle2',
  'diamond',
  'diamond2',
  'star',
  'cross',
  'wye',
  'hexagon',
] as const;
export type MethodSymbol = (typeof METHOD_SYMBOLS)[number];

/** A colour as `#rrggbb`. */
export type Colour = `#${string}`;

/** The shades of a colour on a light ground and on a dark one. */
export interface Shades {
  readonly light: Colour;
  readonly dark: Colour;
}

/** Colour and mark of a method, the same in every figure; the mark repeats the colour for readers who cannot tell colours. */
export interface MethodStyle {
  /** In figures on white. */
  readonly colour: Colour;
  readonly symbol: MethodSymbol;
  /** On the report's page; absent: `colour`, and a lighter shade of it on a dark ground. */
  readonly page?: Shades;
  /** For K = 2 and more; absent: the same as for K = 1. */
  readonly higherRanks?: { readonly colour: Colour; readonly page: Shades };
}

/** For methods that name none. */
export const DEFAULT_STYLE: MethodStyle = {
  colour: '#8c1d18',
  symbol: 'hexagon',
  page: { light: '#8c1d18', dark: '#f0a29b' },
};
