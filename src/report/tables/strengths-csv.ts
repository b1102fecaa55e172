import type { Results, StrengthResult } from '../../results/results.ts';
import { type CsvColumn, csvTable, estimateColumns, rateColumns } from './csv-table.ts';

const COLUMNS: readonly CsvColumn<StrengthResult>[] = [
  ['arm', ({ armId }) => armId],
  ['layer', ({ layer }) => layer],
  ['rank', ({ rank }) => rank],
  ['strength', ({ strength }) => strength],
  ...rateColumns('asr_coherent', ({ success }: StrengthResult) => success),
  ...estimateColumns('kl32', ({ kl32 }: StrengthResult) => kl32),
  ...rateColumns('harmless_exact', ({ harmlessExact }: StrengthResult) => harmlessExact),
  ['transport_cost', ({ transportCost }) => transportCost],
];

/** Dose and response, a line a layer, rank and strength. */
export const strengthsCsv = ({ strengths }: Results): string => csvTable(COLUMNS, strengths);
