import type { Engine } from '../../engine/engine.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { klFromLogits } from '../../linalg/categorical-divergence.ts';
import { refusalScore } from '../../methods/refusal-score.ts';
import type { PromptSet } from '../data/audit-data-types.ts';
import type { NextTokenObservation } from './observation.ts';

/** One pass over the prompts, without a completion. */
export async function measureNextToken(
  engine: Engine,
  { forbidden, harmless }: { readonly forbidden: PromptSet; readonly harmless: PromptSet },
  shared: {
    /** Unattacked logits of the harmless prompts at least, a row [V] per prompt. */
    readonly plain: readonly Float32Array[];
    /** Tokens that begin a refusal. */
    readonly refusalStarts: readonly number[];
    readonly signal: AbortSignal | undefined;
  },
  intervention: Intervention | undefined,
): Promise<NextTokenObservation> {
  const { plain, refusalStarts, signal } = shared;
  const call = { ...(intervention ? { intervention } : {}), ...(signal ? { signal } : {}) };
  const attacked = await engine.nextToken({ sequences: forbidden.sequences, ...call });
  const refusal = attacked.map((row) => refusalScore(row, refusalStarts));
  const damaged = intervention
    ? await engine.nextToken({ sequences: harmless.sequences, ...call })
    : plain.slice(0, harmless.sequences.length);
  return { refusal, kl1: damaged.map((row, i) => klFromLogits(plain[i], row)) };
}
