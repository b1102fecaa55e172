import { it } from 'vitest';

/** Whether this is the run that has all the time it needs: `.ci/nightly`. */
export const NIGHTLY = Boolean(process.env.REFUSAL_LAB_NIGHTLY);

/**
 * `it`, for what takes too long for every commit. Elsewhere than in `.ci/nightly` such a test is counted as skipped. What it shows has a
 * quicker test beside it that always runs, or is a second way to the same code.
 */
export const nightly = NIGHTLY ? it : it.skip;
