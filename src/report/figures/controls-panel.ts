import type { Results } from '../../results/results.ts';
import type { Rate } from '../../statistics/rate.ts';
import { formatPercent } from '../../wording/format-percent.ts';
import { formatRate } from '../../wording/format-rate.ts';
import { type LayerControls, layerControls } from '../layer-controls.ts';
import { depthAxis, depthBackground } from './depth-axis.ts';
import { type LegendEntry, legendColumn, legendHeight } from './legend-column.ts';
import { type DrawnStyle, methodStyle } from './method-style.ts';
import { plotPanel } from './plot-panel.ts';
import { svgText } from './svg-text.ts';

interface Series {
  readonly style: DrawnStyle;
  readonly label: string;
  readonly value: (row: LayerControls) => Rate | null;
  readonly barred: boolean;
  readonly dashed: boolean;
  /** Undefined where the damage was not measured. */
  readonly intact?: (row: LayerControls) => boolean;
}

const MARGINS = { marginLeft: 62, marginRight: 98, marginTop: 30, marginBottom: 50 };
const HEIGHT = 300;
const RANDOM: DrawnStyle = { colour: '#777777', symbol: 'circle' };
const REVERSE: DrawnStyle = { colour: '#000000', symbol: 'triangle2' };

/** px that {@link controlsPanel} needs; 0 where there is nothing to draw. */
export function controlsPanelHeight(results: Results): number {
  const rows = layerControls(results);
  return rows.length === 0 ? 0 : Math.max(HEIGHT, legendHeight(legend(rows, results)) + 30);
}

/**
 * pca-ot at the curve's rank against its controls, layer by layer, as SVG markup: the range and the mean of the random draws as a
 * band, the parts of the map, the shuffled labels, and the refusal of harmless prompts that the reverse map induces.
 */
export async function controlsPanel(
  results: Results,
  { left, top, width, legendLeft }: { left: number; top: number; width: number; legendLeft: number },
): Promise<string> {
  const { areaY, dot, line, ruleX } = await import('@observablehq/plot');
  const rows = layerControls(results).filter(({ depth }) => depth !== null);
  const { layers } = results.model;
  const all = seriesOf(rows, results);
  const random = rows.filter((row) => row.random !== null);
  const panel = await plotPanel({
    left,
    top,
    width,
    height: HEIGHT,
    ...MARGINS,
    x: depthAxis({
      plotWidth: width - MARGINS.marginLeft - MARGINS.marginRight,
      layers,
      label: 'depth of the site, layer',
    }),
    y: {
      domain: [-0.02, 1],
      ticks: 5,
      label: 'share of prompts (ASR: coherent)',
      labelArrow: 'none',
      labelAnchor: 'center',
    },
    marks: [
      ...(await depthBackground(layers, [0, 0.2, 0.4, 0.6, 0.8, 1])),
      // A range of nothing would be invisible.
      areaY(random, {
        x: 'depth',
        y1: ({ random: draws }: LayerControls) => draws!.least - 0.012,
        y2: ({ random: draws }: LayerControls) => Math.min(1, draws!.most + 0.012),
        fill: RANDOM.colour,
        fillOpacity: 0.55,
      }),
      line(random, {
        x: 'depth',
        y: ({ random: draws }: LayerControls) => draws!.mean,
        stroke: RANDOM.colour,
        strokeWidth: 1.5,
      }),
      ...all.flatMap(({ style, value, label, barred, dashed, intact }, i) => {
        // Beside each other, so that series which do nothing do not cover each other.
        const dx = 5 * (i - (all.length - 1) / 2) * Math.min(1, 12 / layers);
        const own = rows.filter((row) => value(row)?.rate != null);
        return [
          line(own, {
            dx,
            x: 'depth',
            y: (row: LayerControls) => value(row)!.rate,
            stroke: style.colour,
            strokeWidth: 1.5,
            ...(dashed ? { strokeDasharray: '5,3' } : {}),
          }),
          ruleX(barred ? own.filter((row) => value(row)!.interval !== null) : [], {
            dx,
            x: 'depth',
            y1: (row: LayerControls) => value(row)!.interval![0],
            y2: (row: LayerControls) => value(row)!.interval![1],
            stroke: style.colour,
            strokeOpacity: 0.5,
          }),
          dot(own, {
            dx,
            x: 'depth',
            y: (row: LayerControls) => value(row)!.rate,
            r: 3.6,
            symbol: style.symbol,
            stroke: style.colour,
            fill: (row: LayerControls) => (intact && !intact(row) ? '#ffffff' : style.colour),
            title: (row: LayerControls) => `layer ${row.layer}, ${label}: ${formatRate(value(row)!)}`,
          }),
        ];
      }),
    ],
  });
  return [
    panel.svg,
    svgText(`pca-ot K = ${results.localisation!.rank} against its controls`, {
      x: left + MARGINS.marginLeft,
      y: top + 18,
      size: 13,
      weight: 600,
    }),
    svgText('hollow: damaged (pca-ot, mean only; not measured of the others)', {
      x: left + width - MARGINS.marginRight,
      y: top + 18,
      size: 11,
      fill: '#444444',
      anchor: 'end',
    }),
    await legendColumn(legend(rows, results), { left: legendLeft, top: top + 28 }),
  ].join('\n');
}

function seriesOf(rows: readonly LayerControls[], { localisation }: Results): Series[] {
  const rank = localisation!.rank;
  const all: Series[] = [
    part('shuffled labels', '#e69f00', 'wye', ({ shuffled }) => shuffled),
    part('rotated', '#a6761d', 'diamond2', ({ rotated }) => rotated),
    part('covariance only', '#cc79a7', 'diamond', ({ covarianceOnly }) => covarianceOnly),
    {
      ...part('mean only', '', 'square', ({ meanOnly }) => meanOnly),
      style: methodStyle('mean-shift', rank),
    },
    {
      style: REVERSE,
      label: 'reverse map: refusal',
      value: ({ induced }) => induced,
      barred: true,
      dashed: true,
    },
    {
      style: methodStyle('pca-ot', rank),
      label: `pca-ot K=${rank}`,
      value: ({ success }) => success,
      barred: true,
      dashed: false,
      intact: ({ intact }) => intact,
    },
  ];
  return all.filter(({ value }) => rows.some((row) => value(row) !== null));
}

function part(label: string, colour: string, symbol: DrawnStyle['symbol'], value: Series['value']): Series {
  return { style: { colour, symbol }, label, value, barred: false, dashed: false };
}

function legend(rows: readonly LayerControls[], results: Results): LegendEntry[] {
  const draws = rows.flatMap(({ random }) => (random ? [random] : []));
  const counts = [...new Set(draws.map((each) => each.draws))].sort((a, b) => a - b);
  return [
    ...seriesOf(rows, results)
      .toReversed()
      .map(({ style, label, dashed, value }): LegendEntry => {
        const n = rows.map(value).find((rate) => rate !== null)!.n;
        return {
          style,
          filled: true,
          label,
          notes: dashed ? [`induced on n = ${n} harmless prompts`] : [],
        };
      }),
    ...(draws.length === 0
      ? []
      : [
          {
            style: RANDOM,
            filled: true,
            label: 'random displacement',
            notes: [
              `band: range of ${counts.join(' or ')} draws a layer`,
              `at most ${formatPercent(Math.max(...draws.map(({ most }) => most)))}`,
            ],
          },
        ]),
  ];
}
