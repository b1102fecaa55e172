import { SIGNIFICANCE } from './conclude-paired.ts';
import { holmAdjusted } from './holm.ts';

/** The fields of a test that a declaration needs. */
interface Test {
  readonly p: number;
  readonly difference: number;
}

/** An arm's two tests. */
export interface DoublyTested {
  readonly againstUnattacked: Test;
  readonly againstControl: Test;
}

export interface Declaration {
  /** max of both p-values, Holm-adjusted over the arms. */
  readonly adjustedP: number;
  /** Adjusted p < .05 and better than both. */
  readonly effective: boolean;
}

/**
 * Whether each arm is effective: better than the unattacked model *and* than its control draws. An arm for which either is untrue
 * passes with probability at most max(p_1, p_2) < α (intersection–union test), so Holm's method over the arms, one hypothesis each,
 * keeps the chance that any such arm of the audit is declared effective at .05.
 */
export function declareEffective(arms: readonly DoublyTested[]): Declaration[] {
  const adjusted = holmAdjusted(
    arms.map(({ againstUnattacked, againstControl }) => Math.max(againstUnattacked.p, againstControl.p)),
  );
  return arms.map(({ againstUnattacked, againstControl }, i) => ({
    adjustedP: adjusted[i],
    effective:
      adjusted[i] < SIGNIFICANCE && againstUnattacked.difference > 0 && againstControl.difference > 0,
  }));
}
