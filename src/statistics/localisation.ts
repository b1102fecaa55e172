import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { type Concluded, concludePaired, SIGNIFICANCE } from './conclude-paired.ts';
import { controlTest } from './control-test.ts';
import { type DepthClaim, depthClaim, depthDifference } from './depth-claim.ts';
import { groupBootstrap } from './group-bootstrap.ts';
import { type GroupLabels, groupSums, indexGroups } from './group-index.ts';
import { type HalfEffectRange, halfEffectRange, peakOf } from './half-effect-width.ts';
import { type ArmAtLayers, outsideArms } from './outside-effect.ts';
import { requireFinite, requireLength, requireSome } from './require-input.ts';
import { type AgainstControls, testAgainstControls } from './test-against-controls.ts';

/** Successes of an arm and its controls on the test prompts; the effect on a prompt is success minus the share of draws that succeeded. */
export interface ControlledArm {
  readonly complied: readonly boolean[];
  /** One list per control draw, at least one. */
  readonly controls: readonly (readonly boolean[])[];
}

/** An arm at a single layer. */
export interface LayerArm extends ControlledArm {
  readonly layer: number;
  /** In [0, 1]. */
  readonly depth: number;
}

export interface LocalisationRequest {
  /** Ascending in layer, at least one; all on the same test prompts. */
  readonly layers: readonly LayerArm[];
  /** Arms at one layer or two, on the same prompts, for the effect outside the best pair. */
  readonly arms?: readonly (ArmAtLayers & ControlledArm)[];
  readonly groups?: GroupLabels;
  /** Adjusted p of each layer, where they belong to a larger family; by default Holm over these layers. */
  readonly adjustedP?: readonly number[];
  readonly replicates?: number;
  readonly seed?: number;
}

export type Interval = readonly [number, number] | null;

export interface Localisation {
  /** Mean effect of each layer with its test and conclusion. */
  readonly curve: readonly (Concluded<AgainstControls> & {
    readonly layer: number;
    readonly depth: number;
  })[];
  readonly peak: {
    readonly layer: number;
    readonly depth: number;
    readonly depthInterval: Interval;
    /** Depth of the layer with the largest effect on these prompts, hence too large on average: the interval is bias-corrected. */
    readonly effect: number;
    readonly effectInterval: Interval;
    /** Adjusted p < .05 and a positive effect. */
    readonly significant: boolean;
    /** Share of the resamples that have their peak at this layer. */
    readonly stability: number;
  };
  /** Contiguous layers around the peak with at least half of its effect; null where the peak is not significant. */
  readonly width: {
    readonly firstLayer: number;
    readonly lastLayer: number;
    /** Share of the layers that were measured. */
    readonly layers: number;
    readonly interval: Interval;
  } | null;
  /** null where all layers lie on one side. */
  readonly depthClaim: DepthClaim | null;
  /** Best effect away from the best pair over that of the pair; null without arms to compare or where the pair has no effect. */
  readonly outside: {
    readonly bestPair: string;
    readonly armId: string;
    readonly ratio: number;
    readonly interval: Interval;
    /** Share of the resamples in which the ratio is not defined. */
    readonly undefinedShare: number;
  } | null;
}

/**
 * The depth at which refusal gives way. Everything is computed from the mean effects by layer; its intervals come from one
 * bootstrap over groups that finds peak, width, best pair and maxima again in every resample.
 */
export function localisation(request: LocalisationRequest): Localisation {
  const { layers, arms = [], groups: labels, adjustedP, replicates, seed } = request;
  requireSome('localisation: layers', layers.length);
  const prompts = layers[0].complied.length;
  layers.forEach(({ layer, depth, complied }, i) => {
    requireLength(`layer ${layer}: prompts`, complied.length, prompts);
    requireFinite(`layer ${layer}: depth`, [depth]);
    if (i > 0 && !(layer > layers[i - 1].layer))
      throw new InvalidInputError('localisation', `layer ${layer} comes after layer ${layers[i - 1].layer}`);
  });
  for (const { id, complied } of arms) requireLength(`${id}: prompts`, complied.length, prompts);
  if (adjustedP) requireLength('localisation: adjusted p', adjustedP.length, layers.length);

  const curve = concludePaired(
    testAgainstControls(layers, labels).map((test, i) => ({
      layer: layers[i].layer,
      depth: layers[i].depth,
      ...test,
    })),
    adjustedP ? { adjusted: adjustedP } : {},
  );
  const groups = indexGroups(labels, prompts);
  const others = arms.map(({ complied, controls }) => controlTest(complied, controls, labels));
  const sums = [...curve, ...others].map(({ differences }) => groupSums(differences, groups));
  const depths = layers.map(({ depth }) => depth);
  const means = (counts: Int32Array): { curve: Float64Array; arms: Float64Array } => {
    let drawn = 0;
    for (let g = 0; g < counts.length; g++) drawn += counts[g] * groups.sizes[g];
    const all = Float64Array.from(sums, (sum) => {
      let total = 0;
      for (let g = 0; g < counts.length; g++) total += counts[g] * sum[g];
      return total / drawn;
    });
    return { curve: all.subarray(0, layers.length), arms: all.subarray(layers.length) };
  };

  const own = means(new Int32Array(groups.count).fill(1));
  const peak = peakOf(own.curve);
  const [depth, effect, width, claim, ratio, atPeak] = groupBootstrap({
    groups: [groups.count],
    intervals: [
      'percentile',
      'bias-corrected',
      'percentile',
      'bias-corrected',
      'bias-corrected',
      'percentile',
    ],
    ...(seed === undefined ? {} : { seed }),
    ...(replicates === undefined ? {} : { replicates }),
    statistic: ([counts]) => {
      const { curve: effects, arms: armEffects } = means(counts);
      const top = peakOf(effects);
      return [
        depths[top],
        effects[top],
        countOf(halfEffectRange(effects)),
        depthDifference(effects, depths),
        outsideRatio(arms, armEffects),
        top === peak ? 1 : 0,
      ];
    },
  });

  const significant = curve[peak].adjustedP < SIGNIFICANCE && own.curve[peak] > 0;
  const range = significant ? halfEffectRange(own.curve) : undefined;
  const found = outsideArms(arms, own.arms);
  return {
    curve,
    peak: {
      layer: layers[peak].layer,
      depth: depth.value,
      depthInterval: depth.interval,
      effect: effect.value,
      effectInterval: effect.interval,
      significant,
      stability: atPeak.replicates.reduce((sum, hit) => sum + hit, 0) / atPeak.replicates.length,
    },
    width: range
      ? {
          firstLayer: layers[range.first].layer,
          lastLayer: layers[range.last].layer,
          layers: countOf(range),
          interval: width.interval,
        }
      : null,
    depthClaim: depthClaim(claim.value, claim.interval, depths, sums.slice(0, layers.length)),
    outside:
      found?.outside === undefined || Number.isNaN(ratio.value)
        ? null
        : {
            bestPair: arms[found.bestPair].id,
            armId: arms[found.outside].id,
            ratio: ratio.value,
            interval: ratio.interval,
            undefinedShare: ratio.undefinedShare,
          },
  };
}

function countOf(range: HalfEffectRange | undefined): number {
  return range ? range.last - range.first + 1 : Number.NaN;
}

function outsideRatio(arms: readonly ArmAtLayers[], effects: ArrayLike<number>): number {
  const found = outsideArms(arms, effects);
  if (found?.outside === undefined || !(effects[found.bestPair] > 0)) return Number.NaN;
  return effects[found.outside] / effects[found.bestPair];
}
