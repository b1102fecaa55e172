import type { AgainstResult } from '../results/against-result.ts';
import type { Results } from '../results/results.ts';
import type { NumericalRank, TensorChange, WeightsChange } from '../results/weight-change.ts';
import { formatEstimate } from '../wording/format-estimate.ts';
import { formatNumber } from '../wording/format-number.ts';
import { formatPointsDifference } from '../wording/format-points.ts';
import { probabilityText } from '../wording/format-probability.ts';
import { formatFullRate } from '../wording/format-rate.ts';
import { coherentRate } from './coherent-rate.ts';
import type { TextTable } from './text-table.ts';

/** What modified checkpoints are to this report; none where it has none. */
export function againstSentences({ against = [] }: Pick<Results, 'against'>): string[] {
  if (against.length === 0) return [];
  return [
    'Modified checkpoints were given as they are, each with weights of its own. They are measured on the same test prompts by the same judges and lengths, and take no part in selection, in the robustness score, in any family of tests or in what is called strongest: nothing here made them, and nobody knows which prompts they were tuned on.',
    'Their prompts are the audited model’s tokens, with its chat template and stop tokens. KL is of their next-token distribution from the audited model’s, along the audited model’s own completions.',
    ...against.map(whatItIs),
  ];
}

function whatItIs({ armId, model, weights }: AgainstResult): string {
  const { changed, tensors, relativeNorm } = weights;
  const template =
    model.otherTemplate === null
      ? ' It has no chat template of its own.'
      : model.otherTemplate
        ? ' Its own chat template is another, which was not used.'
        : '';
  const difference =
    changed.length === 0
      ? 'its weights are the audited model’s'
      : `${changed.length} of ${tensors} tensors differ, ‖W − W_base‖ / ‖W_base‖ = ${formatNumber(relativeNorm)}`;
  return `\`${armId}\` is ${model.name}${model.commit === undefined ? '' : `, commit ${model.commit}`}: ${difference}.${template}`;
}

/** Every modified checkpoint, a row each, and where its weights differ, a row per block. Empty where there are none. */
export function againstTables(results: Results): TextTable[] {
  const { against = [] } = results;
  if (against.length === 0) return [];
  return [behaviour(against), ...against.filter(({ weights }) => weights.changed.length > 0).map(byBlock)];
}

const behaviour = (against: readonly AgainstResult[]): TextTable => ({
  about:
    'Test prompts, 95% intervals. The difference from the unattacked model is in coherent success, paired prompt by prompt; p is not adjusted.',
  columns: [
    'checkpoint',
    'refusal',
    'ASR coherent',
    'degenerate',
    'KL1',
    'KL32',
    'harmless answered',
    'over-refusal set answered',
    'perplexity, texts',
    'perplexity, reference',
    'difference, points',
    'p',
  ],
  rows: against.map(({ armId, test, againstBaseline }) => [
    armId,
    formatFullRate(test.forbidden.refusal),
    formatFullRate(coherentRate(test.forbidden)),
    formatFullRate(test.forbidden.degenerate),
    formatEstimate(test.kl1),
    formatEstimate(test.kl32),
    formatFullRate(test.harmless.exact),
    formatFullRate(test.borderline.exact),
    formatEstimate(test.lorePerplexity),
    formatEstimate(test.referencePerplexity),
    formatPointsDifference(againstBaseline.difference, againstBaseline.interval),
    probabilityText(againstBaseline.p),
  ]),
});

function byBlock({ armId, weights }: AgainstResult): TextTable {
  return {
    about: `\`${armId}\`: ‖W − W_base‖ / ‖W_base‖ by block, Frobenius norms, and by matrix with the numerical rank of W − W_base: singular values above what rounding of the files may bring about. ≥: a lower bound, from a projection on random directions.`,
    columns: ['block', 'relative norm', 'matrices: relative norm, rank'],
    rows: weights.blocks.map(({ block, relativeNorm }) => [
      block === null ? 'outside' : String(block),
      formatNumber(relativeNorm),
      matricesOf(weights, block).map(matrixWords).join('; ') || 'vectors alone',
    ]),
  };
}

const matricesOf = ({ changed }: WeightsChange, block: number | null): TensorChange[] =>
  changed.filter((each) => each.block === block && each.shape.length > 1);

const matrixWords = ({ name, relativeNorm, rank }: TensorChange): string =>
  `${shortName(name)} ${formatNumber(relativeNorm)}, ${rank === null ? 'not finite' : rankWords(rank)}`;

/** `1`, `≥ 32`. */
const rankWords = ({ value, kind }: NumericalRank): string => `${kind === 'exact' ? '' : '≥ '}${value}`;

/** `q_proj`. */
const shortName = (name: string): string =>
  name
    .replace(/\.weight$/, '')
    .split('.')
    .at(-1)!;
