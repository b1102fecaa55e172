import { logNormaliser } from '../../linalg/log-normaliser.ts';

/** Entropy of the next token, in nats, and distance between the distributions of two contexts. */
export interface DistributionFacts {
  /** Mean over contexts. */
  readonly entropy: number;
  /** The largest half-L1 distance of any context's distribution from the first's, in [0, 1]. */
  readonly spread: number;
  /** Contexts whose most likely next token is their own last token. */
  readonly echoes: number;
  readonly contexts: number;
}

/** `rows`: logits [V] after each context; `last`: the context's last token. Throws OverflowError on logits that are not a distribution. */
export function distributionFacts(rows: readonly Float32Array[], last: readonly number[]): DistributionFacts {
  const first = probabilities(rows[0]);
  let entropy = 0;
  let spread = 0;
  let echoes = 0;
  rows.forEach((logits, row) => {
    const p = probabilities(logits);
    let distance = 0;
    let best = 0;
    for (let i = 0; i < p.length; i++) {
      if (p[i] > 0) entropy -= p[i] * Math.log(p[i]);
      distance += Math.abs(p[i] - first[i]) / 2;
      if (p[i] > p[best]) best = i;
    }
    spread = Math.max(spread, distance);
    if (best === last[row]) echoes += 1;
  });
  return { entropy: entropy / rows.length, spread, echoes, contexts: rows.length };
}

function probabilities(logits: Float32Array): Float64Array {
  const { maximum, logSum } = logNormaliser(logits);
  return Float64Array.from(logits, (logit) => Math.exp(logit - maximum - logSum));
}
