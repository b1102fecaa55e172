import type { ModelConfig } from '../../checkpoint/model-config.ts';
import { DIVERGENCE_STEPS } from '../../metrics/divergence.ts';
import type { AuditOptions } from '../subject/audit-options.ts';

/**
 * Most bytes of the audited model's next-token logits that are kept while a modified checkpoint is loaded: float32, a row over the
 * vocabulary for each step that KL32 counts, of every harmless test prompt.
 */
export function referenceBytes(
  { vocabularySize }: Pick<ModelConfig, 'vocabularySize'>,
  { maxNewTokens }: Pick<AuditOptions, 'maxNewTokens'>,
  harmlessPrompts: number,
): number {
  const steps = Math.min(DIVERGENCE_STEPS, maxNewTokens);
  return Float32Array.BYTES_PER_ELEMENT * vocabularySize * steps * harmlessPrompts;
}
