import {
  type SymbolType,
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolDiamond2,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  symbolWye,
} from 'd3-shape';
import type { VNode } from 'preact';
import { type DrawnMethod, useMethodStyles } from '../state/method-styles.ts';
import { symbolHexagon } from './symbol-hexagon.ts';

const TYPES: Readonly<Record<DrawnMethod['symbol'], SymbolType>> = {
  circle: symbolCircle,
  square: symbolSquare,
  triangle: symbolTriangle,
  triangle2: symbolTriangle,
  diamond: symbolDiamond,
  diamond2: symbolDiamond2,
  star: symbolStar,
  cross: symbolCross,
  wye: symbolWye,
  hexagon: symbolHexagon,
};
const UPSIDE_DOWN: DrawnMethod['symbol'] = 'triangle2';

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
  const drawn = useMethodStyles()(method, rank);
  return (
    <path
      class={`symbol${hollow ? ' hollow' : ''}`}
      style={drawn.style}
      d={symbol(TYPES[drawn.symbol], size)() ?? ''}
      transform={drawn.symbol === UPSIDE_DOWN ? 'rotate(180)' : undefined}
    />
  );
}
