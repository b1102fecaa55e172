import type { Results } from '../audit/results/results.ts';

type Protocol = { readonly protocol: Pick<Results['protocol'], 'precision'> };

/** What follows a quantised model's name; nothing for float32. */
export function precisionSuffix({ protocol: { precision } }: Protocol): string {
  return precision === 'float32' ? '' : ` in ${precision}`;
}

/** Lines that say whose numbers a report of quantised weights holds. */
export function precisionNotice({ protocol: { precision } }: Protocol): string[] {
  if (precision === 'float32') return [];
  return [
    `Weights were quantised to ${precision}: every number is of that approximation and not of the model as it was released. Differences from a float32 run may come from it.`,
    '',
  ];
}
