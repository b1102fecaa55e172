import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { VNode } from 'preact';
import type { PageGeometry, ReportPage } from '../../../../src/report/page/page-data.ts';
import { formatNumber } from '../../../../src/wording/format-number.ts';
import { formatTick } from '../../../../src/wording/format-tick.ts';
import { XAxis, YAxis } from '../chart/axes.tsx';
import { Frame } from '../chart/frame.tsx';
import { layerAxis } from '../chart/layer-axis.ts';
import { LayerColumns } from '../chart/layer-columns.tsx';
import { LineKey } from '../chart/line-key.tsx';
import { logScale } from '../chart/log-scale.ts';
import { type Mark, Marks } from '../chart/marks.tsx';
import { FigureCard } from '../parts/figure-card.tsx';
import { useSelection } from '../state/use-selection.ts';

const LEFT = 52;
const HEIGHT = 120;
const GAP = 70;
/** A panel's label and its key stand above it. */
const TOP = 48;
const KEY = 20;

interface Line {
  readonly name: string;
  readonly style: string;
  readonly value: (at: PageGeometry) => number | null;
}

interface Panel {
  readonly label: string;
  /** Logarithmic, or from 0 to 1. */
  readonly log: boolean;
  readonly lines: readonly Line[];
}

/** A colour for each; further ones share the last. */
const EIGENVALUES = ['palette-4', 'palette-3', 'palette-5'] as const;

const distance = (i: 0 | 1 | 2) => (at: PageGeometry) => at.distance[i];

function panelsOf(rank: number): Panel[] {
  return [
    {
      label: 'squared distance W2² of the classes, held out',
      log: true,
      lines: [
        { name: 'before transport', style: 'palette-2', value: distance(0) },
        { name: 'after', style: 'palette-1', value: distance(1) },
        { name: 'labels permuted', style: 'by-chance', value: distance(2) },
      ],
    },
    {
      label: 'eigenvalues of A (1: no change of spread)',
      log: true,
      lines: Array.from({ length: rank }, (_, i) => ({
        name: `eigenvalue ${i + 1}`,
        style: EIGENVALUES[Math.min(i, EIGENVALUES.length - 1)],
        value: ({ eigenvalues }: PageGeometry) => eigenvalues[i] ?? null,
      })),
    },
    {
      label: `mean difference captured at K = ${rank}; AUROC there`,
      log: false,
      lines: [
        { name: 'share captured', style: 'palette-1', value: ({ capturedMeanShare }) => capturedMeanShare },
        { name: 'AUROC', style: 'palette-2', value: ({ auroc: [value] }) => value },
      ],
    },
  ];
}

/** How the classes lie at each layer: their distance, the map's eigenvalues, what the subspace holds. */
export function GeometryFigure({ data }: { readonly data: ReportPage }): VNode {
  const { selection, select } = useSelection();
  const sites = data.geometry;
  const { rank } = sites[0];
  const panels = panelsOf(rank);
  const at = sites.find(({ layer }) => layer === selection.layer);
  const bottom = TOP + panels.length * HEIGHT + (panels.length - 1) * GAP;
  return (
    <FigureCard
      name="geometry"
      title={`Geometry by layer at K = ${rank}, last prompt token, n = ${sites[0].auroc[1]} held-out prompts`}
      caption={
        <>
          Grey band around the eigenvalues: where 95% of the extreme ones would lie if the classes shared a
          covariance. Finite samples inflate distances; the line of permuted labels shows by how much.{' '}
          {at &&
            `Layer ${at.layer}: W2² ${formatNumber(at.distance[0])} before, ${formatNumber(at.distance[1])} after; a Gaussian map is ${at.judgement}.`}
        </>
      }
      table={{
        columns: [
          'layer',
          'W2_squared_before',
          'W2_squared_after',
          'W2_squared_by_chance',
          ...Array.from({ length: rank }, (_, i) => `eigenvalue_${i + 1}`),
          'band_low',
          'band_high',
          'mean_share_held',
          'zero_position',
          'AUROC',
          'AUROC_low',
          'AUROC_high',
          'Gaussian_map',
        ],
        rows: sites.map((site) => [
          site.layer,
          ...site.distance,
          ...Array.from({ length: rank }, (_, i) => site.eigenvalues[i] ?? null),
          ...site.band,
          site.capturedMeanShare,
          site.zeroPosition,
          site.auroc[0],
          site.auroc[2],
          site.auroc[3],
          site.judgement,
        ]),
      }}
    >
      {(width) => {
        const right = width - 10;
        const axis = layerAxis(data.model.layers, LEFT, right);
        return (
          <Frame width={width} height={bottom + 44} label="Geometry of both classes by layer">
            <LayerColumns
              axis={axis}
              layers={data.model.layers}
              top={TOP}
              bottom={bottom}
              selected={selection.layer}
              choose={(layer) => select({ layer })}
            />
            {panels.map((panel, p) => (
              <GeometryPanel
                key={panel.label}
                {...{ panel, sites, right, axis: axis.x }}
                top={TOP + p * (HEIGHT + GAP)}
                band={p === 1}
                selected={selection.layer}
                choose={(layer) => select({ layer })}
              />
            ))}
            <XAxis
              scale={axis.x}
              ticks={axis.ticks}
              label={`layer, 0–${data.model.layers - 1}`}
              top={TOP}
              bottom={bottom}
              left={LEFT}
              right={right}
            />
          </Frame>
        );
      }}
    </FigureCard>
  );
}

function GeometryPanel(props: {
  readonly panel: Panel;
  readonly sites: readonly PageGeometry[];
  readonly axis: (layer: number) => number;
  readonly top: number;
  readonly right: number;
  readonly band: boolean;
  readonly selected: number | null;
  readonly choose: (layer: number) => void;
}): VNode {
  const { panel, sites, axis, top, right, band, selected, choose } = props;
  const bottom = top + HEIGHT;
  const values = sites.flatMap((site) => [
    ...panel.lines.map(({ value }) => value(site) ?? Number.NaN),
    ...(band ? site.band : []),
  ]);
  const scale = panel.log
    ? logScale(values, [bottom, top])
    : { at: scaleLinear().domain([0, 1]).range([bottom, top]), ticks: [0, 0.5, 1] };
  const marks = panel.lines.flatMap((each, row) =>
    sites.flatMap((site): Mark[] => {
      const value = each.value(site);
      if (value === null || (panel.log && !(value > 0))) return [];
      return [
        {
          key: `${each.name} ${site.layer}`,
          x: axis(site.layer),
          y: scale.at(value),
          row,
          label: `layer ${site.layer}, ${each.name}: ${formatNumber(value)}`,
          selected: site.layer === selected,
          choose: () => choose(site.layer),
          shape: <circle class={`symbol ${each.style}`} r="3" />,
        },
      ];
    }),
  );
  return (
    <g>
      <YAxis
        scale={scale.at}
        ticks={scale.ticks}
        format={formatTick}
        label={panel.label}
        top={top - KEY}
        left={LEFT}
        right={right}
      />
      <LineKey lines={panel.lines} y={top - 15} />
      {band && (
        <g class="control">
          {sites.map(({ layer, band: [low, high] }) => (
            <line
              key={layer}
              class="band-bar"
              x1={axis(layer)}
              x2={axis(layer)}
              y1={scale.at(low)}
              y2={scale.at(high)}
            />
          ))}
        </g>
      )}
      {panel.lines.map((each) => (
        <g key={each.name} class={each.style}>
          <path
            class="line"
            d={
              line<PageGeometry>()
                .defined((site) => {
                  const value = each.value(site);
                  return value !== null && (!panel.log || value > 0);
                })
                .x(({ layer }) => axis(layer))
                .y((site) => scale.at(each.value(site)!))(sites) ?? ''
            }
          />
        </g>
      ))}
      <Marks name={panel.label} marks={marks} />
    </g>
  );
}
