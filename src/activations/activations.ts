import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { Sample } from '../linalg/sample.ts';

/** Residual-stream vectors of one site, one row per prompt, [n, d] row-major; made by {@link activationsOf}. */
export interface Activations extends Sample {}

/**
 * Wraps rows [n, d] after checking them; the array is kept, not copied.
 *
 * Throws {@link InvalidInputError} that names `label` (a site, a file) when the length is not a multiple of
 * `dimension`, when the array is empty, or when a value is NaN or infinite (with the first such row).
 */
export function activationsOf(label: string, rows: Float32Array, dimension: number): Activations {
  const subject = `activations at ${label}`;
  if (!Number.isInteger(dimension) || dimension < 1)
    throw new InvalidInputError(subject, `dimension ${dimension} is not a positive integer`);
  if (rows.length === 0) throw new InvalidInputError(subject, 'hold no rows');
  const count = rows.length / dimension;
  if (!Number.isInteger(count))
    throw new InvalidInputError(subject, `${rows.length} values are not whole rows of ${dimension}`);
  for (let i = 0; i < rows.length; i++)
    if (!Number.isFinite(rows[i]))
      throw new InvalidInputError(
        subject,
        `row ${Math.floor(i / dimension)} holds ${rows[i]} at coordinate ${i % dimension}`,
        'The model overflowed or the file is damaged: capture the prompt of that row on its own.',
      );
  return { rows, count, dimension };
}
