import type { Results } from '../../results/results.ts';
import { reportPageData } from '../page/report-page-data.ts';
import { drawFigure } from './draw-figure.ts';

/** SVG: fit prompts in the first two pooled principal coordinates, and where pca-ot carries the harmful ones. Null where the results hold no points. Drawn by the page's own component. */
export async function scatterFigure(results: Results): Promise<string | null> {
  const drawn = await drawFigure('scatter', reportPageData(results));
  return drawn?.svg ?? null;
}
