import { parseHTML } from 'linkedom';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { DrawFigure, FigureName } from '../../../../src/report/figures/figure-renderer.ts';
import type { ReportPage } from '../../../../src/report/page/page-data.ts';
import { FixedWidth } from '../chart/use-width.ts';
import { DoseFigure } from '../figures/dose-figure.tsx';
import { FlipsFigure } from '../figures/flips-figure.tsx';
import { FrontierFigure } from '../figures/frontier-figure.tsx';
import { GeometryFigure } from '../figures/geometry-figure.tsx';
import { HeatFigure } from '../figures/heat-figure.tsx';
import { JudgesFigure } from '../figures/judges-figure.tsx';
import { LocalisationFigure } from '../figures/localisation-figure.tsx';
import { RefusalScoreFigure } from '../figures/refusal-score-figure.tsx';
import { RivalsFigure } from '../figures/rivals-figure.tsx';
import { RobustnessFigure } from '../figures/robustness-figure.tsx';
import { ScatterFigure } from '../figures/scatter-figure.tsx';
import { MethodStyles } from '../state/method-styles.ts';
import { NOTHING_SELECTED } from '../state/selection.ts';
import { SelectionContext } from '../state/use-selection.ts';
import figures from '../styles/figures.css?raw';
import theme from '../styles/theme.css?raw';
import { drawSvgFile, FILE_MARGIN } from './draw-svg-file.ts';
import { lightStyles } from './light-styles.ts';
import { svgTextOf } from './svg-text-of.ts';

/** The page's components, each with what it needs; null where the run did not measure it. */
const FIGURES: Readonly<Record<FigureName, (data: ReportPage) => VNode | null>> = {
  localisation: (data) => <LocalisationFigure data={data} />,
  'refusal-score': (data) =>
    data.stages?.curve.points.some(({ score }) => score[0] !== null) ? (
      <RefusalScoreFigure data={data} curve={data.stages.curve} />
    ) : null,
  'heat-map': (data) => <HeatFigure data={data} />,
  damage: (data) => <FrontierFigure data={data} />,
  robustness: (data) => <RobustnessFigure data={data} />,
  'dose-response': (data) => (data.strengths.length > 0 ? <DoseFigure data={data} /> : null),
  scatter: (data) => (data.scatters.length > 0 ? <ScatterFigure data={data} /> : null),
  geometry: (data) => (data.geometry.length > 0 ? <GeometryFigure data={data} /> : null),
  rivals: (data) => (data.comparisons.length > 0 ? <RivalsFigure data={data} /> : null),
  flips: (data) => (data.prompts.length > 0 ? <FlipsFigure data={data} /> : null),
  judges: (data) => (data.judges.names.length > 1 ? <JudgesFigure data={data} /> : null),
};

const STYLES = lightStyles(`${theme}\n${figures}`);

/** Draws a figure of the page without a browser: the components, the styles and the way into a file are the page's own. */
export const drawFigure: DrawFigure = (name, data, { width, heading }) => {
  const figure = FIGURES[name](data);
  if (figure === null) return null;
  const html = renderToString(
    <MethodStyles.Provider value={data.styles}>
      <SelectionContext.Provider
        value={{
          selection: NOTHING_SELECTED,
          select: () => {},
          openArm: () => {},
          panel: { open: false, openings: 0, opener: null, close: () => {} },
        }}
      >
        <FixedWidth.Provider value={width - 2 * FILE_MARGIN}>{figure}</FixedWidth.Provider>
      </SelectionContext.Provider>
    </MethodStyles.Provider>,
  );
  const { document } = parseHTML(`<!doctype html><html><body>${html}</body></html>`);
  const drawn = drawSvgFile(
    document.querySelector('.canvas > svg') as unknown as SVGSVGElement,
    { subject: data.model.name, heading },
    STYLES as (element: Element) => (property: string) => string,
  );
  return { ...drawn, svg: `<?xml version="1.0" encoding="UTF-8"?>\n${svgTextOf(drawn.svg)}\n` };
};
