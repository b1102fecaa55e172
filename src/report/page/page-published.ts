import type { Results } from '../../results/results.ts';
import { publishedFigures } from '../published-figures.ts';
import type { PageTable } from './page-data.ts';

/** Published figures beside this run's; null where it followed no preset. */
export function pagePublished(results: Results): PageTable | null {
  const found = publishedFigures(results);
  if (found === null) return null;
  const { sentences, columns, rows } = found;
  return { sentences, table: { columns, rows } };
}
