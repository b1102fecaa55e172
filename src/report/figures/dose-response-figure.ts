import type { Results } from '../../results/results.ts';
import { reportPageData } from '../page/report-page-data.ts';
import { drawFigure } from './draw-figure.ts';

/** SVG: pca-ot at one layer, attack success and damage against the strength λ, a line per rank. Null where the run has one strength only. Drawn by the page's own component. */
export async function doseResponseFigure(results: Results): Promise<string | null> {
  const drawn = await drawFigure('dose-response', reportPageData(results));
  return drawn?.svg ?? null;
}
