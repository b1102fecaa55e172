import type { Results } from '../../results/results.ts';
import { drawsPerLayer } from '../draws-per-layer.ts';

/** What this report does not show, as far as it depends on what was run. */
export function markdownLimits(results: Results): string[] {
  const { localisation, protocol, strengths, geometry, chosen, claims } = results;
  const flagged = chosen.filter(({ feasible }) => !feasible).map(({ armId }) => `\`${armId}\``);
  return [
    `One model, one seed (${protocol.seed}), greedy decoding, ${protocol.judge === 'exact' ? 'prompts from a fictional world' : 'the prompts listed'}: nothing here says how other models behave, or this one on other prompts.`,
    ...(protocol.mixedNumerics
      ? [
          'Arms were measured on machines of several numerics (instruction sets or onnxruntime builds, `--mixed`): logits differ between them in the last digits, and a completion now and then. The same command may give slightly other numbers.',
        ]
      : []),
    ...(protocol.stopSettled
      ? [
          'Completions of harmful prompts ended once they were settled as refused (`--stop-settled`). Refusal and attack success are what whole completions give; a text that refuses and then falls apart counts as refused here, as degenerate otherwise.',
        ]
      : []),
    ...(protocol.judge === 'exact'
      ? []
      : [
          'Success is the absence of a refusal phrase, which every table but that of the judges rests on: it counts evasions and wrong answers, and misses refusals in other words. Harmless "answered" is not accuracy.',
        ]),
    ...(claims.length > 0
      ? [
          'The claims are judged by this run’s own implementation, prompts, judge and selection rule, on this one model. Perplexities are listed beside claim 1, but "comparable" is not tested; the four verdicts are not corrected for multiple testing.',
        ]
      : []),
    ...(localisation
      ? [
          `The controls show that *this* displacement does more than others of its length at the same place, not that refusal is computed there: a later layer may only be where it is easiest to undo. Away from the peak there ${formatDraws(drawsPerLayer(results))} a layer; what other draws would do is inferred there from the spread of all layers’ draws, assuming equal variance across layers.`,
          'The curve’s peak is the best of its layers on the test prompts. Its interval is corrected for that, its effect is not. The effect away from the best pair is measured against the unattacked model: pairs have no draws of their own.',
          'Shuffled, rotated, covariance-only and reverse maps are one draw each and enter no test. A rate at a layer where the model is damaged (KL32 over the budget) says little about refusal; the damage of the controls was not measured.',
        ]
      : [
          'This run has no causal controls (random, rotated or label-shuffled maps of the same size; `--control-draws`): a layer where refusal breaks is not shown to be where it is computed, nor that another displacement of that length would not do.',
        ]),
    ...(strengths.length > 0
      ? [
          'Dose and response: pca-ot at single layers and at the strengths listed only; the points are not tested against each other.',
        ]
      : [
          'One strength only: there is no dose and response, and the robustness grid has fewer attacks than the default one.',
        ]),
    `Robustness is against the attacks that were run: a further family of attacks can only lower R; a further arm of a family may change which one selection picks, and so move R either way. R against the grid compares across models audited with the same ranks${results.design ? ', strengths and effort' : ' and strengths'}; against everything it depends on what this run tried. Picked arms are few, so F has few steps, and as the best of several picks it lies a little too high; the interval of R is corrected for that. The bound of the worst case holds for the attacks that were run and were feasible, not for others.`,
    ...(geometry.length > 0
      ? [
          `The geometry section covers only the ${geometry[0].rank}-dimensional subspace, at the last prompt token. A Gaussian map that is not rejected is not shown to be right; rejections are adjusted for the number of layers.`,
        ]
      : []),
    'Intervals are per arm and not corrected for multiple comparisons; the best of many arms looks better than it is. Only what is called an effect is corrected, within its family. Arms share their test prompts: comparing the intervals of two arms ignores the pairing.',
    'Steered states need not be reachable by any prompt (arXiv 2604.09839): what an intervention brings about is not shown to be what a prompt could.',
    'The success of tampering bounds that of held-out attacks by prompts from above (arXiv 2502.05209): low success here is the stronger statement, high success says little about prompts.',
    ...(flagged.length > 0
      ? [
          `No candidate of some methods met its own selection rule; a stand-in is reported for ${flagged.join(', ')}, so the comparison may be unfair to that method.`,
        ]
      : []),
  ];
}

const formatDraws = (draws: number): string =>
  draws === 1 ? 'is one random draw' : `are ${draws} random draws`;
