import type { Results } from '../../results/results.ts';
import { subjectName } from '../../results/subject-name.ts';
import { formatFraction } from '../../wording/format-fraction.ts';
import { formatNumber } from '../../wording/format-number.ts';
import { formatPercent } from '../../wording/format-percent.ts';
import { legendColumn } from './legend-column.ts';
import { type PlotPanel, plotPanel } from './plot-panel.ts';
import { headingHeight, svgDocument } from './svg-document.ts';
import { svgText } from './svg-text.ts';

type Points = readonly (readonly [number, number])[];
const WIDTH = 1020;
const PANEL = { width: 500, height: 420 };
const HARMLESS = { colour: '#0072b2', symbol: 'circle' } as const;
const FORBIDDEN = { colour: '#d55e00', symbol: 'triangle' } as const;

/**
 * SVG: fit prompts in the first two pooled principal coordinates at the chosen pca-ot layer. Left the two classes as
 * they are, right the forbidden class after transport beside the harmless one; both panels share their axes.
 */
export async function scatterFigure(results: Results): Promise<string> {
  const { layer, rank, explained, forbidden, harmless, transported } = results.scatter;
  const title = `What pca-ot moves at layer ${layer}: n = ${forbidden.length} harmful and n = ${harmless.length} harmless fit prompts`;
  const shares = explained.slice(0, 2).map((share, i) => `coordinate ${i + 1} ${formatPercent(share)}`);
  const subtitle = `${subjectName(results)}, layer ${layer} (depth ${formatFraction((layer + 1) / results.model.layers)}), K = ${rank}; explained variance: ${shares.join(', ')}. Pooled principal coordinates; ${rank === 1 ? 'K = 1 moves the first coordinate only' : `K = ${rank} moves the first ${rank} coordinates`}. Crosses: class means.`;
  const top = headingHeight({ width: WIDTH, title, subtitle });
  const all = [...forbidden, ...harmless, ...transported];
  const domains = { x: padded(all.map(([x]) => x)), y: padded(all.map(([, y]) => y)) };
  const panel = (left: number, moved: Points) =>
    scatterPanel({ left, top: top + 22, ...domains, harmless, moved });
  const [before, after] = [await panel(4, forbidden), await panel(4 + PANEL.width, transported)];
  const legend = (left: number, label: string) =>
    legendColumn([{ style: FORBIDDEN, filled: true, label, notes: [] }], { left, top: top + 26 });
  const harmlessLegend = (left: number) =>
    legendColumn([{ style: HARMLESS, filled: true, label: 'harmless', notes: [] }], { left, top: top + 26 });
  return svgDocument({
    width: WIDTH,
    height: top + PANEL.height + 36,
    title,
    subtitle,
    children: [
      svgText('before', { x: 60, y: top + 16, size: 14, weight: 600 }),
      svgText('after transport', { x: 60 + PANEL.width, y: top + 16, size: 14, weight: 600 }),
      await harmlessLegend(52),
      await legend(160, 'harmful'),
      await harmlessLegend(52 + PANEL.width),
      await legend(160 + PANEL.width, 'harmful, transported'),
      before.svg,
      after.svg,
      meanDistance(forbidden, harmless, { x: 4 + PANEL.width - 16, y: top + 16 }),
      meanDistance(transported, harmless, { x: 4 + 2 * PANEL.width - 16, y: top + 16 }),
    ],
  });
}

/** The distance of two class means in the two coordinates, said above its panel. */
function meanDistance(a: Points, b: Points, place: { x: number; y: number }): string {
  const [[ax, ay], [bx, by]] = [mean(a), mean(b)];
  return svgText(`means ${formatNumber(Math.hypot(ax - bx, ay - by))} apart`, {
    ...place,
    fill: '#444444',
    anchor: 'end',
  });
}

function scatterPanel(options: {
  left: number;
  top: number;
  x: [number, number];
  y: [number, number];
  harmless: Points;
  moved: Points;
}): Promise<PlotPanel> {
  return import('@observablehq/plot').then(({ dot, frame, gridX, gridY }) => {
    const cloud = (points: Points, { colour, symbol }: typeof HARMLESS | typeof FORBIDDEN) => [
      dot(points, { x: '0', y: '1', r: 3, symbol, fill: colour, fillOpacity: 0.55 }),
    ];
    const centre = (points: Points, { colour }: { colour: string }) => [
      dot([mean(points)], { x: '0', y: '1', r: 8, symbol: 'times', stroke: '#ffffff', strokeWidth: 5 }),
      dot([mean(points)], { x: '0', y: '1', r: 8, symbol: 'times', stroke: colour, strokeWidth: 2.5 }),
    ];
    const axis = (name: string) =>
      ({ label: `pooled principal coordinate ${name}`, labelArrow: 'none', labelAnchor: 'center' }) as const;
    return plotPanel({
      left: options.left,
      top: options.top,
      ...PANEL,
      marginLeft: 52,
      marginRight: 12,
      marginTop: 30,
      marginBottom: 44,
      x: { domain: options.x, ...axis('1') },
      y: { domain: options.y, ...axis('2') },
      marks: [
        gridX({ stroke: '#000000', strokeOpacity: 0.1 }),
        gridY({ stroke: '#000000', strokeOpacity: 0.1 }),
        frame({ stroke: '#bbbbbb' }),
        ...cloud(options.harmless, HARMLESS),
        ...cloud(options.moved, FORBIDDEN),
        ...(options.harmless.length > 0 ? centre(options.harmless, HARMLESS) : []),
        ...(options.moved.length > 0 ? centre(options.moved, FORBIDDEN) : []),
      ],
    });
  });
}

function mean(points: Points): [number, number] {
  const sum = (axis: 0 | 1) =>
    points.reduce((total, point) => total + point[axis], 0) / Math.max(1, points.length);
  return [sum(0), sum(1)];
}

/** The values' range and 5% more on either side; [−1, 1] around nothing or a single value. */
function padded(values: readonly number[]): [number, number] {
  if (values.length === 0) return [-1, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const pad = high > low ? 0.05 * (high - low) : 1;
  return [low - pad, high + pad];
}
