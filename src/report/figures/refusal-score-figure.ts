import type { DesignResult } from '../../results/design-result.ts';
import type { Results } from '../../results/results.ts';
import { subjectName } from '../../results/subject-name.ts';
import { formatAsGiven } from '../../wording/format-as-given.ts';
import { formatEstimate } from '../../wording/format-estimate.ts';
import { formatNumber } from '../../wording/format-number.ts';
import { depthAxis, depthBackground } from './depth-axis.ts';
import { methodStyle } from './method-style.ts';
import { plotPanel } from './plot-panel.ts';
import { scoreTicks } from './score-ticks.ts';
import { headingHeight, svgDocument } from './svg-document.ts';
import { svgText } from './svg-text.ts';

const WIDTH = 1120;
const HEIGHT = 330;
const LEFT = 8;
const PLOT_WIDTH = 850;
/** Those of the localisation figure. */
const MARGINS = { marginLeft: 62, marginRight: 98, marginTop: 30, marginBottom: 50 };
const GREY = '#666666';

type Point = DesignResult['curve']['layers'][number];

/**
 * SVG: the refusal score at the last prompt token under single-layer pca-ot against depth, with 95% intervals; the unattacked model's is
 * dashed, layers at which success was measured as well are filled. Null of a full audit, which has no such curve.
 */
export async function refusalScoreFigure(results: Results): Promise<string | null> {
  const { design, model, protocol } = results;
  if (design === undefined) return null;
  const { rank, unattacked, layers } = design.curve;
  const points = layers.filter(({ refusalScore }) => refusalScore.value !== null);
  if (points.length === 0) return null;
  const { dot, line, ruleX, ruleY } = await import('@observablehq/plot');
  const title = `Refusal score of ${subjectName(results)} by depth under pca-ot K = ${rank}: not success`;
  const subtitle = `Log-odds that a refusal begins at the last prompt token, mean over n = ${points[0].refusalScore.n} harmful test prompts, nats; bars: 95% intervals. Filled: success was measured at that layer as well; hollow: only this.`;
  const top = headingHeight({ width: WIDTH, title, subtitle });
  const { colour, symbol } = methodStyle('pca-ot', rank, protocol);
  const ticks = scoreTicks([
    ...points.flatMap(({ refusalScore }) => [refusalScore.value!, ...(refusalScore.interval ?? [])]),
    ...(unattacked.value === null ? [] : [unattacked.value]),
  ]);
  const score = ({ refusalScore }: Point): number => refusalScore.value!;
  const panel = await plotPanel({
    ...MARGINS,
    left: LEFT,
    top,
    width: PLOT_WIDTH,
    height: HEIGHT,
    x: depthAxis({
      plotWidth: PLOT_WIDTH - MARGINS.marginLeft - MARGINS.marginRight,
      layers: model.layers,
      label: `depth of the site in the network; below it the layer l of 0–${model.layers - 1} that ends there`,
    }),
    y: {
      domain: [ticks[0], ticks.at(-1)!],
      ticks: [...ticks],
      tickFormat: formatAsGiven,
      label: 'refusal score at the last prompt token, nats',
      labelArrow: 'none',
      labelAnchor: 'center',
    },
    marks: [
      ...(await depthBackground(model.layers, ticks)),
      ...(unattacked.value === null
        ? []
        : [ruleY([unattacked.value], { stroke: GREY, strokeDasharray: '5,3' })]),
      line(points, { x: 'depth', y: score, stroke: colour, strokeWidth: 1.5, strokeOpacity: 0.75 }),
      ruleX(
        points.filter(({ refusalScore }) => refusalScore.interval !== null),
        {
          x: 'depth',
          y1: ({ refusalScore }: Point) => refusalScore.interval![0],
          y2: ({ refusalScore }: Point) => refusalScore.interval![1],
          stroke: colour,
          strokeOpacity: 0.5,
        },
      ),
      dot(points, {
        x: 'depth',
        y: score,
        r: 4,
        symbol,
        stroke: colour,
        strokeWidth: 1.4,
        fill: ({ completed }: Point) => (completed ? colour : '#ffffff'),
        title: ({ armId, refusalScore, kl1 }: Point) =>
          `${armId}: refusal score ${formatEstimate(refusalScore)}, KL1 ${formatNumber(kl1.value)}`,
      }),
    ],
  });
  const x = LEFT + PLOT_WIDTH - MARGINS.marginRight + 6;
  return svgDocument({
    width: WIDTH,
    height: top + HEIGHT + 12,
    title,
    subtitle,
    children: [
      panel.svg,
      ...(unattacked.value === null
        ? []
        : [
            svgText('unattacked', { x, y: panel.y(unattacked.value) - 2, size: 11, fill: GREY }),
            svgText(formatNumber(unattacked.value), {
              x,
              y: panel.y(unattacked.value) + 11,
              size: 11,
              fill: GREY,
            }),
          ]),
    ],
  });
}
