const STEPS = [1, 2, 5, 10, 20, 50, 100] as const;
const MOST = 9;

/** Whole numbers of nats from below the least score to above the greatest, zero among them: ends and ticks of an axis, in SVG and page alike. */
export function scoreTicks(scores: readonly number[]): number[] {
  const finite = scores.filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...finite), Math.max(0, ...finite)];
  const step = STEPS.find((each) => (high - low) / each <= MOST - 1) ?? STEPS[STEPS.length - 1];
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}
