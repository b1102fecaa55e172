import type { StagedArm } from '../../results/design-result.ts';
import type { Results } from '../../results/results.ts';
import { designArms } from '../design-arms.ts';
import { type CsvColumn, csvTable, estimateColumns, rateColumns } from './csv-table.ts';

const COLUMNS: readonly CsvColumn<StagedArm>[] = [
  ['arm', ({ armId }) => armId],
  ['method', ({ method }) => method],
  ['role', ({ role }) => role],
  ['layers', ({ layers }) => layers.join(' ')],
  ['rank', ({ rank }) => rank],
  ['reached', ({ reached }) => reached],
  ['left', ({ left }) => left],
  ...estimateColumns('screen_refusal_score', ({ screen }: StagedArm) => screen?.refusalScore),
  ...estimateColumns('screen_kl1', ({ screen }: StagedArm) => screen?.kl1),
  ...rateColumns('halving_unrefused', ({ halving }: StagedArm) => halving?.unrefused),
  ['halving_kl', ({ halving }) => halving?.kl],
];

/** Every arm that a staged audit tried, a line each: how far it came, why it left and what the stages saw of it. */
export const stagesCsv = (results: Results): string => csvTable(COLUMNS, designArms(results));
