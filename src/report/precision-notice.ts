import type { Results } from '../audit/results/results.ts';

/** Lines that say whose numbers a report of quantised weights holds; none for float32. */
export function precisionNotice({
  protocol: { precision },
}: {
  readonly protocol: Pick<Results['protocol'], 'precision'>;
}): string[] {
  if (precision === 'float32') return [];
  return [
    `Weights were quantised to ${precision}: every number is of that approximation and not of the model as it was released. Differences from a float32 run may come from it.`,
  ];
}
