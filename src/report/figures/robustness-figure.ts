import type { Results } from '../../results/results.ts';
import { reportPageData } from '../page/report-page-data.ts';
import { drawFigure } from './draw-figure.ts';

/** SVG: the most that the picked attacks succeed at within each damage budget, for both sets of attacks, with R and D50. Drawn by the page's own component. */
export async function robustnessFigure(results: Results): Promise<string> {
  const drawn = await drawFigure('robustness', reportPageData(results));
  return drawn!.svg;
}
