import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { nearestNames } from '../../wording/nearest-names.ts';
import { drawFigure } from '../figures/draw-figure.ts';
import { FIGURE_NAMES } from '../figures/figure-names.ts';
import type { FigureName } from '../figures/figure-renderer.ts';
import { svgToPng } from '../figures/svg-to-png.ts';
import { onlyMethods } from '../page/only-methods.ts';
import type { ReportPage } from '../page/page-data.ts';
import { figureTex } from '../tables/figure-tex.ts';
import { FIGURE_FORMATS, type FigureRequest } from './figure-request.ts';
import { parseWidth } from './parse-width.ts';

/** Those that show arms of several methods. */
const BY_METHOD: readonly FigureName[] = ['localisation', 'heat-map', 'damage', 'rivals', 'judges'];
/** Pixels per px: 384 per inch, for print. */
const PRINT = 4;

/**
 * One figure of a run by the names of its files. Rejects with {@link InvalidInputError} on a figure, method, width or format that is not known,
 * and on a figure of what the run did not measure.
 */
export async function figureFiles(
  data: ReportPage,
  request: FigureRequest,
  formats: readonly string[],
): Promise<Map<string, string | Uint8Array>> {
  const name = nameOf(request.name);
  checkFormats(formats);
  const width = request.width === undefined ? undefined : parseWidth(request.width);
  const shown =
    request.methods === undefined ? data : onlyMethods(data, methodsOf(request.methods, name, data));
  const drawn = await drawFigure(name, shown, { width, heading: request.title ?? true });
  if (drawn === null)
    throw new InvalidInputError(`\`figure: ${name}\``, 'shows what this run did not measure');
  const made: Readonly<Record<string, () => string | Uint8Array>> = {
    svg: () => drawn.svg,
    png: () => svgToPng(drawn.svg, PRINT),
    tex: () => figureTex(name, drawn),
  };
  return new Map(formats.map((format) => [`${name}.${format}`, made[format]()]));
}

function nameOf(name: string): FigureName {
  const found = FIGURE_NAMES.find((known) => known === name);
  if (found !== undefined) return found;
  throw new InvalidInputError(
    `\`figure: ${name}\``,
    'is not a figure of a report',
    remedy(name, FIGURE_NAMES),
  );
}

function methodsOf(methods: readonly string[], name: FigureName, { arms }: ReportPage): readonly string[] {
  const subject = `\`methods: ${methods.join(',')}\``;
  if (!BY_METHOD.includes(name))
    throw new InvalidInputError(
      subject,
      `does not apply to the figure ${name}, which does not show arms of several methods`,
      `It applies to ${BY_METHOD.join(', ')}.`,
    );
  const known = [...new Set(arms.map(({ method }) => method))].filter((method) => method !== 'baseline');
  const unknown = methods.find((method) => !known.includes(method));
  if (unknown === undefined && methods.length > 0) return methods;
  throw new InvalidInputError(
    subject,
    unknown === undefined ? 'names no method' : `this run has no arm of "${unknown}" on its test split`,
    remedy(unknown ?? '', known),
  );
}

function checkFormats(formats: readonly string[]): void {
  const other = formats.find((format) => !(FIGURE_FORMATS as readonly string[]).includes(format));
  if (other !== undefined)
    throw new InvalidInputError(
      `\`format: ${other}\``,
      'is not a format of a single figure',
      `A figure is written as ${FIGURE_FORMATS.join(', ')}.`,
    );
  if (formats.includes('tex') && !formats.includes('png'))
    throw new InvalidInputError(
      '`format: tex`',
      'includes a picture that is not asked for',
      'Ask for png as well: LaTeX does not read SVG.',
    );
}

function remedy(name: string, known: readonly string[]): string {
  const [near] = nearestNames(name, known, 1);
  return `${near === undefined ? '' : `Did you mean ${near}? `}Known: ${known.join(', ')}.`;
}
