import type { Results, StrengthResult } from '../results/results.ts';

/** Strengths of pca-ot at one layer and rank, ascending in λ. */
export interface StrengthPlace {
  readonly layer: number;
  readonly rank: number;
  /** `selection`: what the selection split puts first at the audit's own strength; `test`: the peak of the test prompts. */
  readonly why: readonly ('selection' | 'test')[];
  readonly strengths: readonly StrengthResult[];
}

/** The places of the dose–response whose figures a report lists: the selection split's best, and the localisation peak. */
export function bestStrengthPlaces(results: Results): StrengthPlace[] {
  const { strengths, arms, localisation } = results;
  const places = strengthPlaces(strengths);
  const score = ({ layer, rank }: StrengthPlace): number => {
    const selection = arms.find(
      (arm) => arm.method === 'pca-ot' && arm.role === 'layer' && arm.layer === layer && arm.rank === rank,
    )?.selection;
    return Number(selection?.feasible ?? false) + (selection?.coherentAsr?.rate ?? 0);
  };
  const best = places.toSorted((a, b) => score(b) - score(a) || a.rank - b.rank || a.layer - b.layer)[0];
  const peak = places.find(
    ({ layer, rank }) => layer === localisation?.peak.layer && rank === localisation.rank,
  );
  return places
    .map((place): StrengthPlace => {
      const why: ('selection' | 'test')[] = [];
      if (place === best) why.push('selection');
      if (place === peak) why.push('test');
      return { ...place, why };
    })
    .filter(({ why }) => why.length > 0);
}

/** Dose–response by place, ascending in rank, then layer. */
export function strengthPlaces(strengths: readonly StrengthResult[]): StrengthPlace[] {
  const keys = new Map(strengths.map(({ layer, rank }) => [`${layer}/${rank}`, { layer, rank }]));
  return [...keys.values()]
    .toSorted((a, b) => a.rank - b.rank || a.layer - b.layer)
    .map(({ layer, rank }) => ({
      layer,
      rank,
      why: [],
      strengths: strengths
        .filter((each) => each.layer === layer && each.rank === rank)
        .toSorted((a, b) => a.strength - b.strength),
    }));
}
