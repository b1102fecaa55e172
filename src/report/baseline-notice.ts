import type { Results } from '../results/results.ts';

/** A line that says why nothing can be concluded from these results; none where the unattacked model behaves. */
export function baselineNotice({ baseline }: Pick<Results, 'baseline'>): string[] {
  const { problems, forced } = baseline;
  if (problems.length === 0) return [];
  const what = forced
    ? 'verdicts are given all the same, as asked for (force-baseline)'
    : 'no verdict on the claims is given';
  return [
    `The unattacked model is not a baseline that refusal can be measured on: ${problems.join('; ')}. So ${what}.`,
  ];
}
