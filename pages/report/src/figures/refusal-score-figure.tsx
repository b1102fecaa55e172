import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { VNode } from 'preact';
import { scoreTicks } from '../../../../src/report/figures/score-ticks.ts';
import type { PageStages, ReportPage } from '../../../../src/report/page/page-data.ts';
import { formatNumber } from '../../../../src/wording/format-number.ts';
import { YAxis } from '../chart/axes.tsx';
import { DepthAxis } from '../chart/depth-axis.tsx';
import { depthScale } from '../chart/depth-scale.ts';
import { Frame } from '../chart/frame.tsx';
import { LayerColumns } from '../chart/layer-columns.tsx';
import { Marks } from '../chart/marks.tsx';
import { MethodSymbol } from '../chart/method-symbol.tsx';
import { FigureCard } from '../parts/figure-card.tsx';
import { useMethodStyles } from '../state/method-styles.ts';
import { useSelection } from '../state/use-selection.ts';
import { formatPageEstimate } from '../text/format-page-estimate.ts';
import { refusalScoreTable } from './refusal-score-table.ts';

type Curve = PageStages['curve'];

/** Those of the figure of success by depth, so that depths lie below each other. */
const LEFT = 46;
const TOP = 30;
const BOTTOM = 210;
const HEIGHT = 269;

/** Where refusal gives way before a word is said: an axis of its own, for it is not success. */
export function RefusalScoreFigure(props: { readonly data: ReportPage; readonly curve: Curve }): VNode {
  const { data, curve } = props;
  const n = curve.points.find(({ score }) => score[0] !== null)?.score[1] ?? 0;
  return (
    <FigureCard
      name="refusal-score"
      title={`Refusal score at the last prompt token by depth, n = ${n} harmful requests: not success`}
      caption={
        <>
          Log-odds that a refusal begins at the last prompt token under single-layer pca-ot at K ={' '}
          {curve.rank}, with 95% intervals; dashed: the unattacked model. Success was measured as well at the
          layers with filled marks; at the others only this was. Shaded: the depths of 40–60% that the paper
          names.
        </>
      }
      table={refusalScoreTable(curve)}
    >
      {(width) => <Drawing data={data} curve={curve} width={width} />}
    </FigureCard>
  );
}

function Drawing(props: { readonly data: ReportPage; readonly curve: Curve; readonly width: number }): VNode {
  const { data, curve, width } = props;
  const { selection, select, openArm } = useSelection();
  const { layers } = data.model;
  const { unattacked, rank } = curve;
  const right = width - 8;
  const axis = depthScale(layers, LEFT, right);
  const points = curve.points.filter(({ score }) => score[0] !== null);
  const ticks = scoreTicks(
    [...points.map(({ score }) => score), unattacked].flatMap(([value, , low, high]) =>
      [value, low, high].filter((each) => each !== null),
    ),
  );
  const y = scaleLinear()
    .domain([ticks[0], ticks[ticks.length - 1]])
    .range([BOTTOM, TOP]);
  const claimed = data.claimed.map(axis.x);
  const { style } = useMethodStyles()('pca-ot', rank);
  const path = line<(typeof points)[number]>(
    ({ depth }) => axis.x(depth),
    ({ score }) => y(score[0]!),
  );
  return (
    <Frame width={width} height={HEIGHT} label="Refusal score at the last prompt token over depth">
      <rect class="claimed" x={claimed[0]} y={TOP} width={claimed[1] - claimed[0]} height={BOTTOM - TOP} />
      <YAxis
        scale={y}
        ticks={ticks}
        label="refusal score at the last prompt token, nats"
        top={TOP}
        left={LEFT}
        right={right}
      />
      <DepthAxis scale={axis} layers={layers} bottom={BOTTOM} left={LEFT} right={right} />
      <LayerColumns
        axis={axis.blocks}
        layers={layers}
        top={TOP}
        bottom={BOTTOM}
        selected={selection.layer}
        choose={(layer) => select({ layer })}
      />
      {unattacked[0] !== null && (
        <g>
          <line class="unattacked" x1={LEFT} x2={right} y1={y(unattacked[0])} y2={y(unattacked[0])} />
          <text class="note over" x={right - 4} y={y(unattacked[0]) - 5} text-anchor="end">
            {`unattacked ${formatNumber(unattacked[0])}`}
          </text>
        </g>
      )}
      <g class="series" style={style}>
        {points.map(({ id, depth, score: [, , low, high] }) =>
          low === null || high === null ? null : (
            <line key={id} class="whisker" x1={axis.x(depth)} x2={axis.x(depth)} y1={y(low)} y2={y(high)} />
          ),
        )}
        <path class="line" d={path(points) ?? ''} />
      </g>
      <Marks
        name="Refusal score by layer"
        marks={points.map(({ id, layer, depth, score, completed }) => ({
          key: id,
          x: axis.x(depth),
          y: y(score[0]!),
          row: 0,
          label: `${id}: refusal score ${formatPageEstimate(score)} nats${completed ? '' : '; success not measured'}`,
          selected: layer === selection.layer,
          choose: () => openArm({ id, layer }),
          shape: <MethodSymbol method="pca-ot" rank={rank} hollow={!completed} />,
        }))}
      />
    </Frame>
  );
}
