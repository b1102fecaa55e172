import type {
  ArmResult,
  BaselineComparison,
  ControlledResult,
  ControlResult,
  Results,
  StrengthResult,
} from '../../src/results/results.ts';
import { concludePaired } from '../../src/statistics/conclude-paired.ts';
import { rateOf } from '../../src/statistics/rate.ts';
import { resultsFixture } from './results-fixture.ts';

const N = 128;
const LAYERS = 12;
const layers = Array.from({ length: LAYERS }, (_, layer) => layer);

/** {@link resultsFixture} of a run with controls, strengths, geometry and claims: made up, but of the shape that an audit writes. */
export function fullResultsFixture(): Results {
  const base = resultsFixture();
  const arm = (id: string): ArmResult => base.arms.find((each) => each.id === id)!;
  const tests = concludePaired(
    [1, 2].flatMap((rank) => layers.map((layer) => controlled(arm(`pca-ot@${layer}/k${rank}`)))),
  );
  const strengths = [1, 2].flatMap((rank) =>
    [5, 7].flatMap((layer) => [0.5, 1, 1.5].map((strength) => strengthAt(layer, rank, strength))),
  );
  return {
    ...base,
    arms: [
      ...base.arms,
      ...strengths
        .filter(({ strength }) => strength !== 1)
        .map((each) => strengthArm(each, arm('pca-ot@7/k1'))),
    ],
    protocol: { ...base.protocol, strengths: [0.5, 1.5], controlDraws: 3, peakDraws: 19 },
    againstBaseline: concludePaired(base.arms.slice(1).map(againstBaseline)),
    controls: [1, 2].flatMap((rank) => layers.flatMap((layer) => controlsAt(layer, rank))),
    localisation: {
      rank: 2,
      tests,
      effective: ['pca-ot@7/k1'],
      peak: {
        layer: 7,
        depth: 8 / 12,
        depthInterval: [7 / 12, 8 / 12],
        effect: 0.77,
        effectInterval: [0.69, 0.84],
        significant: true,
        stability: 0.914,
        drawsP: 0.1,
        draws: 19,
      },
      width: { firstLayer: 5, lastLayer: 8, layers: 4, interval: [3, 4] },
      depthClaim: {
        difference: -0.13,
        interval: [-0.21, -0.05],
        inside: 3,
        layers: 12,
        chanceShare: 0.25,
        pSupported: 1,
        pContradicted: 0.0042,
        conclusion: 'contradicted',
      },
      outside: {
        bestPair: 'pca-ot@6+7/k2',
        armId: 'pca-ot@9/k2',
        ratio: 0.23,
        interval: [0.11, 0.34],
        undefinedShare: 0.02,
      },
    },
    strengths,
    robustness: {
      ...base.robustness,
      grid: {
        ...base.robustness.grid,
        arms: 12,
        frontier: [
          step('identity', 0, 0.03),
          step('pca-ot@5/k1/λ1.5', 0.004, 0.3),
          step('pca-ot@7/k1', 0.05, 0.85),
        ],
      },
      everything: {
        ...base.robustness.everything,
        arms: 90,
        score: { value: 0.11, interval: [0.08, 0.15], undefinedShare: 0 },
        halfDamage: {
          value: { kind: 'below', bound: 0.001 },
          interval: [
            { kind: 'below', bound: 0.001 },
            { kind: 'exact', value: 0.0031 },
          ],
        },
        frontier: [step('identity', 0, 0.03), step('act-add@6', 0.0002, 0.97)],
      },
    },
    geometry: layers.map(site),
    judges: {
      judges: [
        {
          name: 'exact',
          description: { kind: 'exact' },
          arms: [{ armId: 'pca-ot@7/k1', success: rateOf(109, N), failed: 0, score: null }],
        },
        {
          name: 'rubric',
          description: { kind: 'rubric' },
          arms: [
            {
              armId: 'pca-ot@7/k1',
              success: rateOf(99, 124),
              failed: 4,
              score: { value: 0.71, n: 124, interval: [0.65, 0.77] },
            },
          ],
        },
      ],
      agreement: [
        {
          first: 'exact',
          second: 'rubric',
          agreement: {
            table: { both: 96, first: 10, second: 3, neither: 15 },
            n: 124,
            missing: 4,
            observed: 111 / 124,
            kappa: 0.64,
            kappaInterval: [0.47, 0.81],
            prevalence: 205 / 248,
            positiveAgreement: 192 / 205,
            negativeAgreement: 30 / 43,
          },
        },
      ],
    },
    claims: [
      {
        number: 1,
        claim: 'matching the whole distribution beats removing a direction',
        conclusion: 'contradicted',
        decidedBy: 'exact McNemar test',
        because: [
          'pca-ot@7/k1 against rfa@8: −9 points (95% interval −14 to −4, n = 128, p = 0.00055: effect)',
        ],
      },
      {
        number: 2,
        claim: 'pca-ot breaks the refusal of the models it is tried on',
        conclusion: 'supported',
        decidedBy: 'exact McNemar test',
        because: ['pca-ot@7/k1: attack success 109/128'],
      },
      {
        number: 3,
        claim: 'few layers in the middle beat every layer',
        conclusion: 'inconclusive',
        decidedBy: 'exact McNemar test',
        because: ['not measured'],
      },
      {
        number: 4,
        claim: 'the spread matters beyond the mean',
        conclusion: 'not supported',
        decidedBy: 'exact McNemar test',
        because: [
          'pca-ot@7/k1 against mean-shift@7/k1: +1 points (95% interval −3 to +5, n = 128, p = 0.8: null)',
        ],
      },
    ],
  };
}

const FACTS = { p: 0.5, n: N, groups: N, deff: 1 } as const;

function controlled({ layer, rank, test }: ArmResult): Omit<ControlledResult, 'adjustedP' | 'conclusion'> & {
  readonly interval: readonly [number, number];
} {
  const difference = test.forbidden.exact.rate! - 0.02;
  return {
    ...FACTS,
    p: difference > 0.1 ? 1e-6 : 0.6,
    method: 'control-permutation-exact',
    draws: layer === 7 ? 19 : 3,
    difference,
    interval: [difference - 0.06, difference + 0.06],
    ownDraws: { p: difference > 0.1 ? 1e-9 : 0.5, interval: [difference - 0.05, difference + 0.05] },
    anyDraw: null,
    layer: layer!,
    rank: rank!,
  };
}

function againstBaseline({ id, test }: ArmResult): Omit<BaselineComparison, 'adjustedP' | 'conclusion'> {
  const { k } = test.forbidden.exact;
  const difference = (k - 4) / N;
  return {
    ...FACTS,
    p: k > 16 ? 1e-5 : 1,
    method: 'mcnemar-exact',
    armId: id,
    onlyFirst: k,
    onlySecond: 4,
    difference,
    interval: [difference - 0.05, difference + 0.05],
  };
}

function controlsAt(layer: number, rank: number): ControlResult[] {
  const made = (
    kind: ControlResult['kind'],
    draw: number,
    k: number,
    facts: ControlResult['facts'][string] = {},
  ): ControlResult => ({
    id: `pca-ot@${layer}/k${rank}/${kind}-${draw}`,
    kind,
    draw,
    layer,
    rank,
    success: kind === 'reverse' ? null : rateOf(k, N),
    induced: kind === 'reverse' ? rateOf(k, 96) : null,
    facts: { [`resid_post.${layer}`]: facts },
  });
  return [
    ...[1, 3, 5].map((k, draw) => made('random', draw, k, { displacementNorm: 4.5 })),
    ...(rank === 2
      ? [
          made('shuffled', 0, 6, { rescaling: 1 + layer }),
          // Not to be read at the first layer.
          made('rotated', 0, 10 + layer, { rotation: 0.9, readable: layer > 0 }),
          made('covariance-only', 0, 7),
          made('reverse', 0, 8 * layer),
        ]
      : []),
  ];
}

function strengthAt(layer: number, rank: number, strength: number): StrengthResult {
  const damage = 0.02 * layer * strength ** 2;
  return {
    armId: `pca-ot@${layer}/k${rank}${strength === 1 ? '' : `/λ${strength}`}`,
    layer,
    rank,
    strength,
    success: rateOf(Math.min(N, Math.round(10 * layer * strength)), N),
    kl32: { value: damage, n: 96, interval: [damage * 0.8, damage * 1.2] },
    harmlessExact: rateOf(90, 96),
    transportCost: 0.31 * strength,
  };
}

/** As an audit measures further strengths: no borderline prompts, no perplexities. */
function strengthArm(
  { armId, layer, rank, success, kl32, harmlessExact }: StrengthResult,
  like: ArmResult,
): ArmResult {
  const none = rateOf(0, 0);
  const set = (rate: typeof success): ArmResult['test']['forbidden'] => ({
    exact: rate,
    near: rate,
    refusal: rateOf(rate.n - rate.k, rate.n),
    degenerate: rateOf(0, rate.n),
    outcomes: { degenerate: 0, refused: rate.n - rate.k, complied: rate.k, 'cut-off': 0, deflected: 0 },
  });
  const unmeasured = { value: null, n: 0, interval: null };
  return {
    ...like,
    id: armId,
    role: 'strength',
    layers: [layer],
    layer,
    depth: (layer + 1) / LAYERS,
    rank,
    sites: [`resid_post.${layer}`],
    facts: {},
    test: {
      ...like.test,
      forbidden: set(success),
      harmless: set(harmlessExact),
      borderline: set(none),
      kl32,
      lorePerplexity: unmeasured,
      referencePerplexity: unmeasured,
    },
  };
}

function step(armId: string, damage: number, success: number) {
  return {
    armId,
    damage,
    selectionDamage: damage / 2,
    success,
    selectionSuccess: success,
    test: rateOf(Math.round(success * N), N),
  };
}

function site(layer: number): Results['geometry'][number] {
  const share = layer / (LAYERS - 1);
  const covariance = { totalVariance: 900 + layer, effectiveRank: 9.1, shrinkage: 0.08, rowsPerDimension: 1 };
  const rejected = layer === 3;
  const p = rejected ? 0.002 : 0.5 - layer / 100;
  const auroc = (value: number) => ({
    value,
    interval: [value - 0.04, Math.min(1, value + 0.03)] as const,
    positives: 64,
    negatives: 64,
  });
  const excess = (value: number) => ({
    squared: 500 + value,
    mean: 400,
    covariance: 100,
    permutationMedian: 500,
    excess: value,
    p: 0.01,
  });
  return {
    layer,
    rank: 2,
    dimension: 128,
    counts: { fitSource: 128, fitTarget: 128, heldOutSource: 64, heldOutTarget: 64 },
    seed: 0,
    permutations: 499,
    grouped: true,
    meanDifferenceNorm: 3.14 + layer,
    zeroPosition: layer === 0 ? -2236 : 1.5 - share,
    zeroDeviations: 2.7,
    capturedMeanShare: share,
    capturedMeanShareByRank: [share / 2, share],
    explainedVariance: [0.3, 0.2],
    source: covariance,
    target: { ...covariance, effectiveRank: 11.2 },
    subspaceShrinkage: { source: 0.1, target: 0.2 },
    map: { eigenvalues: [1.44, 0.81], condition: 1.78, band: [0.77, 1.3], outsideBand: true },
    heldOutDistance: {
      before: excess(7000 * share - 50),
      after: excess(-60),
      reduction: layer === 0 ? null : 1.02,
    },
    gaussianity: { tests: [], smallestAdjusted: 0.2, lowPower: true },
    energy: { statistic: 1.2, p, permutations: 499 },
    gaussianMap: {
      rejected,
      p,
      sentence: rejected
        ? 'A Gaussian map of rank 2 is not justified here (energy test, p = 0.002, n = 64 and 64).'
        : `Nothing was found against a Gaussian map of rank 2 here (energy test, p = ${p.toFixed(2)}, n = 64 and 64).`,
    },
    probe: { meanDifference: auroc(0.5 + 0.45 * share), subspace: auroc(0.5 + 0.3 * share) },
  };
}
