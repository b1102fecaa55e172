import type { Results } from '../../results/results.ts';
import { reportPageData } from '../page/report-page-data.ts';
import { drawFigure } from './draw-figure.ts';

/** SVG: both classes at every layer: their distance, the eigenvalues of the map, what the subspace holds. Null where the results hold no geometry. Drawn by the page's own component. */
export async function geometryFigure(results: Results): Promise<string | null> {
  const drawn = await drawFigure('geometry', reportPageData(results));
  return drawn?.svg ?? null;
}
