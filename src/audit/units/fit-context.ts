import type { Method } from '../../methods/method.ts';
import type { AuditData } from '../data/audit-data-types.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import type { FitActivations } from './capture-fit.ts';

export interface FitContext {
  readonly data: AuditData;
  readonly fit: FitActivations;
  readonly modelLayers: number;
  readonly options: AuditOptions;
  /** The user's own, beside the built-in ones. */
  readonly methods: readonly Method[];
  readonly signal?: AbortSignal;
}
