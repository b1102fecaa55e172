import { pathToFileURL } from 'node:url';
import type { ReportPage } from '../page/page-data.ts';
import type { DrawFigure, DrawnFigure, FigureLook, FigureName } from './figure-renderer.ts';
import { rendererFile } from './renderer-file.ts';

/** Of files in a run folder, px. */
const WIDTH = 960;

let renderer: Promise<{ readonly drawFigure: DrawFigure }> | undefined;

/**
 * A figure of the page as a file, drawn by the page's own components; null where the run did not measure it. Rejects as {@link rendererFile} throws.
 */
export async function drawFigure(
  name: FigureName,
  data: ReportPage,
  { width = WIDTH, heading = true }: Partial<FigureLook> = {},
): Promise<DrawnFigure | null> {
  // Loaded here and not before: a command line without figures starts without it.
  const { drawFigure: draw } = await (renderer ??= import(pathToFileURL(rendererFile()).href));
  return draw(name, data, { width, heading });
}
