import type { OwnMethods } from '../../methods/method-facts.ts';
import type { MethodStyle } from '../../methods/method-style.ts';
import { METHODS } from '../../methods/methods.ts';

/** Colour and mark as a figure draws them. */
export interface DrawnStyle {
  readonly colour: string;
  readonly symbol: MethodStyle['symbol'];
}

/** For the unattacked model, and methods of another version of this package. */
const OTHER: MethodStyle = { colour: '#8a6d00', symbol: 'hexagon' };

const BUILT_IN: ReadonlyMap<string, MethodStyle> = new Map(METHODS.map(({ name, style }) => [name, style]));

/**
 * Colour and symbol of a method, the same in every figure and on the page in light colours; any two can be told apart with every common
 * colour vision. `ownMethods`: of the run (`results.protocol`).
 */
export function methodStyle(
  method: string,
  rank: number | null = null,
  { ownMethods }: { readonly ownMethods?: OwnMethods } = {},
): DrawnStyle {
  const { colour, symbol, higherRanks } = BUILT_IN.get(method) ?? ownMethods?.[method]?.style ?? OTHER;
  return { colour: rank !== null && rank > 1 ? (higherRanks?.colour ?? colour) : colour, symbol };
}
