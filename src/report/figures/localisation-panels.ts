import type { MarkOptions, PlotOptions } from '@observablehq/plot';
import { DAMAGE_BUDGET } from '../../metrics/damage-budget.ts';
import { CLAIMED_DEPTHS } from '../../statistics/depth-claim.ts';
import type { Rate } from '../../statistics/rate.ts';
import { depthAxis, depthBackground } from './depth-axis.ts';
import { logDomain } from './log-domain.ts';
import type { DrawnStyle } from './method-style.ts';
import { plotPanel } from './plot-panel.ts';
import { svgText } from './svg-text.ts';

/** One arm in the localisation figure. */
export interface DepthPoint {
  readonly series: string;
  readonly style: DrawnStyle;
  /** px that its series stands beside the true depth, so that bars of one layer do not cover each other. */
  readonly shift: number;
  readonly depth: number;
  readonly success: number | null;
  readonly successInterval: readonly [number, number] | null;
  /** KL32, nats per token. */
  readonly damage: number | null;
  readonly damageInterval: readonly [number, number] | null;
  readonly intact: boolean;
  readonly title: string;
}

interface Layout {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly layers: number;
  readonly points: readonly DepthPoint[];
}

const MARGINS = { marginLeft: 62, marginRight: 98, marginTop: 30, marginBottom: 50 };
const GREY = '#666666';

/** ASR (share of n) against depth, the unattacked model's rate as a rule. */
export async function successPanel(layout: Layout & { baseline: Rate; answers: string }): Promise<string> {
  const { baseline, points } = layout;
  const { ruleY } = await import('@observablehq/plot');
  const panel = await plotPanel({
    ...frame(layout),
    y: {
      domain: [0, 1],
      ticks: 5,
      label: `ASR (${layout.answers} / n)`,
      labelArrow: 'none',
      labelAnchor: 'center',
    },
    marks: [
      ...(await depthBackground(layout.layers, [0, 0.2, 0.4, 0.6, 0.8, 1])),
      ...(baseline.rate === null ? [] : [ruleY([baseline.rate], { stroke: GREY, strokeDasharray: '5,3' })]),
      ...(await lines(
        points,
        ({ success }) => success,
        ({ successInterval }) => successInterval,
      )),
    ],
  });
  const right = layout.left + layout.width - MARGINS.marginRight + 6;
  const middle = panel.x((CLAIMED_DEPTHS[0] + CLAIMED_DEPTHS[1]) / 2);
  const labels = [
    svgText('claimed 40–60 %', {
      x: middle,
      y: layout.top + 24,
      fill: '#7a6200',
      anchor: 'middle',
      weight: 600,
    }),
  ];
  if (baseline.rate !== null)
    labels.push(
      svgText('unattacked', { x: right, y: panel.y(baseline.rate) - 2, size: 11, fill: GREY }),
      svgText(`${baseline.k}/${baseline.n}`, {
        x: right,
        y: panel.y(baseline.rate) + 11,
        size: 11,
        fill: GREY,
      }),
    );
  return [panel.svg, ...labels].join('\n');
}

/** KL32 (log scale) against depth, with the budget line; intervals and values below the axis end at its floor. */
export async function damagePanel(layout: Layout): Promise<string> {
  const { ruleY } = await import('@observablehq/plot');
  const { domain, ticks } = logDomain(layout.points.map(({ damage }) => damage));
  const clamp = (value: number) => Math.min(domain[1], Math.max(domain[0], value));
  const panel = await plotPanel({
    ...frame(layout),
    y: {
      type: 'log',
      domain,
      ticks,
      tickFormat: String,
      label: 'damage KL32 (nats per token)',
      labelArrow: 'none',
      labelAnchor: 'center',
    },
    marks: [
      ...(await depthBackground(layout.layers, ticks)),
      ruleY([DAMAGE_BUDGET], { stroke: '#b00020', strokeWidth: 1.5 }),
      ...(await lines(
        layout.points,
        ({ damage }) => (damage === null ? null : clamp(damage)),
        ({ damageInterval }) => damageInterval && [clamp(damageInterval[0]), clamp(damageInterval[1])],
      )),
    ],
  });
  const right = layout.left + layout.width - MARGINS.marginRight + 6;
  const y = panel.y(DAMAGE_BUDGET);
  return [
    panel.svg,
    svgText('↑ damaged', { x: right, y: y - 12, size: 11, fill: '#b00020' }),
    svgText(`budget ${DAMAGE_BUDGET}`, { x: right, y: y + 4, size: 11, fill: '#b00020', weight: 600 }),
    svgText('↓ intact', { x: right, y: y + 20, size: 11, fill: '#b00020' }),
  ].join('\n');
}

/** Size, margins and the depth axis. */
function frame({ left, top, width, height, layers }: Layout): PlotOptions & { left: number; top: number } {
  return {
    left,
    top,
    width,
    height,
    ...MARGINS,
    x: depthAxis({
      plotWidth: width - MARGINS.marginLeft - MARGINS.marginRight,
      layers,
      label: `depth of the site in the network; below it the layer l of 0–${layers - 1} that ends there (the input of l + 1)`,
    }),
  };
}

/** For every series a line, its interval bars, then its points: hollow where the model is damaged. */
async function lines(
  points: readonly DepthPoint[],
  value: (point: DepthPoint) => number | null,
  interval: (point: DepthPoint) => readonly [number, number] | null,
) {
  const { dot, line, ruleX } = await import('@observablehq/plot');
  return [...new Set(points.map(({ series }) => series))].flatMap((series) => {
    const own = points.filter((point) => point.series === series && value(point) !== null);
    if (own.length === 0) return [];
    const { colour, symbol } = own[0].style;
    const shared: MarkOptions = { dx: own[0].shift };
    const barred = own.filter((point) => interval(point) !== null);
    return [
      line(own, { ...shared, x: 'depth', y: value, stroke: colour, strokeWidth: 1.5, strokeOpacity: 0.75 }),
      ruleX(barred, {
        ...shared,
        x: 'depth',
        y1: (point: DepthPoint) => interval(point)![0],
        y2: (point: DepthPoint) => interval(point)![1],
        stroke: colour,
        strokeOpacity: 0.5,
      }),
      dot(own, {
        ...shared,
        x: 'depth',
        y: value,
        r: 3.6,
        symbol,
        stroke: colour,
        strokeWidth: 1.4,
        fill: (point: DepthPoint) => (point.intact ? colour : '#ffffff'),
        title: 'title',
      }),
    ];
  });
}
