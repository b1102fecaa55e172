import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { Finding } from '../../doctor/finding.ts';
import { examineModel } from '../../doctor/model/examine-model.ts';
import type { Engine } from '../../engine/engine.ts';
import type { AuditStore } from './audit-store.ts';
import { soundExamination } from './sound-examination.ts';

/**
 * The quick examination of a run's model, unless an earlier session has made it; it goes into the manifest. Returns what
 * is not as it should be. Throws `LabError` where weights or logits are not finite.
 */
export async function examineOnce(
  store: Pick<AuditStore, 'examination' | 'examined'>,
  engine: Engine,
  checkpoint: Checkpoint,
  signal?: AbortSignal,
): Promise<readonly Finding[]> {
  const found = store.examination ?? (await examineModel(engine, checkpoint, { quick: true, signal }));
  if (store.examination === null) store.examined(found);
  return soundExamination(checkpoint.name, found);
}
