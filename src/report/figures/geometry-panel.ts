import type { Results } from '../../results/results.ts';
import { formatAsGiven } from '../../wording/format-as-given.ts';
import { formatNumber } from '../../wording/format-number.ts';
import { depthAxis, depthBackground } from './depth-axis.ts';
import { legendColumn } from './legend-column.ts';
import type { DrawnStyle } from './method-style.ts';
import { plotPanel } from './plot-panel.ts';
import { svgText } from './svg-text.ts';

type Site = Results['geometry'][number];

export interface GeometrySeries {
  /** Empty where the panel has one series and its title says what it is. */
  readonly label: string;
  readonly style: DrawnStyle;
  readonly value: (site: Site) => number | null;
  readonly interval?: (site: Site) => readonly [number, number];
}

export interface GeometryPanel {
  readonly title: string;
  readonly type?: 'symlog';
  /** Ascending; the first and the last are the ends of the axis. */
  readonly ticks: readonly number[];
  readonly rule?: { readonly at: number; readonly label: string };
  readonly series: readonly GeometrySeries[];
}

interface Point {
  readonly depth: number;
  /** Drawn inside the axis. */
  readonly y: number;
  readonly value: number;
  readonly interval: readonly [number, number] | null;
  readonly layer: number;
}

const MARGINS = { marginLeft: 46, marginRight: 14, marginTop: 46, marginBottom: 40 };

/** One figure over depth, as SVG markup; what lies beyond the axis is an arrow at its edge with its value beside it. */
export async function geometryPanel(
  { title, type, ticks, rule, series }: GeometryPanel,
  geometry: readonly Site[],
  layout: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
    readonly layers: number;
  },
): Promise<string> {
  const { dot, line, ruleX, ruleY } = await import('@observablehq/plot');
  const { left, top, width, height, layers } = layout;
  const [low, high] = [ticks[0], ticks[ticks.length - 1]];
  const clamp = (value: number): number => Math.min(high, Math.max(low, value));
  const drawn = series.map((each) => ({
    ...each,
    points: geometry.flatMap((site): Point[] => {
      const value = each.value(site);
      if (value === null || !Number.isFinite(value)) return [];
      const bounds = each.interval?.(site);
      return [
        {
          depth: (site.layer + 1) / layers,
          y: clamp(value),
          value,
          interval: bounds ? [clamp(bounds[0]), clamp(bounds[1])] : null,
          layer: site.layer,
        },
      ];
    }),
  }));
  const isInside = ({ value }: Point): boolean => value >= low && value <= high;
  const panel = await plotPanel({
    left,
    top,
    width,
    height,
    ...MARGINS,
    x: depthAxis({
      plotWidth: width - MARGINS.marginLeft - MARGINS.marginRight,
      layers,
      label: '',
    }),
    y: {
      domain: [low, high],
      ticks: [...ticks],
      tickFormat: formatAsGiven,
      label: null,
      ...(type ? { type, constant: 0.1 } : {}),
    },
    marks: [
      ...(await depthBackground(layers, ticks)),
      ...(rule ? [ruleY([rule.at], { stroke: '#555555', strokeDasharray: '5,3' })] : []),
      ...drawn.flatMap(({ style: { colour, symbol }, points, label }) => [
        line(points, {
          x: 'depth',
          // Broken where a point lies beyond the axis.
          y: (point: Point) => (isInside(point) ? point.y : Number.NaN),
          stroke: colour,
          strokeWidth: 1.5,
          strokeOpacity: 0.8,
        }),
        ruleX(
          points.filter(({ interval }) => interval !== null),
          {
            x: 'depth',
            y1: ({ interval }: Point) => interval![0],
            y2: ({ interval }: Point) => interval![1],
            stroke: colour,
            strokeOpacity: 0.5,
          },
        ),
        dot(points.filter(isInside), {
          x: 'depth',
          y: 'y',
          r: 3.6,
          symbol,
          stroke: colour,
          fill: colour,
          title: ({ layer, value }: Point) =>
            `layer ${layer}${label === '' ? '' : `, ${label}`}: ${formatNumber(value)}`,
        }),
      ]),
    ],
  });
  const beyond = drawn.flatMap(({ points, style }) =>
    points
      .filter((point) => !isInside(point))
      .map(({ depth, y, value, layer }) =>
        svgText(`${value > high ? '↑' : '↓'} ${formatNumber(value)}`, {
          x: panel.x(depth) + 2,
          y: panel.y(y) + (value > high ? 12 : -5) + (value > high ? 14 : -14) * (layer % 2),
          size: 11,
          weight: 600,
          fill: style.colour,
          halo: true,
        }),
      ),
  );
  const named = series.filter(({ label }) => label !== '');
  const legends = await Promise.all(
    named.map(({ style, label }, i) =>
      legendColumn([{ style, filled: true, label, notes: [] }], {
        left: left + MARGINS.marginLeft + 150 * i,
        top: top + 22,
      }),
    ),
  );
  return [
    panel.svg,
    svgText(title, { x: left + MARGINS.marginLeft - 6, y: top + 15, size: 13, weight: 600 }),
    ...legends,
    ...(rule && rule.label !== ''
      ? [
          svgText(rule.label, {
            x: left + width - MARGINS.marginRight - 4,
            anchor: 'end',
            y: panel.y(rule.at) - 4,
            size: 11,
            fill: '#555555',
            halo: true,
          }),
        ]
      : []),
    ...beyond,
  ].join('\n');
}
