import { logNormaliser } from '../linalg/log-normaliser.ts';

/** The `count` likeliest tokens of each of two distributions (logits [V]), sorted by the larger of both probabilities. */
export function topCandidates(
  plain: Float32Array,
  intervened: Float32Array,
  count: number,
): { readonly id: number; readonly plain: number; readonly intervened: number }[] {
  const [of, other] = [plain, intervened].map((logits) => {
    const { maximum, logSum } = logNormaliser(logits);
    return (id: number): number => Math.exp(logits[id] - maximum - logSum);
  });
  const ids = new Set([...topIds(plain, count), ...topIds(intervened, count)]);
  return [...ids]
    .map((id) => ({ id, plain: of(id), intervened: other(id) }))
    .sort((a, b) => Math.max(b.plain, b.intervened) - Math.max(a.plain, a.intervened) || a.id - b.id);
}

function topIds(logits: Float32Array, count: number): number[] {
  return Array.from(logits.keys())
    .sort((a, b) => logits[b] - logits[a] || a - b)
    .slice(0, count);
}
