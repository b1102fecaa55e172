import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { benchmarkInName } from './benchmark-name.ts';
import { type ColumnMapping, mappedShape } from './column-mapping.ts';
import type { DatasetShape } from './dataset-shape.ts';
import { ADVBENCH_LINES_SHAPE, DATASET_SHAPES, LINES_SHAPE, LIST_SHAPE } from './dataset-shapes.ts';
import type { PromptTable } from './prompt-table.ts';
import { UnknownColumnsError } from './unknown-columns-error.ts';

/**
 * What a table's columns mean: as `mapping` says, else by the columns of a published layout, with the names of file and repository
 * (`names`) where columns do not tell. Throws {@link UnknownColumnsError} listing the columns where neither fits, and InvalidInputError
 * where the layout cannot be read.
 */
export function recogniseShape(
  { form, columns }: Pick<PromptTable, 'form' | 'columns'>,
  source: string,
  { mapping, names = source }: { readonly mapping?: ColumnMapping; readonly names?: string } = {},
): DatasetShape {
  if (mapping) {
    const shape = mappedShape(mapping);
    const missing = shape.columns.filter((column) => !columns.includes(column));
    if (missing.length > 0) throw new UnknownColumnsError(source, columns, missing);
    return shape;
  }
  if (form === 'list') return LIST_SHAPE;
  if (form === 'lines') return benchmarkInName(names) === 'advbench' ? ADVBENCH_LINES_SHAPE : LINES_SHAPE;
  const shape = DATASET_SHAPES.find(
    (known) => known.columns.every((column) => columns.includes(column)) && (known.named?.(names) ?? true),
  );
  if (!shape) throw new UnknownColumnsError(source, columns);
  if (shape.refused) throw new InvalidInputError(source, shape.refused.problem, shape.refused.remedy);
  return shape;
}
