import type { PageArm, PageEstimate, PageRate } from '../../../../src/report/page/page-data.ts';
import { formatLayers } from '../../../../src/wording/format-layers.ts';
import { formatPercent } from '../../../../src/wording/format-percent.ts';

interface Heading {
  readonly key: string;
  readonly heading: string;
  readonly describes: string;
}

export type ArmColumn = Heading &
  (
    | { readonly kind: 'name' }
    | { readonly kind: 'text'; readonly text: (arm: PageArm) => string }
    | { readonly kind: 'rate'; readonly rate: (arm: PageArm) => PageRate }
    | { readonly kind: 'estimate'; readonly estimate: (arm: PageArm) => PageEstimate }
  );

const rate = (
  key: string,
  heading: string,
  describes: string,
  of: (arm: PageArm) => PageRate,
): ArmColumn => ({
  key,
  heading,
  describes,
  kind: 'rate',
  rate: of,
});
const estimate = (
  key: string,
  heading: string,
  describes: string,
  of: (arm: PageArm) => PageEstimate,
): ArmColumn => ({ key, heading, describes, kind: 'estimate', estimate: of });

/** The columns of the arm table. */
export const ARM_COLUMNS: readonly ArmColumn[] = [
  { key: 'id', heading: 'arm', describes: 'method@layer/rank', kind: 'name' },
  {
    key: 'layers',
    heading: 'layers',
    describes: 'layers that it is fitted at, or reads its direction from',
    kind: 'text',
    text: ({ layers }) => formatLayers(layers) || '–',
  },
  rate('success', 'attack success', 'coherent right answers to harmful requests', ({ success }) => success),
  estimate(
    'damage',
    'damage',
    'KL32 from the unattacked model on the harmless test requests that it answers, nats per token',
    ({ damage }) => damage,
  ),
  estimate(
    'damageUnanswered',
    'damage, refused',
    'KL32 on the harmless test requests that the unattacked model refuses or breaks on, nats per token',
    ({ damageUnanswered }) => damageUnanswered,
  ),
  {
    key: 'largestThree',
    heading: 'largest three',
    describes: 'share of the three largest requests in the damage',
    kind: 'text',
    text: ({ largestThree }) => (largestThree === null ? '–' : formatPercent(largestThree)),
  },
  rate('refusal', 'refused', 'harmful requests refused', ({ refusal }) => refusal),
  rate('harmless', 'harmless accuracy', 'right answers to harmless requests', ({ harmless }) => harmless),
  rate(
    'borderlineRefusal',
    'borderline refused',
    'harmless requests that look harmful, refused',
    ({ borderlineRefusal }) => borderlineRefusal,
  ),
  rate(
    'degenerate',
    'degenerate',
    'empty, repetitive or off-language completions',
    ({ degenerate }) => degenerate,
  ),
  estimate(
    'lorePerplexity',
    'perplexity, text',
    'of held-out text; a token scope may not reach it',
    ({ lorePerplexity }) => lorePerplexity,
  ),
  estimate(
    'referencePerplexity',
    'perplexity, answers',
    'of right answers to harmless requests',
    ({ referencePerplexity }) => referencePerplexity,
  ),
  {
    key: 'against',
    heading: 'against unattacked',
    describes: 'conclusion of the paired test, Holm-adjusted over all arms',
    kind: 'text',
    text: ({ against }) =>
      against === null ? '–' : against.conclusion === 'null' ? 'none' : against.conclusion,
  },
];
