import { contentHash } from '../../formats/content-hash.ts';

const DIGITS = 16;

/** A queue of one run: of units that any fitting worker can do, or of the verdicts of one judge, which not every worker has. */
export const laneName = (run: string, judge?: string): string =>
  judge === undefined ? run : `${run}-${contentHash(judge).slice(0, DIGITS)}`;

/** The same for the same units: what is offered twice is one job. */
export const jobIdOf = (names: readonly string[]): string =>
  `u${contentHash(names.join('\n')).slice(0, 2 * DIGITS)}`;
