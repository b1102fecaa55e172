/** How much an audit measures: `full` every arm in full on both splits; the others leave arms early (docs/method/effort.md). */
export const EFFORTS = ['quick', 'standard', 'full'] as const;

export type Effort = (typeof EFFORTS)[number];

/** An effort that screens arms before it measures them. */
export type StagedEffort = Exclude<Effort, 'full'>;
