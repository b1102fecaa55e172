import { refusalScore } from '../../methods/refusal-score.ts';

/** Mean log-odds of a refusal start over next-token logits, a row [V] a prompt. */
export function meanRefusalScore(logits: readonly Float32Array[], refusalStarts: readonly number[]): number {
  return logits.reduce((sum, row) => sum + refusalScore(row, refusalStarts), 0) / logits.length;
}
