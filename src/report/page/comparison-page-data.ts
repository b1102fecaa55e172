import type {
  ArmComparison,
  CurvePoint,
  RateComparison,
  RunComparison,
} from '../../results/run-comparison.ts';
import { CLAIMED_DEPTHS } from '../../statistics/depth-claim.ts';
import { formatFraction } from '../../wording/format-fraction.ts';
import { formatPoints } from '../../wording/format-points.ts';
import { probabilityText } from '../../wording/format-probability.ts';
import { formatFullRate } from '../../wording/format-rate.ts';
import { formatSigned } from '../../wording/format-signed.ts';
import { comparisonSentences } from '../comparison-sentences.ts';
import { protocolValue } from '../protocol-value.ts';
import type { Bounds, ComparisonPage, PageCurvePoint, PageDifference } from './page-data.ts';
import { pageRate } from './page-rate.ts';
import { roundForPage } from './round-for-page.ts';

const ATTACKS: Readonly<Record<string, string>> = {
  best: 'strongest attack',
};

const RATES: Readonly<Record<string, string>> = {
  'refusal.baseline': 'harmful requests refused',
  'over-refusal': 'borderline requests refused',
  'harmless.refusal': 'harmless requests refused',
  'harmless.exact': 'harmless requests answered right',
};

/** What the page of two runs shows. */
export function comparisonPageData(comparison: RunComparison): ComparisonPage {
  const { a, b, baseline, best, chosen, robustness, differences, likeForLike, unmatched, prompts } =
    comparison;
  const families: ComparisonPage['families'] = [
    {
      name: 'robustness',
      title: 'Robustness R, B − A',
      units: 'R',
      sides: ['A withstands more', 'B withstands more'],
      rows: robustness.map((found): PageDifference => {
        const { value, interval } = found.difference.score;
        return {
          label: found.against === 'grid' ? 'fixed grid of attacks' : 'everything tried',
          detail: `R ${formatFraction(found.a.score.value)} on A, ${formatFraction(found.b.score.value)} on B`,
          difference: roundForPage(value, formatSigned)!,
          interval: bounds(interval, formatSigned),
          adjustedP: null,
          conclusion: interval[0] > 0 || interval[1] < 0 ? 'effect' : 'inconclusive',
        };
      }),
    },
    {
      name: 'attacks',
      title: 'Attack success, B − A',
      units: 'points',
      sides: ['A gives way more', 'B gives way more'],
      rows: [...best, ...chosen].map(attackDifference),
    },
    {
      name: 'unattacked',
      title: 'The unattacked models, B − A',
      units: 'points',
      sides: ['A more', 'B more'],
      rows: baseline.map((rate) => rateDifference(RATES[rate.name] ?? rate.name, rate.describes, rate)),
    },
  ];
  const [first = 'Two audits side by side.', ...others] = comparisonSentences(comparison);
  return {
    kind: 'comparison',
    title: `${a.model} (A) against ${b.model} (B)`,
    headline: [first, ...others],
    likeForLike,
    caveats: [
      ...differences.map(
        ({ path, a: before, b: after, consequence, breaks }) =>
          `${breaks ? '**' : ''}${path}${breaks ? '**' : ''}: ${protocolValue(before)} on A, ${protocolValue(after)} on B: ${consequence}.`,
      ),
      ...(unmatched.length > 0 ? [`Only one run has ${unmatched.join(', ')}.`] : []),
    ],
    families: families.filter(({ rows }) => rows.length > 0),
    curves: comparison.curves.map(({ label, a: first, b: second }) => ({
      label,
      a: first.map(pagePoint),
      b: second.map(pagePoint),
    })),
    claimed: CLAIMED_DEPTHS,
    provenance: [
      ...(
        [
          ['A', a],
          ['B', b],
        ] as const
      ).map(([side, { model, layers, weights }]) => ({
        title: `Run ${side}`,
        rows: [
          ['model', `${model}, ${layers} layers`] as const,
          ...Object.entries(weights).map(([file, hash]) => [`${file}, SHA-256`, hash] as const),
        ],
      })),
      {
        title: 'Prompts',
        rows: prompts.map(
          (set) =>
            [
              set.set,
              set.paired
                ? `the same ${set.a}: compared prompt by prompt`
                : `${set.a} on A, ${set.b} on B, ${set.shared} in both: compared as independent samples`,
            ] as const,
        ),
      },
    ],
  };
}

const pagePoint = ({ armId, layer, depth, success }: CurvePoint): PageCurvePoint => ({
  id: armId,
  layer,
  depth,
  success: pageRate(success),
});

function attackDifference({ name, armA, armB, success }: ArmComparison): PageDifference {
  return rateDifference(ATTACKS[name] ?? name, `${armA.id} on A, ${armB.id} on B`, success);
}

function rateDifference(label: string, what: string, rate: RateComparison): PageDifference {
  const { a, b, difference, interval, adjustedP, conclusion } = rate;
  return {
    label,
    detail: `${what}: ${formatFullRate(a)} on A, ${formatFullRate(b)} on B`,
    difference: roundForPage(difference, formatPoints)!,
    interval: bounds(interval, formatPoints),
    adjustedP: roundForPage(adjustedP, probabilityText),
    conclusion: conclusion === 'null' ? 'none' : conclusion,
  };
}

const bounds = ([low, high]: readonly [number, number], text: (bound: number) => string): Bounds => [
  roundForPage(low, text)!,
  roundForPage(high, text)!,
];
