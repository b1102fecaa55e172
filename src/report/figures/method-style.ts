export interface MethodStyle {
  readonly colour: string;
  readonly symbol:
    | 'circle'
    | 'square'
    | 'triangle'
    | 'triangle2'
    | 'diamond'
    | 'diamond2'
    | 'star'
    | 'cross'
    | 'wye'
    | 'hexagon';
}

/**
 * Okabe and Ito's palette, told apart with every common colour vision, and three darker tones where it ends; the symbol
 * repeats what the colour says.
 */
const STYLES: Readonly<Record<string, MethodStyle>> = {
  'pca-ot': { colour: '#0072b2', symbol: 'circle' },
  'pca-ot K=2': { colour: '#56b4e9', symbol: 'circle' },
  'mean-shift': { colour: '#009e73', symbol: 'square' },
  'act-add': { colour: '#d55e00', symbol: 'triangle' },
  ace: { colour: '#cc79a7', symbol: 'diamond' },
  rfa: { colour: '#000000', symbol: 'star' },
  'linear-act': { colour: '#e69f00', symbol: 'triangle2' },
  'gaussian-act': { colour: '#a6761d', symbol: 'diamond2' },
  leace: { colour: '#6b4c9a', symbol: 'cross' },
  som: { colour: '#666666', symbol: 'wye' },
};
const OTHER: MethodStyle = { colour: '#8a6d00', symbol: 'hexagon' };

/** Colour and symbol of a method, the same in every figure; pca-ot from K = 2 on is a lighter blue. */
export function methodStyle(method: string, rank: number | null = null): MethodStyle {
  return STYLES[method === 'pca-ot' && rank !== null && rank > 1 ? 'pca-ot K=2' : method] ?? OTHER;
}
