import type { Results } from '../../results/results.ts';
import { reportPageData } from '../page/report-page-data.ts';
import { drawFigure } from './draw-figure.ts';

/** SVG: attack success and damage of single-layer arms over depth, with 95% intervals, beside what random displacements of the same size do. Drawn by the page's own component. */
export async function localisationFigure(results: Results): Promise<string> {
  const drawn = await drawFigure('localisation', reportPageData(results));
  return drawn!.svg;
}
