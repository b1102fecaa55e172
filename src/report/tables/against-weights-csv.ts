import type { AgainstResult } from '../../results/against-result.ts';
import type { TensorChange } from '../../results/weight-change.ts';
import { type CsvColumn, csvTable } from './csv-table.ts';

interface Row {
  readonly armId: string;
  readonly tensor: TensorChange;
}

const COLUMNS: readonly CsvColumn<Row>[] = [
  ['arm', ({ armId }) => armId],
  ['tensor', ({ tensor }) => tensor.name],
  ['block', ({ tensor }) => tensor.block],
  ['shape', ({ tensor }) => tensor.shape.join('x')],
  ['relative_norm', ({ tensor }) => tensor.relativeNorm],
  ['rank', ({ tensor }) => tensor.rank?.value],
  ['rank_kind', ({ tensor }) => tensor.rank?.kind],
  ['rank_sketch', ({ tensor }) => tensor.rank?.sketch],
  ['rank_tolerance', ({ tensor }) => tensor.rank?.tolerance],
  ['largest_singular_value', ({ tensor }) => tensor.rank?.largest],
];

/** Tensors of modified checkpoints that differ from the audited model's, a line each. */
export const againstWeightsCsv = (against: readonly AgainstResult[]): string =>
  csvTable(
    COLUMNS,
    against.flatMap(({ armId, weights }) => weights.changed.map((tensor) => ({ armId, tensor }))),
  );
