import type { ProtocolDifference } from '../../results/protocol-difference.ts';
import { protocolValue } from '../protocol-value.ts';

/** `options.maxNewTokens: 8 → 26: longer completions may …`, what breaks a comparison in bold. */
export function differenceLine({ path, a, b, consequence, breaks }: ProtocolDifference): string {
  const mark = breaks ? '**' : '';
  return `${mark}${path}: ${protocolValue(a)} → ${protocolValue(b)}${mark}: ${consequence}.`;
}
