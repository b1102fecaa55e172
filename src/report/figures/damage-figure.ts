import type { Results } from '../../results/results.ts';
import { reportPageData } from '../page/report-page-data.ts';
import { drawFigure } from './draw-figure.ts';

/** SVG: attack success on the test split against damage KL32 (log scale), a point per arm, the chosen arms labelled. Drawn by the page's own component. */
export async function damageFigure(results: Results): Promise<string> {
  const drawn = await drawFigure('damage', reportPageData(results));
  return drawn!.svg;
}
