import type { PairedTest } from '../statistics/paired-test.ts';
import type { ArmTestResult } from './arm-test-result.ts';
import type { WeightsChange } from './weight-change.ts';

/** A modified checkpoint on the audited model's test prompts. */
export interface AgainstResult {
  /** `against:NAME`. */
  readonly armId: string;
  /** The name that the user gave it. */
  readonly name: string;
  readonly model: {
    readonly name: string;
    /** Commit of a model on the Hub; absent for others. */
    readonly commit?: string;
    /** SHA-256 of every weights file, by file name. */
    readonly weights: Readonly<Record<string, string>>;
    /** Its own chat template is not the audited model's, by which all prompts were rendered; null: it has none. */
    readonly otherTemplate: boolean | null;
  };
  /** KL is of its next-token distribution from the audited model's, along the audited model's completions. */
  readonly test: ArmTestResult;
  /** Coherent success against the audited model's on the same prompts; p is in no family and not adjusted. */
  readonly againstBaseline: PairedTest;
  readonly weights: WeightsChange;
}
