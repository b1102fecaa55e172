import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** Origin of a direction r = mu_H − mu_S: the block input of `layer` (0-based) at a token position. */
export interface DirectionCandidate {
  readonly layer: number;
  /** Counted from the end of the templated prompt: −1 is its last token. */
  readonly position: number;
}

/** Effects of a candidate on validation prompts. */
export interface DirectionMeasurement {
  /** Mean refusal score on harmful prompts under ablation; lower is better. */
  readonly bypass: number;
  /** Mean refusal score on harmless prompts with r added. */
  readonly induce: number;
  /** Mean first-token KL on harmless prompts under ablation, nats. */
  readonly kl: number;
}

/** Reasons to drop a candidate: KL too high, adding it does not induce refusal, layer too late, a measurement that is not a number. */
export type DropReason = 'kl' | 'induce' | 'layer' | 'not-finite';

export interface MeasuredCandidate {
  readonly candidate: DirectionCandidate;
  readonly measurement: DirectionMeasurement;
  /** Empty for a survivor. */
  readonly dropped: readonly DropReason[];
}

export interface DirectionChoice {
  readonly chosen: MeasuredCandidate;
  /** No candidate survived: this is the best unfiltered one, and a report must say so. */
  readonly flagged: boolean;
}

export interface DirectionSelection extends DirectionChoice {
  /** The choice by the same rules if late layers stay in. */
  readonly withoutLayerPruning: DirectionChoice;
  /** Every candidate, in the order given. */
  readonly candidates: readonly MeasuredCandidate[];
  readonly maximumKl: number;
  readonly minimumInduce: number;
  /** Layers from here on are dropped: floor(0.8 L). */
  readonly firstPrunedLayer: number;
}

/**
 * Selection of the refusal direction after Arditi et al. 2024: drop KL > 0.1, induce < 0 and layer ≥ floor(0.8 L),
 * take the lowest bypass (ties: lower KL, then the earlier candidate). Candidates are measured one after the other,
 * late layers too. Throws {@link InvalidInputError} if there are no candidates, on a bad option, or when nothing could be measured;
 * rejects with `signal`'s reason when aborted between two measurements.
 */
export async function selectDirection(options: {
  readonly candidates: readonly DirectionCandidate[];
  /** L. */
  readonly layers: number;
  readonly measure: (candidate: DirectionCandidate) => Promise<DirectionMeasurement>;
  readonly maximumKl?: number;
  readonly minimumInduce?: number;
  /** Layers from floor(this · L) on are dropped; default 0.8. */
  readonly layerFraction?: number;
  readonly signal?: AbortSignal;
}): Promise<DirectionSelection> {
  const { layers, measure, maximumKl = 0.1, minimumInduce = 0, layerFraction = 0.8, signal } = options;
  if (options.candidates.length === 0) throw new InvalidInputError('candidates', 'are empty');
  if (!Number.isInteger(layers) || layers < 1)
    throw new InvalidInputError('layers', `${layers} is not a positive integer`);
  for (const [name, value] of Object.entries({ maximumKl, minimumInduce, layerFraction }))
    if (Number.isNaN(value)) throw new InvalidInputError(name, 'is NaN');
  const firstPrunedLayer = Math.floor(layerFraction * layers);
  const candidates: MeasuredCandidate[] = [];
  for (const candidate of options.candidates) {
    signal?.throwIfAborted();
    const measurement = await measure(candidate);
    const { bypass, induce, kl } = measurement;
    const dropped: DropReason[] = [];
    if (![bypass, induce, kl].every(Number.isFinite)) dropped.push('not-finite');
    if (kl > maximumKl) dropped.push('kl');
    if (induce < minimumInduce) dropped.push('induce');
    if (candidate.layer >= firstPrunedLayer) dropped.push('layer');
    candidates.push({ candidate, measurement, dropped });
  }
  const pruned = choose(candidates, ({ dropped }) => dropped.length === 0);
  const withoutLayerPruning = choose(candidates, ({ dropped }) =>
    dropped.every((reason) => reason === 'layer'),
  );
  return { ...pruned, withoutLayerPruning, candidates, maximumKl, minimumInduce, firstPrunedLayer };
}

function choose(
  candidates: readonly MeasuredCandidate[],
  survives: (candidate: MeasuredCandidate) => boolean,
): DirectionChoice {
  const survivors = candidates.filter(survives);
  const pool =
    survivors.length > 0 ? survivors : candidates.filter(({ dropped }) => !dropped.includes('not-finite'));
  if (pool.length === 0)
    throw new InvalidInputError('candidates', `none of the ${candidates.length} gave finite measurements`);
  const [chosen] = pool.toSorted(
    (a, b) => a.measurement.bypass - b.measurement.bypass || a.measurement.kl - b.measurement.kl,
  );
  return { chosen, flagged: survivors.length === 0 };
}
