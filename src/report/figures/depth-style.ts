import type { DrawnStyle } from './method-style.ts';

/** Dark blue to orange, dark enough for text on white and ordered in lightness and hue for every common colour vision. */
const COLOURS = ['#1d1147', '#3b4cc0', '#1f77b4', '#0f8b8d', '#4d9221', '#a67c00', '#d1600a', '#b2182b'];
const SYMBOLS = [
  'circle',
  'square',
  'triangle',
  'diamond',
  'star',
  'triangle2',
  'diamond2',
  'cross',
] as const satisfies readonly DrawnStyle['symbol'][];

/** Colour and symbol of the i-th of `count` layers, from the input on; the symbol repeats what the colour says. */
export function depthStyle(i: number, count: number): DrawnStyle {
  const place = count <= 1 ? 0 : Math.round((i * (COLOURS.length - 1)) / Math.max(count - 1, 1));
  return { colour: COLOURS[place], symbol: SYMBOLS[i % SYMBOLS.length] };
}
