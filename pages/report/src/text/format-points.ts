/** A difference of shares in points, with its sign: `+12`, `−3`. */
export function formatPoints(difference: number): string {
  const points = (100 * Math.abs(difference)).toFixed(0);
  if (points === '0') return '0';
  return `${difference < 0 ? '−' : '+'}${points}`;
}
