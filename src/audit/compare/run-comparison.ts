import { canonicalJson } from '../../formats/canonical-json.ts';
import type { AttackSet } from '../../results/attack-set.ts';
import type { ComparedSide, RobustnessComparison, RunComparison } from '../../results/run-comparison.ts';
import { subjectName } from '../../results/subject-name.ts';
import { robustnessDifference } from '../../statistics/robustness-difference.ts';
import { robustnessRequest } from '../results/robustness-request.ts';
import { compareBest, compareChosen } from './compare-attacks.ts';
import { compareBaselines, comparePerplexities } from './compare-baselines.ts';
import type { ComparedRun } from './compared-run.ts';
import { layerCurves } from './layer-curves.ts';
import { promptPairings } from './prompt-pairing.ts';
import { protocolDifferences } from './protocol-differences.ts';

/** Prompt sets that a robustness score rests on. */
const ROBUSTNESS_SETS = ['selection/forbidden', 'selection/harmless', 'test/forbidden', 'test/harmless'];

/**
 * Two finished runs against each other, of one model or of two. Rates on the same prompts are compared prompt by prompt, others as
 * independent samples; Holm's adjustment is over each family. Deterministic: resamples are drawn with A's seed.
 */
export function runComparison(a: ComparedRun, b: ComparedRun): RunComparison {
  const prompts = promptPairings(a.identity.subject, b.identity.subject);
  const pairedSets = new Set(prompts.filter(({ paired }) => paired).map(({ set }) => set));
  const paired = (set: string): boolean => pairedSets.has(set);
  const differences = protocolDifferences(a, b);
  const chosen = compareChosen(a, b, paired);
  const together = ROBUSTNESS_SETS.every(paired);
  return {
    schema: 'refusal-lab/comparison',
    version: 1,
    a: sideOf(a),
    b: sideOf(b),
    sameWeights:
      canonicalJson(a.identity.subject.model.weights) === canonicalJson(b.identity.subject.model.weights),
    likeForLike: differences.every((difference) => !difference.breaks),
    differences,
    prompts,
    baseline: compareBaselines(a, b, paired),
    perplexity: comparePerplexities(a, b, paired),
    best: compareBest(a, b, paired),
    ...chosen,
    robustness: (['grid', 'everything'] as const).map((against) =>
      compareRobustness(a, b, against, together),
    ),
    curves: layerCurves(a.results, b.results, chosen.chosen),
  };
}

function sideOf({ run, results }: ComparedRun): ComparedSide {
  const { model } = results;
  return { run, model: subjectName(results), layers: model.layers, weights: model.weights };
}

function compareRobustness(
  a: ComparedRun,
  b: ComparedRun,
  against: AttackSet,
  together: boolean,
): RobustnessComparison {
  const requestOf = ({ tested, identity }: ComparedRun) =>
    robustnessRequest(tested, identity.subject, against);
  const [first, second] = [requestOf(b), requestOf(a)];
  return {
    against,
    a: a.results.robustness[against],
    b: b.results.robustness[against],
    difference: robustnessDifference(first, second, {
      // Without any attack left on one of them there is no damage to resample.
      together: together && first.arms.length > 0 === second.arms.length > 0,
      seed: a.identity.options.seed,
    }),
  };
}
