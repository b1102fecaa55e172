import type { CurvePoint, RunComparison } from '../../results/run-comparison.ts';
import { CLAIMED_DEPTHS } from '../../statistics/depth-claim.ts';
import { formatFullRate } from '../../wording/format-rate.ts';
import { plotPanel } from './plot-panel.ts';
import { headingHeight, svgDocument } from './svg-document.ts';
import { svgText } from './svg-text.ts';

const WIDTH = 860;
const HEIGHT = 420;
const MARGINS = { marginLeft: 62, marginRight: 24, marginTop: 34, marginBottom: 50 };
/** Of the marks of each run. */
export const RUN_COLOURS = { A: '#0069a8', B: '#be4b04' } as const;

/**
 * SVG: attack success over the depth of the site under the method whose chosen arms differ most, run A and run B on one axis, each
 * with the band of its 95% intervals. Null where the runs have no method in common.
 *
 * @example
 * import { comparisonFigure, compareRuns } from 'refusal-lab';
 *
 * const svg = await comparisonFigure(await compareRuns('runs/before', 'runs/after'));
 * if (!svg?.includes('<svg')) throw new Error('the runs have no method in common');
 */
export async function comparisonFigure(comparison: RunComparison): Promise<string | null> {
  const [curves] = comparison.curves;
  if (curves === undefined) return null;
  const { areaY, dot, gridY, line, rect } = await import('@observablehq/plot');
  const sides = [
    { side: 'A', model: comparison.a.model, points: curves.a },
    { side: 'B', model: comparison.b.model, points: curves.b },
  ] as const;
  const title = `Attack success by layer under ${curves.label}: A and B`;
  const n = [...new Set([...curves.a, ...curves.b].map(({ success }) => success.n))].sort((x, y) => x - y);
  const subtitle = `Coherent success on n = ${n.join(' and ')} harmful test prompts; bands: 95% intervals, each run’s own. Whether A and B differ is tested on the chosen arms, not here. Yellow: the depths of 40–60% that the paper names.`;
  const top = headingHeight({ width: WIDTH, title, subtitle });
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const panel = await plotPanel({
    left: 8,
    top,
    width: WIDTH,
    height: HEIGHT,
    ...MARGINS,
    x: {
      domain: [-0.03, 1.03],
      ticks,
      label: 'depth of the site in the network (0: input, 1: output)',
      labelArrow: 'none',
      labelAnchor: 'center',
    },
    y: { domain: [0, 1], ticks: 5, label: 'attack success', labelArrow: 'none', labelAnchor: 'center' },
    marks: [
      rect([CLAIMED_DEPTHS], {
        x1: CLAIMED_DEPTHS[0],
        x2: CLAIMED_DEPTHS[1],
        y1: 0,
        y2: 1,
        fill: '#f1ead2',
      }),
      gridY(ticks, { stroke: '#000000', strokeOpacity: 0.12 }),
      ...sides.flatMap(({ side, points }) => {
        const drawn = points.filter(({ success }) => success.rate !== null);
        const rate = ({ success }: CurvePoint) => success.rate!;
        return [
          areaY(drawn, {
            x: 'depth',
            y1: ({ success }: CurvePoint) => success.interval![0],
            y2: ({ success }: CurvePoint) => success.interval![1],
            fill: RUN_COLOURS[side],
            fillOpacity: 0.16,
          }),
          line(drawn, { x: 'depth', y: rate, stroke: RUN_COLOURS[side], strokeWidth: 2 }),
          dot(drawn, {
            x: 'depth',
            y: rate,
            r: 3.4,
            symbol: side === 'A' ? 'circle' : 'square',
            fill: RUN_COLOURS[side],
            title: ({ armId, success }: CurvePoint) => `${side}, ${armId}: ${formatFullRate(success)}`,
          }),
        ];
      }),
    ],
  });
  const labels = sides.map(({ side, model }, i) =>
    svgText(`${side === 'A' ? '●' : '■'} ${side}: ${model}`, {
      x: MARGINS.marginLeft + 8 + 380 * i,
      y: top + 22,
      fill: RUN_COLOURS[side],
      weight: 600,
    }),
  );
  return svgDocument({
    width: WIDTH,
    height: top + HEIGHT + 10,
    title,
    subtitle,
    children: [panel.svg, ...labels],
  });
}
