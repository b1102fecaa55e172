import type { Results } from '../results/results.ts';

/** Lines that say whose numbers a report of an approximation holds; none for float32. */
export function precisionNotice({
  protocol: { precision },
}: {
  readonly protocol: Pick<Results['protocol'], 'precision'>;
}): string[] {
  if (precision === 'float32') return [];
  const what =
    precision === 'float16'
      ? 'Weights and products were in float16'
      : `Weights were quantised to ${precision}`;
  return [
    `${what}: every number is of that approximation and not of the model as it was released. Differences from a float32 run may come from it.`,
  ];
}
