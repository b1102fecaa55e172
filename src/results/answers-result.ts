import type { PairedTest } from '../statistics/paired-test.ts';
import type { Rate } from '../statistics/rate.ts';

/** An arm on questions that are answered in words: greedy answers, and the exact match of what is extracted from them. */
export interface AnswersResult {
  readonly armId: string;
  readonly exactMatch: Rate;
  /** Answers that ended at the longest completion and are not right. */
  readonly cutOff: number;
  /** Exact matches against the unattacked model's on the same questions; null for that model itself. */
  readonly againstBaseline: PairedTest | null;
}
