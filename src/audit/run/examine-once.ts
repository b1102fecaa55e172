import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { Finding } from '../../doctor/finding.ts';
import { examineModel } from '../../doctor/model/examine-model.ts';
import type { Engine } from '../../engine/engine.ts';
import { LabError } from '../../errors/lab-error.ts';
import type { RunRecord } from './run-record.ts';

/** Findings that leave nothing to measure. */
const FATAL = new Set(['weights', 'logits']);

/**
 * The quick examination of a run's model, unless an earlier session has made it; it goes into the manifest. Returns what
 * is not as it should be. Throws {@link LabError} where weights or logits are not finite.
 */
export async function examineOnce(
  record: RunRecord,
  engine: Engine,
  checkpoint: Checkpoint,
  signal?: AbortSignal,
): Promise<readonly Finding[]> {
  if (record.examination === null)
    record.examined(await examineModel(engine, checkpoint, { quick: true, ...(signal ? { signal } : {}) }));
  const troubles = record.examination!.filter(({ status }) => status === 'failed' || status === 'warning');
  const fatal = troubles.find(({ name, status }) => status === 'failed' && FATAL.has(name));
  if (fatal)
    throw new LabError(`model ${checkpoint.name}: ${fatal.name}: ${fatal.detail}`, {
      ...(fatal.remedy === undefined ? {} : { remedy: fatal.remedy }),
    });
  return troubles;
}
