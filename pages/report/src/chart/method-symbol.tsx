import {
  type SymbolType,
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  symbolWye,
} from 'd3-shape';
import type { VNode } from 'preact';
import { seriesClass } from '../text/series-class.ts';

const TYPES: Readonly<Record<string, SymbolType>> = {
  'pca-ot': symbolCircle,
  'mean-shift': symbolSquare,
  'act-add': symbolTriangle,
  ace: symbolDiamond,
  rfa: symbolStar,
  'linear-act': symbolTriangle,
  'gaussian-act': symbolDiamond,
  leace: symbolCross,
  som: symbolWye,
  baseline: symbolCross,
};
const UPSIDE_DOWN = new Set(['linear-act']);

/** A method's mark, around (0, 0): its shape repeats what its colour says, hollow where the model is damaged. */
export function MethodSymbol({
  method,
  rank = null,
  hollow = false,
  size = 46,
}: {
  readonly method: string;
  readonly rank?: number | null;
  readonly hollow?: boolean;
  /** px². */
  readonly size?: number;
}): VNode {
  return (
    <path
      class={`symbol ${seriesClass(method, rank)}${hollow ? ' hollow' : ''}`}
      d={symbol(TYPES[method] ?? symbolSquare, size)() ?? ''}
      transform={UPSIDE_DOWN.has(method) ? 'rotate(180)' : undefined}
    />
  );
}
