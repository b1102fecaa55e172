import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { AuditData } from './audit-data.ts';

/** What every measurement of an audit shares. */
export interface MeasureContext {
  readonly checkpoint: Checkpoint;
  readonly data: AuditData;
  readonly maxNewTokens: number;
  readonly signal?: AbortSignal;
}
