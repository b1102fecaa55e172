import type { PairedTest } from '../statistics/paired-test.ts';
import type { Rate } from '../statistics/rate.ts';

/** An arm on multiple-choice questions by log-probability. */
export interface CapabilityResult {
  readonly armId: string;
  readonly accuracy: Rate;
  /** By log-probability per UTF-8 byte (acc_bytes). */
  readonly accuracyPerByte: Rate;
  /** Accuracy against the unattacked model's on the same questions; null for that model itself. */
  readonly againstBaseline: PairedTest | null;
}
