import type { Results } from '../../results/results.ts';
import { reportPageData } from '../page/report-page-data.ts';
import { drawFigure } from './draw-figure.ts';

/** SVG: attack success of single-layer arms by method and layer. Drawn by the page's own component. */
export async function heatMapFigure(results: Results): Promise<string> {
  const drawn = await drawFigure('heat-map', reportPageData(results));
  return drawn!.svg;
}
