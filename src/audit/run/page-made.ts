import type { PageMade } from '../../results/page-evidence.ts';

/** What a page says made it: the lab's version and the day on which the run began, from its time or null. */
export const pageMade = (versions: Readonly<Record<string, string>>, startedAt: string | null): PageMade => ({
  version: versions['refusal-lab'] ?? 'unknown',
  date: startedAt?.slice(0, 10) ?? null,
});
