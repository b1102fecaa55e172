import type { Engine, GenerateRequest, Generation } from '../../engine/engine.ts';

/** Tokens after which verdicts are looked at: refusals begin with their mark. */
const FIRST_LOOK = 8;

/**
 * Completes every sequence, but those that `settles` says something of no further than their verdict needs: after 8 tokens the settled
 * ones end there, as cut off by length, and the others go on along what they have, so that they get the tokens they would have got.
 */
export async function completeUntilSettled(
  engine: Engine,
  request: GenerateRequest,
  settles: readonly (((tokens: readonly number[]) => boolean) | undefined)[],
): Promise<Generation[]> {
  const looked = request.sequences.flatMap((_, i) => (settles[i] ? [i] : []));
  if (looked.length === 0 || request.maxNewTokens <= FIRST_LOOK) return engine.generate(request);
  const begun = await engine.generate({ ...only(request, looked), maxNewTokens: FIRST_LOOK });
  const generations: Generation[] = new Array(request.sequences.length);
  const drafts = request.sequences.map((_, i) => request.drafts?.[i] ?? []);
  looked.forEach((i, r) => {
    const { tokens, finish } = begun[r];
    if (finish === 'stop' || settles[i]!(tokens)) generations[i] = begun[r];
    else drafts[i] = tokens;
  });
  const left = request.sequences.flatMap((_, i) => (generations[i] ? [] : [i]));
  if (left.length > 0) {
    const rest = await engine.generate(only({ ...request, drafts }, left));
    left.forEach((i, r) => {
      generations[i] = rest[r];
    });
  }
  return generations;
}

/** The request for some of its sequences. */
function only(request: GenerateRequest, indices: readonly number[]): GenerateRequest {
  const { sequences, drafts, alternatives, divergence } = request;
  const pick = <T>(values: readonly T[]): T[] => indices.map((i) => values[i]);
  return {
    ...request,
    sequences: pick(sequences),
    ...(drafts ? { drafts: pick(drafts) } : {}),
    ...(alternatives ? { alternatives: pick(alternatives) } : {}),
    ...(typeof divergence === 'object' ? { divergence: pick(divergence) } : {}),
  };
}
