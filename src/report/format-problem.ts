import { formatNumber } from '../wording/format-number.ts';
import { formatPoints } from '../wording/format-points.ts';

/** Why selection took an arm for infeasible, for readers: results.json holds it with shares, `harmless accuracy loss 0.063 > 0.05`. */
export function formatProblem(reason: string): string {
  const found = /^(harmless accuracy loss|degenerate rate|KL32) \+?(\S+) > (\S+)$/.exec(reason);
  if (!found) return reason;
  const [, what, value, limit] = found;
  if (what === 'KL32') {
    const text = formatNumber(Number(value));
    // Never "0.10 > 0.1".
    return Number(text) > Number(limit) ? `${what} ${text} > ${limit}` : reason;
  }
  const points = (text: string): string => formatPoints(Number(text)).replace('+', '');
  return `${what === 'degenerate rate' ? 'rise of the degenerate rate' : what} ${points(value)} > ${points(limit)} points`;
}
