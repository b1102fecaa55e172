import type { DesignResult } from '../results/design-result.ts';
import type { ClaimResult, Results } from '../results/results.ts';
import { formatCount } from '../wording/format-count.ts';
import { isUnmeasured } from './claim-remedy.ts';
import { designArms } from './design-arms.ts';

/** What a staged audit measured of which prompts, what it did not try, and which claims that bears on; none of a full audit. */
export function designSentences(results: Results): string[] {
  const { design } = results;
  if (design === undefined) return [];
  return [
    `**${design.effort}**: ${designCounts(results)}. The unattacked model and controls are not counted.`,
    ...partSentence(results, design),
    ...directionSentence(design),
    'Layers, ranks, pairs and directions are chosen on the whole selection split. Screen and halving only decide which arms get there, on its first prompts; the test split decides nothing.',
    `Not measured: ${notTriedOf(results).join('; ')}.`,
    ...claimSentences(results),
  ];
}

/** `143 arms screened on 16 + 16 prompts, 36 of them by short completions of 32 + 32, 43 on the selection split, 28 on the test split` */
export function designCounts(results: Results): string {
  const { sizes } = results.design!;
  const arms = designArms(results);
  const count = (kept: (arm: (typeof arms)[number]) => boolean): string =>
    formatCount(arms.filter(kept).length);
  const twice = (prompts: number): string => `${prompts} + ${prompts}`;
  return [
    `${count(({ screen, reached }) => screen !== null || reached === 'screen')} arms screened on ${twice(sizes.screenPrompts)} prompts`,
    `${count(({ halving }) => halving !== null)} of them by short completions of ${twice(sizes.halvingPrompts)} (at most ${sizes.halvingTokens} tokens)`,
    `${count(({ reached }) => reached === 'selection' || reached === 'test')} on the selection split`,
    `${count(({ reached }) => reached === 'test')} on the test split`,
  ].join(', ');
}

/** What effort and options left out, in the words of a list. */
export function notTriedOf({ design, protocol }: Results): string[] {
  const { methods, layers, without = [] } = protocol;
  return [
    ...(design?.notTried ?? []),
    ...(methods ? [`other methods than pca-ot and ${methods.join(', ')}`] : []),
    ...(layers ? [`single layers other than ${layers.join(', ')}`] : []),
    ...(without.length > 0 ? [`${without.join(', ')} (left out by name)`] : []),
  ];
}

function partSentence({ arms, protocol }: Results, { sizes }: DesignResult): string[] {
  const whole = protocol.prompts['selection/harmless']?.count ?? 0;
  const part = arms.filter(({ selection }) => selection !== null && selection.harmlessExact.n < whole);
  return part.length === 0
    ? []
    : [
        `${formatCount(part.length)} of those on the test split, which no choice is among (all layers at once, the other completed layers, variants), saw the first ${sizes.halvingPrompts} + ${sizes.halvingPrompts} prompts of the selection split: only whether they leave the model itself was asked there.`,
      ];
}

function directionSentence({ directions, sizes }: DesignResult): string[] {
  const { screened, finalists } = directions;
  return screened === finalists
    ? []
    : [
        `Candidates for a direction: ${formatCount(screened)} on the first ${sizes.screenPrompts} + ${sizes.screenPrompts} prompts of the selection split, ${formatCount(finalists)} on all of them.`,
      ];
}

function claimSentences(results: Results): string[] {
  const { claims, localisation, model, chosen, protocol } = results;
  const judged = claims.filter(({ decidedBy }) => decidedBy !== 'the unattacked model');
  const open = judged.filter((claim) => isUnmeasured(claim, results));
  const kept = judged.filter((claim) => !open.includes(claim) && claim.number !== 3);
  const depth = localisation?.depthClaim;
  const rivals = ['rfa', 'linear-act'].filter((name) => chosen.some(({ method }) => method === name));
  return [
    ...(open.length > 0
      ? [`${named(open)} cannot be judged as in a full audit: a part that decides was not measured.`]
      : []),
    ...(depth && depth.layers < model.layers && judged.length > 0
      ? [
          `Claim 3 compares the ${formatCount(depth.layers)} of ${formatCount(model.layers)} layers at which success was measured; a full audit compares all.`,
        ]
      : []),
    ...(kept.some(({ number }) => number === 1) && rivals.length === 1 && protocol.methods
      ? [`Claim 1 is judged against ${rivals[0]} alone.`]
      : []),
    ...(kept.length > 0
      ? [
          `${named(kept)} ${kept.length > 1 ? 'are' : 'is'} judged by the tests of a full audit, on arms chosen from fewer candidates: one that left early may have done better.`,
        ]
      : []),
  ];
}

function named(claims: readonly ClaimResult[]): string {
  const numbers = claims.map(({ number }) => String(number));
  const [last, ...before] = numbers.toReversed();
  return `Claim${numbers.length > 1 ? 's' : ''} ${before.length > 0 ? `${before.toReversed().join(', ')} and ` : ''}${last}`;
}
