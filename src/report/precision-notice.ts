import type { Results } from '../results/results.ts';

/** Lines that say whose numbers a report of an approximation holds; none for float32. */
export function precisionNotice({
  protocol: { precision },
}: {
  readonly protocol: Pick<Results['protocol'], 'precision'>;
}): string[] {
  if (precision === 'float32') return [];
  const what =
    precision === 'float16' || precision === 'bfloat16'
      ? `Weights and products were in ${precision}`
      : precision === 'int8' || precision === 'int4'
        ? `Weights were quantised to ${precision}`
        : precision === 'quantised'
          ? 'The checkpoint holds quantised weights'
          : `The checkpoint holds weights quantised with ${precision}`;
  return [
    `${what}: every number is of that approximation and not of the model as it was released. Differences from a float32 run may come from it.`,
  ];
}
