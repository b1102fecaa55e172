import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { Finding } from '../../doctor/finding.ts';
import { examineModel } from '../../doctor/model/examine-model.ts';
import type { Engine } from '../../engine/engine.ts';
import type { RunRecord } from './run-record.ts';
import { soundExamination } from './sound-examination.ts';

/**
 * The quick examination of a run's model, unless an earlier session has made it; it goes into the manifest. Returns what
 * is not as it should be. Throws `LabError` where weights or logits are not finite.
 */
export async function examineOnce(
  record: RunRecord,
  engine: Engine,
  checkpoint: Checkpoint,
  signal?: AbortSignal,
): Promise<readonly Finding[]> {
  if (record.examination === null)
    record.examined(await examineModel(engine, checkpoint, { quick: true, ...(signal ? { signal } : {}) }));
  return soundExamination(checkpoint.name, record.examination!);
}
