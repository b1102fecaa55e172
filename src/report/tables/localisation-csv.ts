import type { ControlledResult, Results } from '../../results/results.ts';
import { conclusionName } from './arms-csv.ts';
import { type CsvColumn, csvTable, intervalColumns } from './csv-table.ts';

const COLUMNS = (results: Results): readonly CsvColumn<ControlledResult>[] => [
  ['layer', ({ layer }) => layer],
  ['depth', ({ layer }) => (layer + 1) / results.model.layers],
  ['rank', ({ rank }) => rank],
  ['on_curve', ({ rank }) => rank === results.localisation?.rank],
  ['effect', ({ difference }) => difference],
  ...intervalColumns('effect', ({ interval }: ControlledResult) => interval),
  ['n', ({ n }) => n],
  ['groups', ({ groups }) => groups],
  ['deff', ({ deff }) => deff],
  ['draws', ({ draws }) => draws],
  ['p', ({ p }) => p],
  ['p_own_draws', ({ ownDraws }) => ownDraws.p],
  ['p_any_draw', ({ anyDraw }) => anyDraw?.p],
  ['adjusted_p', ({ adjustedP }) => adjustedP],
  ['conclusion', ({ conclusion }) => conclusionName(conclusion)],
];

/** Single-layer pca-ot against its random displacements, a line a layer and rank: family (b). */
export const localisationCsv = (results: Results): string =>
  csvTable(COLUMNS(results), results.localisation?.tests ?? []);
