import type { GroupIndex } from './group-index.ts';
import { studentQuantile } from './student-quantile.ts';
import { Z95 } from './wilson.ts';

/**
 * Half width of a 95% interval in standard errors. Independent prompts: 1.96, as Wilson and Bonett–Price define it. In groups the
 * standard error itself is estimated, from the differences between `count` groups: Student's t with count − 1 degrees of
 * freedom. A single group of several prompts shows nothing of how groups differ: the half width is infinite.
 */
export function criticalValue({ single, count }: GroupIndex): number {
  if (single) return Z95;
  return count === 1 ? Number.POSITIVE_INFINITY : studentQuantile(count - 1);
}
