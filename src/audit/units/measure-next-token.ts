import type { Engine } from '../../engine/engine.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { klFromLogits } from '../../linalg/categorical-divergence.ts';
import { refusalScore } from '../../methods/refusal-score.ts';
import type { PromptSet } from '../data/audit-data-types.ts';
import type { MeasureContext } from './measure-context.ts';
import type { NextTokenObservation } from './observation.ts';

/** One pass over the prompts, without a completion. `plain`: unattacked logits of the harmless ones, a row [V] per prompt. */
export async function measureNextToken(
  engine: Engine,
  { data, signal }: Pick<MeasureContext, 'data' | 'signal'>,
  { forbidden, harmless }: { readonly forbidden: PromptSet; readonly harmless: PromptSet },
  plain: readonly Float32Array[],
  intervention: Intervention | undefined,
): Promise<NextTokenObservation> {
  const call = { ...(intervention ? { intervention } : {}), ...(signal ? { signal } : {}) };
  const attacked = await engine.nextToken({ sequences: forbidden.sequences, ...call });
  const refusal = attacked.map((row) => refusalScore(row, data.refusalStarts));
  const damaged = intervention ? await engine.nextToken({ sequences: harmless.sequences, ...call }) : plain;
  return { refusal, kl1: damaged.map((row, i) => klFromLogits(plain[i], row)) };
}
