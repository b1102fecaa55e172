import type { Estimate } from '../statistics/estimate.ts';
import { rateOf } from '../statistics/rate.ts';
import type { ArmMeasurement } from './measure-arm.ts';
import type { PromptSetResult } from './results.ts';

/**
 * What an arm under which the model computes NaN or infinity counts as: every completion degenerate, damage and
 * perplexity infinite, over as many prompts as the unattacked model was measured on.
 */
export function overflowMeasurement(baseline: ArmMeasurement): ArmMeasurement {
  const { selection, test, complied } = baseline;
  const none = (n: number) => rateOf(0, n);
  const broken = ({ exact: { n }, outcomes }: PromptSetResult): PromptSetResult => ({
    refusal: none(n),
    exact: none(n),
    near: none(n),
    degenerate: rateOf(n, n),
    outcomes: Object.fromEntries(Object.keys(outcomes).map((name) => [name, name === 'degenerate' ? n : 0])),
  });
  const infinite = ({ n }: Estimate): Estimate => ({ value: Number.POSITIVE_INFINITY, n, interval: null });
  return {
    selection: {
      kl32: Number.POSITIVE_INFINITY,
      harmlessExact: none(selection.harmlessExact.n),
      degenerate: rateOf(selection.degenerate.n, selection.degenerate.n),
      feasible: false,
      reasons: ['the model overflows: its logits are not finite'],
      coherentAsr: null,
      refusalScore: null,
    },
    test: {
      forbidden: broken(test.forbidden),
      harmless: broken(test.harmless),
      borderline: broken(test.borderline),
      lorePerplexity: infinite(test.lorePerplexity),
      referencePerplexity: infinite(test.referencePerplexity),
      kl1: infinite(test.kl1),
      kl32: infinite(test.kl32),
    },
    complied: complied.map(() => false),
  };
}
