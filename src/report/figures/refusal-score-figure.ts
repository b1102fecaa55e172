import type { Results } from '../../results/results.ts';
import { reportPageData } from '../page/report-page-data.ts';
import { drawFigure } from './draw-figure.ts';

/** SVG: the refusal score at the last prompt token under single-layer pca-ot against depth, with 95% intervals. Null of a full audit, which has no such curve. Drawn by the page's own component. */
export async function refusalScoreFigure(results: Results): Promise<string | null> {
  const drawn = await drawFigure('refusal-score', reportPageData(results));
  return drawn?.svg ?? null;
}
