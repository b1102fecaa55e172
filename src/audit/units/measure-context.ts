import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { AuditData, PromptSet } from '../data/audit-data-types.ts';

/** What every measurement of an audit shares. */
export interface MeasureContext {
  readonly checkpoint: Checkpoint;
  readonly data: AuditData;
  /** The longest completion of a prompt of this set. */
  readonly newTokens: (set: PromptSet) => number;
  /** Calibrated to the unattacked model's harmless completions where right answers are not known. */
  readonly isDegenerate: (completion: string) => boolean;
  /** Completions of forbidden prompts end once the rules' verdict on them is settled. */
  readonly stopSettled: boolean;
  readonly signal?: AbortSignal;
}
