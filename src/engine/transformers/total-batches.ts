import type { Engine } from '../engine.ts';
import type { BatchesRun } from './batches-run.ts';
import { TransformersEngine } from './transformers-engine.ts';

/** Of all engines together; undefined where none is transformers'. */
export function totalBatches(engines: readonly Engine[]): BatchesRun | undefined {
  const ran = engines.flatMap((engine) => (engine instanceof TransformersEngine ? [engine.ran] : []));
  if (ran.length === 0) return undefined;
  return {
    rows: Math.max(...ran.map(({ rows }) => rows)),
    tokens: Math.max(...ran.map(({ tokens }) => tokens)),
    halvings: ran.reduce((sum, { halvings }) => sum + halvings, 0),
  };
}
