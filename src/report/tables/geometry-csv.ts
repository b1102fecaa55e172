import type { Results } from '../../results/results.ts';
import { judgementSentence } from '../judgement-sentence.ts';
import { type CsvColumn, csvTable, intervalColumns } from './csv-table.ts';

type Site = Results['geometry'][number];

const distance = (when: 'before' | 'after'): CsvColumn<Site>[] => [
  [`w2_squared_${when}`, ({ heldOutDistance }) => heldOutDistance[when].squared],
  [`w2_permutation_median_${when}`, ({ heldOutDistance }) => heldOutDistance[when].permutationMedian],
  [`w2_excess_${when}`, ({ heldOutDistance }) => heldOutDistance[when].excess],
  [`w2_p_${when}`, ({ heldOutDistance }) => heldOutDistance[when].p],
];

const covariance = (side: 'source' | 'target'): CsvColumn<Site>[] => [
  [`total_variance_${side}`, (site) => site[side].totalVariance],
  [`effective_rank_${side}`, (site) => site[side].effectiveRank],
  [`shrinkage_${side}`, (site) => site[side].shrinkage],
  [`rows_per_dimension_${side}`, (site) => site[side].rowsPerDimension],
];

const probe = (name: string, kind: keyof Site['probe']): CsvColumn<Site>[] => [
  [name, (site) => site.probe[kind].value],
  ...intervalColumns(name, (site: Site) => site.probe[kind].interval),
];

const COLUMNS = (layers: number): readonly CsvColumn<Site>[] => [
  ['layer', ({ layer }) => layer],
  ['depth', ({ layer }) => (layer + 1) / layers],
  ['rank', ({ rank }) => rank],
  ['n_fit_source', ({ counts }) => counts.fitSource],
  ['n_fit_target', ({ counts }) => counts.fitTarget],
  ['n_held_out_source', ({ counts }) => counts.heldOutSource],
  ['n_held_out_target', ({ counts }) => counts.heldOutTarget],
  ['mean_difference_norm', ({ meanDifferenceNorm }) => meanDifferenceNorm],
  ['zero_position', ({ zeroPosition }) => zeroPosition],
  ['zero_deviations', ({ zeroDeviations }) => zeroDeviations],
  ['captured_mean_share', ({ capturedMeanShare }) => capturedMeanShare],
  ...covariance('source'),
  ...covariance('target'),
  ['map_eigenvalue_min', ({ map }) => map.eigenvalues.at(-1)],
  ['map_eigenvalue_max', ({ map }) => map.eigenvalues[0]],
  ['map_condition', ({ map }) => map.condition],
  ...intervalColumns('map_band', ({ map }: Site) => map.band),
  ['map_outside_band', ({ map }) => map.outsideBand],
  ...distance('before'),
  ...distance('after'),
  ['w2_reduction', ({ heldOutDistance }) => heldOutDistance.reduction],
  ...probe('auroc_mean_difference', 'meanDifference'),
  ...probe('auroc_subspace', 'subspace'),
  ['energy_p', ({ energy }) => energy.p],
  ['gaussian_map_p', ({ gaussianMap }) => gaussianMap.p],
  ['gaussian_map_rejected', ({ gaussianMap }) => gaussianMap.rejected],
  ['gaussian_map_sentence', judgementSentence],
];

/** Both classes and the map between them, a line a layer. */
export const geometryCsv = ({ geometry, model }: Results): string =>
  csvTable(COLUMNS(model.layers), geometry);
