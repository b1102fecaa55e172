/** Holm's step-down adjustment of a family of p-values, in their order. */
export function holmAdjusted(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const adjusted = new Array<number>(values.length);
  let running = 0;
  order.forEach((index, rank) => {
    running = Math.max(running, Math.min(1, (values.length - rank) * values[index]));
    adjusted[index] = running;
  });
  return adjusted;
}
