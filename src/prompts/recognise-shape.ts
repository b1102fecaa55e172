import type { ColumnMapping } from './column-mapping.ts';
import { mappedShape } from './column-mapping.ts';
import type { DatasetShape } from './dataset-shape.ts';
import { DATASET_SHAPES, LINES_SHAPE, LIST_SHAPE } from './dataset-shapes.ts';
import type { PromptTable } from './prompt-table.ts';
import { UnknownColumnsError } from './unknown-columns-error.ts';

/**
 * What a table's columns mean: as `mapping` says, else by the columns of a published layout. Throws
 * {@link UnknownColumnsError} listing the columns where neither fits.
 */
export function recogniseShape(
  { form, columns }: Pick<PromptTable, 'form' | 'columns'>,
  source: string,
  mapping?: ColumnMapping,
): DatasetShape {
  if (mapping) {
    const shape = mappedShape(mapping);
    const missing = shape.columns.filter((column) => !columns.includes(column));
    if (missing.length > 0) throw new UnknownColumnsError(source, columns, missing);
    return shape;
  }
  if (form !== 'table') return form === 'lines' ? LINES_SHAPE : LIST_SHAPE;
  const shape = DATASET_SHAPES.find((known) => known.columns.every((column) => columns.includes(column)));
  if (!shape) throw new UnknownColumnsError(source, columns);
  return shape;
}
