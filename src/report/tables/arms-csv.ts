import type { ArmResult, BaselineComparison, Results } from '../../results/results.ts';
import type { PairedTest } from '../../statistics/paired-test.ts';
import { againstArms } from '../against-arms.ts';
import { coherentRate } from '../coherent-rate.ts';
import { type CsvColumn, csvTable, estimateColumns, intervalColumns, rateColumns } from './csv-table.ts';

interface Row {
  readonly arm: ArmResult;
  /** Of modified checkpoints, which are in no family, without what a family decides. */
  readonly test: (PairedTest & Partial<BaselineComparison>) | undefined;
  readonly chosen: boolean;
  readonly judge: Results['protocol']['judge'];
}

const COLUMNS: readonly CsvColumn<Row>[] = [
  ['arm', ({ arm }) => arm.id],
  ['method', ({ arm }) => arm.method],
  ['role', ({ arm }) => arm.role],
  ['layers', ({ arm }) => arm.layers.join(' ')],
  ['depth', ({ arm }) => arm.depth],
  ['rank', ({ arm }) => arm.rank],
  ['refit', ({ arm }) => arm.refit],
  ['scope', ({ arm }) => arm.scope],
  ['chosen', ({ chosen }) => chosen],
  // What `exact` means in this table: a right answer, or no refusal phrase.
  ['judge', ({ judge }) => judge],
  ['selection_feasible', ({ arm }) => arm.selection?.feasible],
  ['transport_cost', ({ arm }) => arm.transportCost],
  ...rateColumns('asr_exact', ({ arm }: Row) => arm.test.forbidden.exact),
  ...rateColumns('asr_coherent', ({ arm }: Row) => coherentRate(arm.test.forbidden)),
  ...rateColumns('asr_near', ({ arm }: Row) => arm.test.forbidden.near),
  ...rateColumns('refusal', ({ arm }: Row) => arm.test.forbidden.refusal),
  ...rateColumns('degenerate', ({ arm }: Row) => arm.test.forbidden.degenerate),
  ...rateColumns('harmless_exact', ({ arm }: Row) => arm.test.harmless.exact),
  ...rateColumns('harmless_refusal', ({ arm }: Row) => arm.test.harmless.refusal),
  ...rateColumns('borderline_exact', ({ arm }: Row) => arm.test.borderline.exact),
  ...rateColumns('borderline_refusal', ({ arm }: Row) => arm.test.borderline.refusal),
  ...estimateColumns('kl1', ({ arm }: Row) => arm.test.kl1),
  ...estimateColumns('kl32', ({ arm }: Row) => arm.test.kl32),
  ...estimateColumns('kl32_unanswered', ({ arm }: Row) => arm.test.kl32Unanswered),
  ['kl32_largest_three', ({ arm }) => arm.test.kl32LargestThree],
  ...estimateColumns('perplexity_lore', ({ arm }: Row) => arm.test.lorePerplexity),
  ...estimateColumns('perplexity_reference', ({ arm }: Row) => arm.test.referencePerplexity),
  ['against_unattacked', ({ test }) => test?.difference],
  ['against_unattacked_n', ({ test }) => test?.n],
  ...intervalColumns('against_unattacked', ({ test }: Row) => test?.interval),
  ['p', ({ test }) => test?.p],
  ['adjusted_p', ({ test }) => test?.adjustedP],
  ['conclusion', ({ test }) => conclusionName(test?.conclusion)],
];

/** Every arm, a line each: rates with k, n and interval, estimates with n and interval, and the test against the unattacked model. */
export function armsCsv(results: Results): string {
  const { againstBaseline, against = [], chosen, protocol } = results;
  const { judge } = protocol;
  const arms = [...results.arms, ...againstArms(results)];
  const tests = new Map<string, Row['test']>([
    ...againstBaseline.map((test) => [test.armId, test] as const),
    ...against.map(({ armId, againstBaseline: test }) => [armId, test] as const),
  ]);
  const picked = new Set(chosen.map(({ armId }) => armId));
  return csvTable(
    COLUMNS,
    arms.map((arm) => ({ arm, test: tests.get(arm.id), chosen: picked.has(arm.id), judge })),
  );
}

/** "null" would be read as a missing value. */
export function conclusionName(conclusion: BaselineComparison['conclusion'] | undefined): string | undefined {
  return conclusion === 'null' ? 'none' : conclusion;
}
