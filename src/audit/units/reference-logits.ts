import type { EncodedSequence, Engine } from '../../engine/engine.ts';
import { klFromLogits } from '../../linalg/categorical-divergence.ts';
import { DIVERGENCE_STEPS } from '../../metrics/divergence.ts';

/** Sequences a request, so that few rows over the vocabulary are held beside those that are kept. */
const AT_ONCE = 64;

/** Next-token logits of a model along given completions, one row over the vocabulary for each step that KL32 counts. */
export interface ReferenceLogits {
  /** Every prompt with the beginnings of its completion, prompt after prompt. */
  readonly sequences: readonly EncodedSequence[];
  /** Steps of each prompt. */
  readonly steps: readonly number[];
  readonly logits: readonly Float32Array[];
}

/** The audited model along its own completions of prompts: what another model is compared with once this one is freed. */
export async function referenceLogits(
  engine: Engine,
  prompts: readonly EncodedSequence[],
  drafts: readonly (readonly number[])[],
  signal?: AbortSignal,
): Promise<ReferenceLogits> {
  const steps = drafts.map((draft) => Math.min(DIVERGENCE_STEPS, draft.length));
  const sequences = prompts.flatMap(({ tokens, promptLength = tokens.length }, i) =>
    Array.from({ length: steps[i] }, (_, t) => ({
      tokens: [...tokens, ...drafts[i].slice(0, t)],
      promptLength,
    })),
  );
  const logits: Float32Array[] = [];
  await eachLogits(engine, sequences, (row) => logits.push(row), signal);
  return { sequences, steps, logits };
}

/** KL(reference ‖ model) in nats at each step, a row per prompt. Throws where logits are not finite. */
export async function divergencesFrom(
  reference: ReferenceLogits,
  engine: Engine,
  signal?: AbortSignal,
): Promise<Float64Array[]> {
  const values: number[] = [];
  const { sequences, steps, logits } = reference;
  await eachLogits(engine, sequences, (row, i) => values.push(klFromLogits(logits[i], row)), signal);
  let from = 0;
  return steps.map((count) => Float64Array.from(values.slice(from, (from += count))));
}

async function eachLogits(
  engine: Engine,
  sequences: readonly EncodedSequence[],
  use: (row: Float32Array, index: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let from = 0; from < sequences.length; from += AT_ONCE) {
    const rows = await engine.nextToken({
      sequences: sequences.slice(from, from + AT_ONCE),
      ...(signal ? { signal } : {}),
    });
    for (const [i, row] of rows.entries()) use(row, from + i);
  }
}
