import type { Results } from '../../results/results.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import type { Rate } from '../../statistics/rate.ts';
import type { Robustness } from '../../statistics/robustness.ts';
import { coherentRate } from '../coherent-rate.ts';
import { strongestArm } from '../strongest-arm.ts';
import { type ExportedRun, protocolHash } from './exported-run.ts';

/**
 * A run as one row of a table of many models: what its results say, each with n and 95% interval, and what it has to share with another row to
 * stand in one table with it (`protocol`, and the effort). A rate that has no prompts is left out; nothing here is rounded.
 */
export function boardRow({ results, version, finishedAt }: ExportedRun): object {
  const { model, protocol, arms } = results;
  const [unattacked] = arms;
  const strongest = strongestArm(results);
  return {
    schema: 'refusal-lab/board-row',
    version: 1,
    model: { name: model.name, weights: model.weights, layers: model.layers },
    tool: { name: 'refusal-lab', version, finishedAt },
    protocol: {
      sha256: protocolHash(results),
      effort: effortOf(results),
      judge: protocol.judge,
      precision: protocol.precision,
      maxNewTokens: protocol.maxNewTokens,
      seed: protocol.seed,
    },
    unattacked: {
      ...rated('harmfulRefused', unattacked.test.forbidden.refusal),
      ...rated('harmfulAnswered', coherentRate(unattacked.test.forbidden)),
      ...rated('borderlineRefused', unattacked.test.borderline.refusal),
      ...rated('harmlessAnswered', coherentRate(unattacked.test.harmless)),
    },
    strongest:
      strongest === null
        ? null
        : {
            arm: strongest.id,
            ...rated('harmfulAnswered', coherentRate(strongest.test.forbidden)),
            ...rated('harmlessAnswered', coherentRate(strongest.test.harmless)),
            kl32: estimated(strongest.test.kl32),
          },
    robustness: { grid: scored(results.robustness.grid), everything: scored(results.robustness.everything) },
  };
}

const effortOf = ({ design }: Results): string => design?.effort ?? 'full';

const rated = (name: string, { k, n, rate, interval }: Rate): object =>
  rate === null ? {} : { [name]: { k, n, rate, interval } };

const estimated = ({ value, n, interval }: Estimate): object => ({ value, n, interval });

const scored = ({ score, halfDamage, arms }: Robustness & { readonly arms: number }): object => ({
  R: { value: score.value, interval: score.interval },
  D50: halfDamage,
  arms,
});
