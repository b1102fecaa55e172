import type { ArmResult, Results } from '../results/results.ts';
import type { Rate } from '../statistics/rate.ts';
import { formatEstimate } from '../wording/format-estimate.ts';
import { formatNumber } from '../wording/format-number.ts';
import { formatFullRate } from '../wording/format-rate.ts';
import { coherentRate } from './coherent-rate.ts';
import { findArm } from './find-arm.ts';

/**
 * Figures of arXiv 2603.04355 that are known here: Llama-2-13B on HarmBench, from a digest of the paper. Attack success in per cent, and
 * perplexity of a text.
 */
const PUBLISHED = [
  { method: 'rfa', success: 46.49, perplexity: 8.04 },
  { method: 'linear-act', success: 78.51, perplexity: 11.16 },
  { method: 'pca-ot', success: 79.25, perplexity: 8.41 },
] as const;
const OF = { name: 'Llama-2-13B', architecture: 'LlamaForCausalLM', layers: 40, hiddenSize: 5120 } as const;

/** Published figures beside those of this run; null where the run followed no published protocol. */
export interface PublishedFigures {
  readonly sentences: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function publishedFigures(results: Results): PublishedFigures | null {
  const { protocol, chosen } = results;
  if (protocol.preset === undefined) return null;
  const judge = results.judges.judges.find(({ name }) => name.startsWith('harmbench'));
  const successOf = (arm: ArmResult): Rate =>
    judge?.arms.find(({ armId }) => armId === arm.id)?.success ?? coherentRate(arm.test.forbidden);
  return {
    sentences: sentences(results, judge?.name),
    columns: [
      'method',
      `${OF.name}, success, %`,
      `${OF.name}, perplexity`,
      'this run, arm',
      'this run, success',
      'this run, perplexity',
    ],
    rows: PUBLISHED.map(({ method, success, perplexity }) => {
      const choice = chosen.find((each) => each.method === method);
      const arm = choice && findArm(results, choice.armId);
      return [
        method,
        String(success),
        formatNumber(perplexity),
        ...(arm
          ? [arm.id, formatFullRate(successOf(arm)), formatEstimate(arm.test.lorePerplexity)]
          : ['not tried', '–', '–']),
      ];
    }),
  };
}

function sentences({ protocol, model }: Results, judge: string | undefined): string[] {
  const { name, changed } = protocol.preset!;
  const isSame =
    model.architecture === OF.architecture &&
    model.layers === OF.layers &&
    model.hiddenSize === OF.hiddenSize;
  return [
    `The options are those of the preset \`${name}\`${changed.length === 0 ? '' : `, but for ${changed.map((option) => `\`${option}\``).join(', ')}`}. What the paper leaves open is marked in its file, with what was chosen.`,
    isSame
      ? `This model has the architecture and sizes of ${OF.name}, whose published figures stand beside it. The paper’s figures for its five other models are not known here.`
      : `The published figures that are known here are of ${OF.name}, and this model has other sizes: no row says whether the paper’s numbers come out again, only whether the methods stand in the same order.`,
    'The figures come from a digest of the paper, without intervals or numbers of prompts. 79.25% is 126 of 159, which suggests HarmBench’s 159 standard behaviours; the other two are no number of 159, so they are orientation, not targets.',
    `Cannot be compared: the judge (here ${judge ?? 'refusal phrases'}${judge === undefined ? '' : ', and a text that the rule for broken texts catches is not a success'}; the paper’s is not known for certain), the text of the perplexity and how it is cut, the system prompt, the criterion by which layer and K were chosen, and the fit prompts, which the paper drew and this run drew otherwise.`,
  ];
}
