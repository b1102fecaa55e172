import type { Results } from '../../results/results.ts';
import { publishedFigures } from '../published-figures.ts';
import { markdownTable } from './markdown-table.ts';

/** Published figures beside this run's; empty where it followed no preset. */
export function markdownPublished(results: Results): string[] {
  const found = publishedFigures(results);
  return found === null
    ? []
    : [
        ...found.sentences.flatMap((sentence) => [sentence, '']),
        markdownTable(found.columns, found.rows, { left: [3] }),
      ];
}
